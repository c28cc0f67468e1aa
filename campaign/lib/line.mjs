import http from "node:http"
import { setTimeout as wait } from "node:timers/promises"

/**
 * The line between the store and the gateway, where everything goes wrong: it passes each message
 * on, unless a fault is drawn for it. `intercept` may stop a message before or after the gateway
 * has acted on it.
 */

const LATE_MS = 120_000
const ERROR_PAGE = "<!DOCTYPE html><html><body><h1>Service unavailable</h1></body></html>"

const reply = (Status, StatusDetail) =>
  `VPSProtocol=4.00\r\nStatus=${Status}\r\nStatusDetail=${StatusDetail}\r\n`

/** Instead of the gateway's own doing. */
const WITHOUT_ACTING = {
  lost: ({ request }) => request.socket.resetAndDestroy(),
  html: ({ send }) => send(ERROR_PAGE, { type: "text/html" }),
  http_503: ({ send }) => send(ERROR_PAGE, { status: 503, type: "text/html" }),
  empty: ({ send }) => send(""),
  refused: ({ send }) => send(reply("INVALID", "5002 : Invalid parameter.")),
  error: ({ send }) => send(reply("ERROR", "2003 : An ERROR has occurred on the Sage Pay System.")),
}

/** After the gateway has acted. */
const AFTER_ACTING = {
  acted_lost: ({ request }) => request.socket.resetAndDestroy(),
  acted_http_500: ({ send }) => send(ERROR_PAGE, { status: 500, type: "text/html" }),
  bank_timeout: ({ send }) => send(reply("NOTAUTHED", "2008 : The Transaction timed-out.")),
  truncated: ({ response }, answer) => {
    const half = answer.body.subarray(0, Math.floor(answer.body.length / 2))
    response.writeHead(200, {
      "content-type": "text/plain",
      "content-length": answer.body.length || 1,
    })
    response.write(half, () => response.socket?.destroy())
  },
  late: async ({ pass, signal }, answer, { delayMs }) => {
    await wait(delayMs ?? LATE_MS, undefined, { signal }).catch(() => undefined)
    pass(answer)
  },
}

export const FAULTS = [
  ...Object.keys(WITHOUT_ACTING),
  ...Object.keys(AFTER_ACTING),
  "duplicate",
  "slow",
]

/**
 * @param {{ gatewayUrl: string, faultFor: (message: Message) => Fault | undefined }} options
 * `faultFor` is asked once for each message, in the order in which they come.
 */
export async function startLine({ gatewayUrl, faultFor }) {
  const gateway = new URL(gatewayUrl)
  const agent = new http.Agent({ keepAlive: true })
  const closing = new AbortController()
  const stops = new Set()

  const forward = (request, body) =>
    new Promise((resolve, reject) => {
      const { method, headers, url } = request
      const options = { agent, host: gateway.hostname, port: gateway.port, method, headers }
      const passed = http.request({ ...options, path: url }, (answer) => {
        const chunks = []
        answer.on("data", (chunk) => chunks.push(chunk))
        answer.on("end", () =>
          resolve({
            status: answer.statusCode,
            headers: answer.headers,
            body: Buffer.concat(chunks),
          })
        )
      })
      passed.on("error", reject)
      passed.end(body)
    })

  /** Who waits for such a message takes it in hand; once. */
  const intercepted = async (message, moment) => {
    for (const stop of stops) {
      if (stop.moment !== moment || !stop.matches(message)) continue
      stops.delete(stop)
      const handed = new Promise((release) => stop.reached({ message, release }))
      return handed
    }
    return "go"
  }

  const handle = async (request, response) => {
    const chunks = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    const message = read(request.url, body)
    const io = {
      request,
      response,
      signal: closing.signal,
      send: (text, { status = 200, type = "text/plain" } = {}) => {
        if (response.destroyed) return
        response.writeHead(status, { "content-type": type, "content-length": text.length })
        response.end(text)
      },
      pass: (answer) => {
        if (response.destroyed) return
        response.writeHead(answer.status, {
          "content-type": answer.headers["content-type"] ?? "text/plain",
          "content-length": answer.body.length,
        })
        response.end(answer.body)
      },
    }
    if ((await intercepted(message, "before")) === "drop") return request.socket.destroy()
    const fault = faultFor(message)
    const instead = fault && WITHOUT_ACTING[fault.kind]
    if (instead) return instead(io)
    if (fault?.kind === "slow") {
      await wait(fault.delayMs, undefined, { signal: closing.signal }).catch(() => undefined)
    }
    let answer = await forward(request, body)
    if (fault?.kind === "duplicate") answer = await forward(request, body)
    if ((await intercepted(message, "after")) === "drop") return request.socket.destroy()
    const afterwards = fault && AFTER_ACTING[fault.kind]
    if (afterwards) return afterwards(io, answer, fault)
    return io.pass(answer)
  }

  const server = http.createServer((request, response) => {
    // Both ends break off: kills and closing are what this is for.
    request.on("error", () => response.destroy())
    response.on("error", () => request.destroy())
    handle(request, response).catch(() => request.socket.destroy())
  })
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    /**
     * Stops the next message that matches. `held` resolves with `release("go" | "drop")` once it is
     * there; `forget` gives up waiting.
     */
    stopAt: (moment, matches) => {
      const stop = { moment, matches }
      const held = new Promise((resolve) => (stop.reached = resolve))
      stops.add(stop)
      return { held, forget: () => stops.delete(stop) }
    },
    stop: () => {
      closing.abort()
      agent.destroy()
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A message of the protocol, or a question to the reporting service. */
function read(url, body) {
  const form = new URLSearchParams(body.toString("latin1"))
  const service = new URL(url, "http://gateway").pathname.split("/").pop()
  const xml = form.get("XML") ?? form.get("xml")
  if (xml === null) return { service, fields: Object.fromEntries(form), reporting: false }
  const tag = (name) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1]
  return {
    service,
    reporting: true,
    command: tag("command"),
    fields: { VPSTxId: tag("vpstxid"), VendorTxCode: tag("vendortxcode") },
  }
}
