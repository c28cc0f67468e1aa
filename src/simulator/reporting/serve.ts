import type { IncomingMessage, ServerResponse } from "node:http"
import { deliver } from "../delivery"
import type { ServiceContext } from "../delivery"
import { REPORTING } from "../faults"
import type { FaultRequest } from "../faults"
import { readBody, sendXml } from "../http"
import { refusalOf, reportingAnswer } from "./answer"
import { documentText } from "./document"
import { ReportingRequest } from "./request"

export const REPORTING_PATH = "/access/access.htm"

/** One POST to the Reporting & Admin API. */
export async function serveReporting(
  context: ServiceContext,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  const { core } = context
  const text = documentText((await readBody(request)) ?? Buffer.alloc(0))
  const spoken = {
    seen: seenOf(new ReportingRequest(core, text)),
    act: () => {
      const answer = reportingAnswer(core, text)
      const reply = { Status: answer.code, StatusDetail: answer.text }
      return { text: answer.document, reply }
    },
    send: sendXml,
    maimed: (document = "<vspaccess></vspaccess>") =>
      document.replace(/<errorcode>\d*<\/errorcode>/, ""),
    error: () => refusalOf(core, "2015").document,
    // No bank here: the nearest there is.
    bankTimeout: () => refusalOf(core, "2015").document,
    refusal: ({ status, status_detail }: FaultRequest) =>
      refusalOf(core, status ?? "2015", status_detail).document,
  }
  await deliver(context, spoken, request, response)
}

/** The fields of the log: what was asked, neither password nor signature. */
function seenOf(request: ReportingRequest) {
  const vendorTxCode = request.transaction?.vendorTxCode ?? request.value("vendortxcode")
  const asked = request.parameters.map((name) => [name, request.value(name)] as const)
  return {
    service: "access.htm",
    txType: REPORTING,
    vendorTxCode,
    command: request.command,
    fields: {
      TxType: REPORTING,
      Vendor: request.value("vendor"),
      ...(vendorTxCode !== "" && { VendorTxCode: vendorTxCode }),
      command: request.command,
      user: request.value("user"),
      ...Object.fromEntries(asked),
    },
  }
}
