import type net from "node:net"
import { bareServer, http, rawServer, tlsServer, type RawServer } from "./__fixtures__/raw-server"
import { SELF_SIGNED } from "./__fixtures__/self-signed"
import { createGateway, type Gateway, type GatewayOptions, type Outcome } from "./index"

const REFUND = {
  VendorTxCode: "refund-1",
  Amount: "10.00",
  Currency: "GBP",
  Description: "A refund",
  RelatedVPSTxId: "{0F4B1D6E-2C3A-4D5E-8F90-A1B2C3D4E5F6}",
  RelatedVendorTxCode: "order-1",
  RelatedSecurityKey: "K7QX2M9ZPA",
  RelatedTxAuthNo: "4918526",
}

const OK =
  "VPSProtocol=4.00\r\nStatus=OK\r\nStatusDetail=0000 : The Authorisation was Successful.\r\n" +
  "VPSTxId={1F4B1D6E-2C3A-4D5E-8F90-A1B2C3D4E5F6}\r\nSecurityKey=ABCDEFGHIJ\r\nTxAuthNo=1\r\n"

const lines = (Status: string, StatusDetail: string): string =>
  `VPSProtocol=4.00\r\nStatus=${Status}\r\nStatusDetail=${StatusDetail}\r\n`

let server: RawServer | undefined
let gateway: Gateway | undefined

afterEach(async () => {
  await gateway?.close()
  await server?.close()
  gateway = undefined
  server = undefined
})

function refund(host: string, options: Partial<GatewayOptions> = {}): Promise<Outcome<"REFUND">> {
  gateway = createGateway({ vendor: "testvendor", host, ...options })
  return gateway.send("REFUND", REFUND)
}

async function answered(
  bytes: string,
  options: Partial<GatewayOptions> = {}
): Promise<Outcome<"REFUND">> {
  server = await rawServer((socket) => socket.write(bytes, "latin1"))
  return refund(server.url, options)
}

describe("never_sent: nothing left this machine", () => {
  it("a refused connection", async () => {
    const closed = await bareServer(() => undefined, "http")
    await closed.close()
    const outcome = await refund(closed.url)
    expect(outcome).toMatchObject({ kind: "never_sent", cause: { code: "ECONNREFUSED" } })
  })

  it("a name that does not exist", async () => {
    const outcome = await refund("http://gateway.invalid", { connectTimeoutMs: 20_000 })
    expect(outcome).toMatchObject({ kind: "never_sent" })
    const { cause } = outcome as Extract<Outcome, { kind: "never_sent" }>
    expect((cause as NodeJS.ErrnoException).code).toMatch(/ENOTFOUND|EAI_AGAIN/)
  }, 30_000)

  it("a certificate that is not trusted", async () => {
    server = await tlsServer(SELF_SIGNED)
    const outcome = await refund(server.url)
    expect(outcome).toMatchObject({
      kind: "never_sent",
      cause: { code: "DEPTH_ZERO_SELF_SIGNED_CERT" },
    })
  })

  it("a server that does not speak TLS", async () => {
    server = await bareServer((socket) => socket.end("hello\r\n"), "https")
    expect(await refund(server.url)).toMatchObject({ kind: "never_sent" })
  })

  it("a reset before sending, while TLS is being set up", async () => {
    server = await bareServer((socket) => {
      socket.once("data", () => socket.resetAndDestroy())
    }, "https")
    expect(await refund(server.url)).toMatchObject({ kind: "never_sent" })
  })

  it("a connection that does not stand in time", async () => {
    // Accepts and stays silent, so that TLS never gets done.
    server = await bareServer(() => undefined, "https")
    const outcome = await refund(server.url, { connectTimeoutMs: 50 })
    expect(outcome).toMatchObject({
      kind: "never_sent",
      cause: { message: "No connection within 50 ms." },
    })
  })

  it("is not written later, when a connection comes after the caller was told", async () => {
    // One socket, held by the first call; the second gives up waiting for it.
    const sockets: net.Socket[] = []
    server = await rawServer((socket) => sockets.push(socket))
    const one = createGateway({
      vendor: "testvendor",
      host: server.url,
      connections: 1,
      connectTimeoutMs: 20,
      replyTimeoutMs: 80,
      lateReplyMs: 10_000,
    })
    gateway = one
    const [first, second] = await Promise.all([
      one.send("REFUND", REFUND),
      one.send("REFUND", { ...REFUND, VendorTxCode: "refund-2" }),
    ])
    expect(first).toMatchObject({ kind: "unknown", because: "no_reply" })
    expect(second).toMatchObject({ kind: "never_sent" })
    sockets[0]?.write(http(OK))
    if (first.kind !== "unknown") throw new Error("not unknown")
    expect(await first.late).toMatchObject({ kind: "done" })
    await one.close()
    expect(server.requests).toHaveLength(1)
  })
})

describe("unknown: it may have happened", () => {
  it("a reset while sending", async () => {
    server = await bareServer((socket) => {
      socket.once("data", () => socket.resetAndDestroy())
    }, "http")
    expect(await refund(server.url)).toMatchObject({ kind: "unknown", because: "connection_lost" })
  })

  it("a reset after the whole request", async () => {
    server = await rawServer((socket) => socket.resetAndDestroy())
    const outcome = await refund(server.url)
    expect(outcome).toMatchObject({ kind: "unknown", because: "connection_lost" })
    expect(server.requests).toHaveLength(1)
  })

  it("a connection closed without a word", async () => {
    server = await rawServer((socket) => socket.end())
    expect(await refund(server.url)).toMatchObject({ kind: "unknown", because: "connection_lost" })
  })

  it("half a reply", async () => {
    const whole = http(OK)
    server = await rawServer((socket) => socket.end(whole.slice(0, whole.length - 60)))
    expect(await refund(server.url)).toMatchObject({ kind: "unknown", because: "connection_lost" })
  })

  it("half a reply that ends where the connection does", async () => {
    const head = "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n"
    server = await rawServer((socket) => socket.end(head + OK.slice(0, 90)))
    const outcome = await refund(server.url)
    expect(outcome).toMatchObject({ kind: "unknown", because: "gateway_error" })
  })

  it.each([
    ["an HTML page", http("<html><body>Status=OK\r\nStatus=OK</body></html>"), "unreadable"],
    ["a 503 page", http("<html>busy</html>", "503 Service Unavailable"), "http_status"],
    ["a readable reply with HTTP 500", http(OK, "500 Internal Server Error"), "http_status"],
    ["a redirect", http("", "302 Found"), "http_status"],
    ["an empty body", http(""), "unreadable"],
    ["no Status", http("VPSProtocol=4.00\r\nStatusDetail=0000 : Fine.\r\n"), "unreadable"],
    ["an empty Status", http("VPSProtocol=4.00\r\nStatus=\r\n"), "unreadable"],
    ["two Statuses", http("Status=OK\r\nStatus=INVALID\r\n"), "unreadable"],
    ["bytes that are no HTTP", "\x00\x01\x02\r\n\r\n", "connection_lost"],
    ["a body without end", http("x".repeat(70_000)), "connection_lost"],
    ["Status ERROR", http(lines("ERROR", "2003 : An error.")), "gateway_error"],
    ["an unheard-of Status", http(lines("MAYBE", "0000 : Perhaps.")), "gateway_error"],
    ["OK without the VPSTxId", http(lines("OK", "0000 : Done.")), "gateway_error"],
    ["NOTAUTHED without a code", http(lines("NOTAUTHED", "Declined")), "gateway_error"],
    ["bank time-out 2002", http(lines("NOTAUTHED", "2002 : Timed out.")), "bank_time_out"],
    ["bank time-out 2008", http(lines("NOTAUTHED", "2008 : Timed out.")), "bank_time_out"],
    ["bank time-out 5996", http(lines("NOTAUTHED", "5996 : Timed out.")), "bank_time_out"],
  ])("%s", async (_what, bytes, because) => {
    const outcome = await answered(bytes)
    expect(outcome).toMatchObject({ kind: "unknown", because })
    if (outcome.kind !== "unknown") throw new Error("not unknown")
    expect(outcome.reason).toMatch(/\.$/)
  })

  it("a reply later than the time-out, which is still heard", async () => {
    let late: net.Socket | undefined
    server = await rawServer((socket) => {
      late = socket
    })
    const log: string[] = []
    const outcome = await refund(server.url, {
      replyTimeoutMs: 50,
      log: ({ event, outcome }) => log.push(`${event} ${outcome}`),
    })
    if (outcome.kind !== "unknown") throw new Error("not unknown")
    expect(outcome.because).toBe("no_reply")
    late?.write(http(OK))
    expect(await outcome.late).toMatchObject({ kind: "done", reply: { Status: "OK" } })
    await new Promise(setImmediate)
    expect(log).toEqual(["sagepay_call unknown", "sagepay_late_reply done"])
  })

  it("a reply whose last byte is later than the time-out", async () => {
    const head = "HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n"
    const outcome = await answered(head + OK, { replyTimeoutMs: 50, lateReplyMs: 20 })
    if (outcome.kind !== "unknown") throw new Error("not unknown")
    expect(outcome.because).toBe("no_reply")
    expect(await outcome.late).toBeUndefined()
  })
})

describe("a readable reply", () => {
  it("done", async () => {
    const outcome = await answered(http(OK))
    expect(outcome).toMatchObject({
      kind: "done",
      reply: {
        Status: "OK",
        code: "0000",
        fields: { VPSTxId: "{1F4B1D6E-2C3A-4D5E-8F90-A1B2C3D4E5F6}", SecurityKey: "ABCDEFGHIJ" },
      },
    })
  })

  it.each([
    ["NOTAUTHED", "2000 : The Authorisation was Declined by the bank."],
    ["INVALID", "4035 : This Refund would exceed the amount."],
    ["MALFORMED", "3013 : The Description is missing."],
    ["REJECTED", "2001 : Rejected by the rules."],
  ])("refused with %s", async (Status, StatusDetail) => {
    const outcome = await answered(http(lines(Status, StatusDetail)))
    expect(outcome).toMatchObject({ kind: "refused", reply: { Status, StatusDetail } })
  })

  it("in pieces, and byte by byte", async () => {
    server = await rawServer((socket) => {
      socket.setNoDelay(true)
      for (const byte of http(OK)) socket.write(byte)
    })
    expect(await refund(server.url)).toMatchObject({ kind: "done" })
  })
})

describe("keep-alive", () => {
  it("uses sockets again", async () => {
    const seen = new Set<net.Socket>()
    server = await rawServer((socket) => {
      seen.add(socket)
      socket.write(http(OK))
    })
    await refund(server.url)
    for (let call = 0; call < 9; call += 1) {
      expect(await gateway?.send("REFUND", REFUND)).toMatchObject({ kind: "done" })
    }
    // undici rests a socket for a turn of the event loop, so a call at once takes a second one.
    expect(seen.size).toBeLessThanOrEqual(2)
    expect(server.requests).toHaveLength(10)
  })

  it("takes a new socket when the server has closed the old one", async () => {
    let closed: Promise<unknown> | undefined
    server = await rawServer((socket, _request, index) => {
      if (index > 0) return socket.write(http(OK))
      closed = new Promise((resolve) => socket.on("close", resolve))
      return socket.end(http(OK))
    })
    await refund(server.url)
    // The client has seen the end and closed its side too.
    await closed
    expect(await gateway?.send("REFUND", REFUND)).toMatchObject({ kind: "done" })
    expect(server.requests).toHaveLength(2)
  })

  it("never sends twice when a kept socket dies under a request", async () => {
    server = await rawServer((socket, _request, index) => {
      if (index === 0) socket.write(http(OK))
      else socket.resetAndDestroy()
    })
    await refund(server.url)
    expect(await gateway?.send("REFUND", REFUND)).toMatchObject({
      kind: "unknown",
      because: "connection_lost",
    })
    expect(server.requests).toHaveLength(2)
  })
})
