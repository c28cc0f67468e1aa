import type { IncomingMessage, ServerResponse } from "node:http"
import type { Socket } from "node:net"
import { decodeForm, formatReply, scrub } from "../protocol"
import type { WireMessage } from "../protocol"
import type { Core } from "./core"
import type { FaultRequest, ServiceFault } from "./faults"
import { answer } from "./gateway"
import { readBody, sendHtml, sendText } from "./http"
import type { RequestLog } from "./request-log"
import { statusDetail } from "./texts"

/** Faults that come after the act unless told otherwise; the others instead of it. */
const ACTS_FIRST: readonly ServiceFault[] = [
  "act_then_reset",
  "act_then_late",
  "half_reply",
  "bank_timeout",
  "decline",
  "delay",
]
const ERROR_PAGE = "<!DOCTYPE html><html><body><h1>Service unavailable</h1></body></html>"
/** Longer than any client waits. */
const LATE_MS = 120_000

export type ServiceContext = { core: Core; requests: RequestLog; delay: Delay }
/** Waits in real time, until the simulator closes. */
export type Delay = (milliseconds: number) => Promise<void>

/** One POST to `/gateway/service/*.vsp`, with the fault that was asked for, if any. */
export async function serve(
  { core, requests, delay }: ServiceContext,
  serviceName: string,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  const body = await readBody(request)
  if (body === undefined) {
    return sendText(response, refusal("5030", "ERROR"))
  }
  const { fields, repeated } = decodeForm(body)
  const fault = core.faults.forRequest(fields)
  const entry = requests.add(serviceName, scrub(fields), fault?.fault)
  if (fault?.fault === "delay") await delay(fault.delay_ms ?? 0)
  const acts =
    fault === undefined || (fault.act ?? ACTS_FIRST.includes(fault.fault as ServiceFault))
  const ip = (request.socket.remoteAddress ?? "").replace(/^::ffff:/, "")
  // answer() is synchronous: no other request sees this.
  core.bank.declining = fault?.fault === "decline"
  const reply = acts ? answer(core, serviceName, { fields, repeated, ip }) : undefined
  core.bank.declining = false
  if (reply) entry.reply = { Status: reply.Status ?? "", StatusDetail: reply.StatusDetail ?? "" }
  const said = reply ? `${reply.Status} ${reply.StatusDetail}` : "not carried out"
  core.log(
    `${serviceName} ${fields.TxType} ${fields.VendorTxCode}: ${said}${fault ? ` (fault ${fault.fault})` : ""}`
  )
  await respond({ fault, reply, request, response, delay })
}

async function respond(input: {
  fault: FaultRequest | undefined
  reply: WireMessage | undefined
  request: IncomingMessage
  response: ServerResponse
  delay: Delay
}): Promise<void> {
  const { fault, reply, request, response } = input
  const text = formatReply(reply ?? {})
  switch (fault?.fault) {
    case "reset_before":
    case "act_then_reset":
      return reset(request.socket)
    case "half_reply":
      return halfReply(response, text)
    case "html":
      return sendHtml(response, ERROR_PAGE)
    case "http_500":
      return sendHtml(response, ERROR_PAGE, 500)
    case "empty":
      return sendText(response, "")
    case "no_status":
      return sendText(response, text.replace(/^Status=.*\r\n/m, "") || "VPSProtocol=4.00\r\n")
    case "error_status":
      return sendText(response, refusal("2003", "ERROR"))
    case "bank_timeout":
      return sendText(response, refusal("2008", "NOTAUTHED"))
    case "refuse":
      return sendText(response, refused(fault))
    case "act_then_late":
      await input.delay(fault.delay_ms ?? LATE_MS)
      return sendText(response, text)
    default:
      return sendText(response, text)
  }
}

function refused(fault: FaultRequest): string {
  return formatReply({
    VPSProtocol: "4.00",
    Status: fault.status ?? "INVALID",
    StatusDetail: fault.status_detail ?? statusDetail({ code: "5002" }),
  })
}

function refusal(code: string, Status: string): string {
  return formatReply({ VPSProtocol: "4.00", Status, StatusDetail: statusDetail({ code }) })
}

/** RST, not FIN: the client sees a connection that broke. */
function reset(socket: Socket): void {
  socket.resetAndDestroy()
}

/** Promises the whole reply, sends half of it, and closes. */
function halfReply(response: ServerResponse, text: string): void {
  const half = text.slice(0, Math.floor(text.length / 2))
  response.writeHead(200, { "content-type": "text/plain", "content-length": text.length || 1 })
  response.write(Buffer.from(half, "latin1"), () => response.socket?.destroy())
}
