import { createServer } from "node:http"
import type { IncomingMessage, Server, ServerResponse } from "node:http"
import { offeredActions } from "./console"
import { consolePage } from "./console-routes"
import type { Control } from "./control"
import { CONTROL_PREFIX, controlRoute } from "./control-routes"
import type { Core } from "./core"
import type { ServiceContext } from "./delivery"
import { HOSTED_PATHS, hostedPage } from "./hosted-routes"
import { sendHtml, sendText } from "./http"
import { settleAndExpire } from "./lifecycle"
import { moneyOf } from "./money"
import { html, page } from "./pages/layout"
import { detailPage, homePage, listPage } from "./pages/merchant"
import { REPORTING_PATH, serveReporting } from "./reporting/serve"
import { serve } from "./service"
import type { Transaction } from "./types"

const SERVICE = /^\/gateway\/service\/([A-Za-z-]+\.vsp)$/

export function createSimulatorServer(context: ServiceContext, control: Control): Server {
  return createServer((request, response) => {
    route(context, control, request, response).catch((error: unknown) => {
      context.core.log(`${request.method} ${request.url} failed: ${String(error)}`)
      if (response.headersSent) response.destroy()
      else sendText(response, "Status=ERROR\r\nStatusDetail=5003 : Internal server error.\r\n", 500)
    })
  })
}

async function route(
  context: ServiceContext,
  control: Control,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  const { core } = context
  const url = new URL(request.url ?? "/", "http://simulator")
  const { pathname } = url
  const service = SERVICE.exec(pathname)?.[1]
  if (service !== undefined && request.method === "POST") {
    return serve(context, service, request, response)
  }
  if (pathname === REPORTING_PATH && request.method === "POST") {
    return serveReporting(context, request, response)
  }
  if (HOSTED_PATHS.includes(pathname)) return hostedPage(core, url, request, response)
  if (pathname === CONTROL_PREFIX || pathname.startsWith(`${CONTROL_PREFIX}/`)) {
    return controlRoute(control, url, request, response)
  }
  settleAndExpire(core)
  if (pathname === "/") {
    const vendors = core.accounts.all().map(({ vendor }) => vendor)
    return sendHtml(response, homePage({ now: core.clock.now(), vendors, url: core.baseUrl() }))
  }
  if (pathname === "/transactions") return sendHtml(response, listPage(core.store))
  const consoleOf = /^\/transactions\/(.+)\/console$/.exec(pathname)?.[1]
  const acted = consoleOf === undefined ? undefined : found(core, consoleOf)
  if (acted) return consolePage(core, acted, url, request, response)
  const detail = /^\/transactions\/(.+)$/.exec(pathname)?.[1]
  const transaction = detail === undefined ? undefined : found(core, detail)
  if (transaction) {
    const money = moneyOf(core.store, transaction.rootId)
    const offers = offeredActions(core, transaction)
    return sendHtml(response, detailPage(core.store, transaction, money, offers))
  }
  const body = html`<p>There is nothing at this address.</p>`
  sendHtml(response, page({ title: "Not found", kind: "wide", body }), 404)
}

function found(core: Core, idOrCode: string): Transaction | undefined {
  return core.store.find(decodeURIComponent(idOrCode))
}
