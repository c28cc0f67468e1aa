import type { IncomingMessage, ServerResponse } from "node:http"
import type { Socket } from "node:net"
import type { Core } from "./core"
import type { FaultRequest, SeenRequest, ServiceFault } from "./faults"
import { sendHtml } from "./http"
import type { LoggedRequest, RequestLog } from "./request-log"

/** Faults that come after the act unless told otherwise; the others instead of it. */
const ACTS_FIRST: readonly ServiceFault[] = [
  "act_then_reset",
  "act_then_late",
  "half_reply",
  "bank_timeout",
  "decline",
  "delay",
  "duplicate",
  "hold",
]
const ERROR_PAGE = "<!DOCTYPE html><html><body><h1>Service unavailable</h1></body></html>"
/** Longer than any client waits. */
const LATE_MS = 120_000

/** Waits in real time, until the simulator closes. */
export type Delay = (milliseconds: number) => Promise<void>
export type ServiceContext = { core: Core; requests: RequestLog; delay: Delay }

export type Said = { text: string; reply: NonNullable<LoggedRequest["reply"]> }

/** One request in the language of its service: how it is carried out, and how that service fails. */
export type Spoken = {
  seen: SeenRequest
  /** Carries it out and answers. Synchronous: no other request is carried out meanwhile. */
  act(): Said
  send(response: ServerResponse, text: string): void
  /** The reply without what tells how it went. */
  maimed(text: string | undefined): string
  /** The gateway's own failure. */
  error(): string
  refusal(fault: FaultRequest): string
  bankTimeout(): string
}

/** Carries a request out and answers it, with the fault that was asked for, if any. */
export async function deliver(
  { core, requests, delay }: ServiceContext,
  spoken: Spoken,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  const { seen } = spoken
  const fault = core.faults.forRequest(seen)
  const entry = requests.add(seen.service, { ...seen.fields }, fault?.fault)
  if (fault?.fault === "delay") await delay(fault.delay_ms ?? 0)
  const before = fault?.fault === "hold" && fault.at !== "after"
  if (before && (await held(core, seen, "before")) === "drop") return reset(request.socket)
  const said = acts(fault) ? carryOut(core, spoken, fault) : undefined
  if (said) entry.reply = said.reply
  core.log(lineOf(seen, said, fault))
  if (fault?.fault === "hold" && !before && (await held(core, seen, "after")) === "drop") {
    return reset(request.socket)
  }
  await respond({ fault, text: said?.text, spoken, request, response, delay })
}

function held(core: Core, seen: SeenRequest, at: "before" | "after"): Promise<"answer" | "drop"> {
  const { service, txType, vendorTxCode, command } = seen
  return core.holds.hold({
    at,
    service,
    tx_type: txType,
    vendor_tx_code: vendorTxCode,
    ...(command !== undefined && { command }),
  })
}

function acts(fault: FaultRequest | undefined): boolean {
  return fault === undefined || (fault.act ?? ACTS_FIRST.includes(fault.fault as ServiceFault))
}

function carryOut(core: Core, spoken: Spoken, fault: FaultRequest | undefined): Said {
  core.bank.declining = fault?.fault === "decline"
  const said = spoken.act()
  core.bank.declining = false
  // Delivered twice: the second answer is the one that arrives.
  return fault?.fault === "duplicate" ? spoken.act() : said
}

function lineOf(seen: SeenRequest, said: Said | undefined, fault?: FaultRequest): string {
  const { service, txType, vendorTxCode, command } = seen
  const result = said ? `${said.reply.Status} ${said.reply.StatusDetail}` : "not carried out"
  const what = `${service} ${command ?? txType} ${vendorTxCode}`.trim()
  return `${what}: ${result}${fault ? ` (fault ${fault.fault})` : ""}`
}

async function respond(input: {
  fault: FaultRequest | undefined
  text: string | undefined
  spoken: Spoken
  request: IncomingMessage
  response: ServerResponse
  delay: Delay
}): Promise<void> {
  const { fault, text, spoken, request, response } = input
  const send = (body: string): void => spoken.send(response, body)
  switch (fault?.fault) {
    case "reset_before":
    case "act_then_reset":
      return reset(request.socket)
    case "half_reply":
      return halfReply(response, text ?? "")
    case "html":
      return sendHtml(response, ERROR_PAGE)
    case "http_500":
      return sendHtml(response, ERROR_PAGE, fault.http_status ?? 500)
    case "empty":
      return send("")
    case "no_status":
      return send(spoken.maimed(text))
    case "error_status":
      return send(spoken.error())
    case "bank_timeout":
      return send(spoken.bankTimeout())
    case "refuse":
      return send(spoken.refusal(fault))
    case "act_then_late":
      await input.delay(fault.delay_ms ?? LATE_MS)
      return send(text ?? "")
    default:
      return send(text ?? "")
  }
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
