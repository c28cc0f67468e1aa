import type { IncomingMessage, ServerResponse } from "node:http"
import { decodeForm, formatReply, scrub } from "../protocol"
import { deliver } from "./delivery"
import type { ServiceContext } from "./delivery"
import { answer } from "./gateway"
import { readBody, sendText } from "./http"
import { statusDetail } from "./texts"

/** One POST to `/gateway/service/*.vsp`. */
export async function serve(
  context: ServiceContext,
  service: string,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  const body = await readBody(request)
  if (body === undefined) {
    return sendText(response, failure("5030", "ERROR"))
  }
  const { fields, repeated } = decodeForm(body)
  const ip = (request.socket.remoteAddress ?? "").replace(/^::ffff:/, "")
  const spoken = {
    seen: {
      service,
      txType: fields.TxType ?? "",
      vendorTxCode: fields.VendorTxCode ?? "",
      fields: scrub(fields),
    },
    act: () => {
      const reply = answer(context.core, service, { fields, repeated, ip })
      const { Status = "", StatusDetail = "" } = reply
      return { text: formatReply(reply), reply: { Status, StatusDetail } }
    },
    send: sendText,
    maimed: (text = "") => text.replace(/^Status=.*\r\n/m, "") || "VPSProtocol=4.00\r\n",
    error: () => failure("2003", "ERROR"),
    bankTimeout: () => failure("2008", "NOTAUTHED"),
    refusal: ({ status, status_detail }: { status?: string; status_detail?: string }) =>
      formatReply({
        VPSProtocol: "4.00",
        Status: status ?? "INVALID",
        StatusDetail: status_detail ?? statusDetail({ code: "5002" }),
      }),
  }
  await deliver(context, spoken, request, response)
}

function failure(code: string, Status: string): string {
  return formatReply({ VPSProtocol: "4.00", Status, StatusDetail: statusDetail({ code }) })
}
