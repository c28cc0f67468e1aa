import type { IncomingMessage, ServerResponse } from "node:http"
import type { TxType } from "../protocol"
import type { ConsoleRequest } from "./console"
import type { ClockRequest, Control } from "./control"
import { ControlError } from "./control-error"
import { NOTIFICATION_FAULTS, SERVICE_FAULTS } from "./faults"
import type { FaultRequest } from "./faults"
import { readBody, sendJson } from "./http"
import type { NotifyRequest } from "./notify-again"
import { OUTCOMES } from "./pay"
import type { PayRequest } from "./pay"
import type { Settings } from "./types"

type Body = Record<string, unknown>
type Handler = (input: { body: Body; query: URLSearchParams; rest: string }) => unknown

export const CONTROL_PREFIX = "/_control"

/** Method and path under the prefix; `*` takes the rest of the path. */
function routesOf(control: Control): Readonly<Record<string, Handler>> {
  return {
    "GET /transactions": ({ query }) => {
      const filter: { vendor?: string; tx_type?: TxType; state?: string } =
        Object.fromEntries(query)
      return control.transactions(filter)
    },
    "GET /transactions/*": ({ rest }) => control.transaction(rest),
    "GET /requests": ({ query }) => control.requests(Object.fromEntries(query)),
    "DELETE /requests": () => ({ cleared: control.clearRequests() }),
    "GET /clock": () => ({ now: control.now().toISOString() }),
    "POST /clock": ({ body }) => control.clock(body as ClockRequest),
    "POST /settle": () => control.settle(),
    "POST /settlement-failure": ({ body }) =>
      control.failSettlement({ vps_tx_id: text(body, "vps_tx_id") }),
    "POST /console": ({ body }) => {
      text(body, "vps_tx_id")
      return control.console(body as ConsoleRequest)
    },
    "POST /pay": ({ body }) => {
      oneOf("outcome", body.outcome, OUTCOMES)
      return control.pay(body as PayRequest)
    },
    "POST /notify": ({ body }) => control.notify(body as NotifyRequest),
    "GET /faults": () => control.faults(),
    "POST /faults": ({ body }) => {
      oneOf("fault", body.fault ?? null, [...SERVICE_FAULTS, ...NOTIFICATION_FAULTS])
      control.fault(body as FaultRequest)
      return control.faults()
    },
    "DELETE /faults": () => {
      control.clearFaults()
      return control.faults()
    },
    "GET /held": () => control.held(),
    "POST /held": ({ body }) => {
      const how = body.then === "drop" ? "drop" : "answer"
      oneOf("then", body.then, ["answer", "drop"])
      return control.release(Number(body.id), how)
    },
    "GET /money": ({ query }) => control.money(Object.fromEntries(query)),
    "POST /card": ({ body }) => control.card(body as { vps_tx_id: string; declines: boolean }),
    "GET /accounts": () => control.accounts(),
    "POST /accounts": ({ body }) =>
      control.account(text(body, "vendor"), body.settings as Settings),
    "POST /reset": () => {
      control.reset()
      return { reset: true }
    },
  }
}

export async function controlRoute(
  control: Control,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  const path = url.pathname.slice(CONTROL_PREFIX.length).replace(/\/$/, "")
  const routes = routesOf(control)
  if (path === "") return sendJson(response, { routes: Object.keys(routes) })
  const [, first = "", ...others] = path.split("/")
  const rest = decodeURIComponent(others.join("/"))
  const handler = routes[`${request.method} /${first}${rest === "" ? "" : "/*"}`]
  try {
    if (!handler) throw new ControlError(404, `no route ${request.method} ${url.pathname}`)
    const body = await bodyOf(request)
    sendJson(response, await handler({ body, query: url.searchParams, rest }))
  } catch (error) {
    if (!(error instanceof ControlError)) throw error
    sendJson(response, { error: error.message }, error.status)
  }
}

async function bodyOf(request: IncomingMessage): Promise<Body> {
  const text = (await readBody(request))?.toString("utf8") ?? ""
  if (text === "") return {}
  const body: unknown = parse(text)
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new ControlError(400, "the body must be a JSON object")
  }
  return body as Body
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new ControlError(400, `the body is not JSON: ${(error as Error).message}`)
  }
}

function text(body: Body, name: string): string {
  const value = body[name]
  if (typeof value !== "string") throw new ControlError(400, `${name} is needed`)
  return value
}

function oneOf(name: string, value: unknown, allowed: readonly string[]): void {
  if (value !== undefined && !allowed.includes(value as string)) {
    throw new ControlError(400, `${name} must be one of ${allowed.join(", ")}`)
  }
}
