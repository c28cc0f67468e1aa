import { inspect } from "node:util"
import type net from "node:net"
import { MAX_REPORT_BYTES } from "../../protocol"
import { bareServer, http, rawServer, type RawServer } from "../__fixtures__/raw-server"
import { createReporting, type Reporting, type ReportingLog, type ReportingOptions } from "../index"
import { asked, DETAIL, detail, page, refusal, report } from "./__fixtures__/reports"

const ID = "{0F4B1D6E-2C3A-4D5E-8F90-A1B2C3D4E5F6}"

let server: RawServer | undefined
let reporting: Reporting | undefined
let log: ReportingLog[]

beforeEach(() => {
  log = []
})
afterEach(async () => {
  await reporting?.close()
  await server?.close()
  reporting = undefined
  server = undefined
})

function client(host: string, options: Partial<ReportingOptions> = {}): Reporting {
  reporting = createReporting({
    vendor: "testvendor",
    user: "reportuser",
    password: "s3cretPass",
    host,
    log: (line) => log.push(line),
    ...options,
  })
  return reporting
}

async function answering(bytes: string, options: Partial<ReportingOptions> = {}) {
  server = await rawServer((socket) => socket.write(bytes, "latin1"))
  return client(server.url, options)
}

describe("a question", () => {
  it("is one form field of signed XML under the host's own path", async () => {
    let head = ""
    server = await bareServer((socket) => {
      socket.on("data", (data) => {
        head += data.toString("latin1")
        if (head.includes("XML=")) socket.end(detail())
      })
    }, "http")
    await client(`${server.url}/proxy/`).transactionDetail({ vendorTxCode: "order-1001" })
    expect(head).toMatch(/^POST \/proxy\/access\/access\.htm HTTP\/1\.1\r\n/)
    expect(head).toContain("content-type: application/x-www-form-urlencoded\r\n")
    expect(head.slice(head.indexOf("\r\n\r\n") + 4)).toBe(
      "XML=%3Cvspaccess%3E%3Ccommand%3EgetTransactionDetail%3C%2Fcommand%3E" +
        "%3Cvendor%3Etestvendor%3C%2Fvendor%3E%3Cuser%3Ereportuser%3C%2Fuser%3E" +
        "%3Cvendortxcode%3Eorder-1001%3C%2Fvendortxcode%3E" +
        "%3Csignature%3E4f996fe24590dca2726545b2b109b55d%3C%2Fsignature%3E%3C%2Fvspaccess%3E"
    )
  })

  it("asks for an id without its braces, in capitals", async () => {
    const client = await answering(detail())
    const found = await client.transactionDetail({ vpsTxId: ID.toLowerCase() })
    expect(found).toMatchObject({ kind: "found", value: { vpsTxId: ID, amountMinor: 3_000 } })
    expect(asked(server?.requests[0] ?? "")).toMatchObject({
      vpstxid: DETAIL.vpstxid,
      signature: "662dd7a9ac596bb1ba2526f7be0d7049",
    })
  })

  it("of the version is a check of the login", async () => {
    const client = await answering(report("<version>1.02</version>"))
    expect(await client.version()).toEqual({ kind: "found", value: { version: "1.02" } })
  })

  it("for related transactions gives them without the transaction itself", async () => {
    const rows = [
      { id: 2, started: "21/11/2026 11:00:00" },
      { id: 1, started: "21/11/2026 10:00:00" },
    ]
    const client = await answering(page(rows, 1, 50))
    const since = new Date("2026-06-21T09:00:00.900Z")
    const found = await client.relatedTransactions("00000002-2C3A-4D5E-8F90-A1B2C3D4E5F6", since)
    expect(found).toMatchObject({ kind: "found", value: [{ vendorTxCode: "code-1" }] })
    expect(asked(server?.requests[0] ?? "")).toMatchObject({
      command: "getRelatedTransactions",
      vpstxid: "00000002-2C3A-4D5E-8F90-A1B2C3D4E5F6",
      startdate: "21/06/2026 10:00:00",
    })
  })

  it("for related transactions is not answered by a part of them", async () => {
    const rows = Array.from({ length: 60 }, (_, id) => ({ id, started: "21/11/2026 10:00:00" }))
    const client = await answering(page(rows, 1, 50))
    expect(await client.relatedTransactions(ID, new Date())).toMatchObject({
      kind: "unavailable",
      reason: expect.stringContaining("some of its rows are missing"),
    })
  })

  it.each([
    ["an id that is none", { vpsTxId: "abc" }],
    ["an empty code", { vendorTxCode: "" }],
    ["a code that cannot be one", { vendorTxCode: "café <b>" }],
  ])("with %s is not asked", async (_what, by) => {
    const client = await answering(detail())
    expect(await client.transactionDetail(by)).toEqual({
      kind: "refused",
      code: "",
      reason: "Nothing was asked: that is neither a VPSTxId nor a VendorTxCode.",
      lockout: false,
    })
    expect(server?.requests).toEqual([])
  })
})

describe("not_found, which proves something", () => {
  it.each(["0043", "2238", "2242"])("%s", async (code) => {
    const client = await answering(refusal(code))
    expect(await client.transactionDetail({ vpsTxId: ID })).toEqual({ kind: "not_found", code })
  })

  it("is never said of a list", async () => {
    const client = await answering(refusal("0043"))
    const span = { from: new Date("2026-11-20T00:00:00Z"), to: new Date("2026-11-21T00:00:00Z") }
    expect(await client.transactionList(span)).toMatchObject({ kind: "refused", code: "0043" })
  })
})

describe("refused", () => {
  it.each([
    ["0011", "only an administrator may do this"],
    ["0044", "this user may not see the transaction"],
    ["0013", "the command is unknown"],
    ["7777", "a number that is not in our table"],
  ])("%s", async (code, words) => {
    const client = await answering(refusal(code))
    expect(await client.transactionDetail({ vpsTxId: ID })).toEqual({
      kind: "refused",
      code,
      reason: `The gateway's reporting service answered ${code}: ${words}.`,
      lockout: false,
    })
  })
})

const LAUGHS =
  '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><vspaccess><errorcode>0000' +
  "</errorcode><status>&b;</status></vspaccess>"

describe("unavailable: nothing is known", () => {
  it.each([
    ["an HTML page", http("<html><body>Busy</body></html>")],
    ["an empty body", http("")],
    ["half a report", http("<vspaccess><errorcode>0000</errorcode><vpstxid>0F4B")],
    ["a report of nothing", report("")],
    ["a document type", http(LAUGHS)],
    ["HTTP 500 with a whole report", detail().replace("200 OK", "500 Internal Server Error")],
    ["HTTP 503", http("<html>busy</html>", "503 Service Unavailable")],
    ["a redirect", http("", "302 Found\r\nlocation: https://elsewhere.test/")],
    ["not found with HTTP 404", refusal("0043").replace("200 OK", "404 Not Found")],
    ["too many commands", refusal("2213")],
    ["something unexpected over there", refusal("2015")],
    ["another transaction", detail({ vpstxid: "1F4B1D6E-2C3A-4D5E-8F90-A1B2C3D4E5F6" })],
    ["an amount that is none", detail({ amount: "thirty" })],
    ["bytes that are no HTTP", "\x00\x01\x02\r\n\r\n"],
  ])("%s", async (_what, bytes) => {
    const client = await answering(bytes)
    const answer = await client.transactionDetail({ vpsTxId: ID })
    expect(answer).toMatchObject({ kind: "unavailable", reason: expect.stringMatching(/\.$/) })
    expect(server?.requests).toHaveLength(1)
  })

  it("an answer that is too long, which is not read to its end", async () => {
    const client = await answering(http(" ".repeat(MAX_REPORT_BYTES + 1)))
    expect(await client.version()).toMatchObject({
      kind: "unavailable",
      cause: { code: "UND_ERR_RES_EXCEEDED_MAX_SIZE" },
    })
  })

  it("an answer about another code", async () => {
    const client = await answering(detail())
    expect(await client.transactionDetail({ vendorTxCode: "order-1002" })).toMatchObject({
      kind: "unavailable",
      reason: expect.stringContaining("it is about another transaction"),
    })
    expect(await client.transactionDetail({ vendorTxCode: "ORDER-1001" })).toMatchObject({
      kind: "found",
    })
  })

  it("a refused connection", async () => {
    const closed = await bareServer(() => undefined, "http")
    await closed.close()
    expect(await client(closed.url).version()).toMatchObject({
      kind: "unavailable",
      reason: "The connection to the gateway's reporting service failed (ECONNREFUSED).",
      cause: { code: "ECONNREFUSED" },
    })
  })

  it.each<[string, (socket: net.Socket) => void]>([
    ["a reset after the whole question", (socket) => socket.resetAndDestroy()],
    ["a connection closed without a word", (socket) => socket.end()],
    ["an answer whose end is missing", (socket) => socket.end(detail().slice(0, -30))],
  ])("%s", async (_what, answer) => {
    server = await rawServer(answer)
    expect(await client(server.url).transactionDetail({ vpsTxId: ID })).toMatchObject({
      kind: "unavailable",
      cause: expect.any(Error),
    })
  })

  it.each<[string, (socket: net.Socket) => void]>([
    ["silence", () => undefined],
    ["an answer whose last byte is late", (socket) => socket.write(detail().slice(0, -30))],
  ])("%s", async (_what, answer) => {
    server = await rawServer(answer)
    expect(await client(server.url, { timeoutMs: 80 }).version()).toMatchObject({
      kind: "unavailable",
      reason: "The gateway's reporting service did not answer in time.",
    })
    expect(server.requests).toHaveLength(1)
  })

  it("a connection that does not stand in time counts to the same deadline", async () => {
    // Accepts and stays silent, so that TLS never gets done.
    server = await bareServer(() => undefined, "https")
    expect(await client(server.url, { timeoutMs: 80 }).version()).toMatchObject({
      kind: "unavailable",
      reason: "The gateway's reporting service did not answer in time.",
    })
  })

  it("is over when the gateway answers again", async () => {
    server = await rawServer((socket, _request, index) => {
      socket.write(index === 0 ? http("", "502 Bad Gateway") : detail())
    })
    const asking = client(server.url)
    expect(await asking.transactionDetail({ vpsTxId: ID })).toMatchObject({ kind: "unavailable" })
    expect(await asking.transactionDetail({ vpsTxId: ID })).toMatchObject({ kind: "found" })
  })
})

describe("nothing secret is told", () => {
  const SECRETS = ["s3cretPass", "K7QX2M9ZPA", "662dd7a9ac596bb1ba2526f7be0d7049", "4929000000006"]
  const echo =
    "<error>Bad: s3cretPass 662dd7a9ac596bb1ba2526f7be0d7049 K7QX2M9ZPA 4929000000006</error>"

  it.each([
    ["an answer", detail()],
    ["a refusal that quotes the question", report(echo, "0011")],
    ["an unknown refusal that quotes it", report(echo, "7777")],
    ["a refused login that quotes it", report(echo, "0010")],
    ["a key in an answer that cannot be read", detail({ amount: "K7QX2M9ZPA" })],
    ["a key in an element that is none", detail({ vpstxid: "K7QX2M9ZPA" })],
    ["a key in a broken document", http("<vspaccess><securitykey>K7QX2M9ZPA</vspaccess>")],
    ["a key in a broken number", detail({ txstateid: "K7QX2M9ZPA" })],
    ["a broken connection", "K7QX2M9ZPA 4929000000006\r\n\r\n"],
  ])("of %s", async (_what, bytes) => {
    const client = await answering(bytes)
    const answer = await client.transactionDetail({ vpsTxId: ID })
    const told = JSON.stringify(log) + ("reason" in answer ? inspect(answer, { depth: 9 }) : "")
    expect(log).toHaveLength(1)
    for (const secret of SECRETS) expect(told).not.toContain(secret)
  })

  it("but one line per question is", async () => {
    const client = await answering(refusal("0043"))
    await client.transactionDetail({ vpsTxId: ID })
    await client.transactionDetail({ vendorTxCode: "order-1" })
    const ms = expect.any(Number)
    const line = { event: "sagepay_report", command: "getTransactionDetail", ms }
    expect(log).toEqual([
      { ...line, about: ID, outcome: "not_found", code: "0043" },
      { ...line, about: "order-1", outcome: "not_found", code: "0043" },
    ])
  })

  it("and a broken log breaks nothing", async () => {
    const warned = jest.spyOn(process, "emitWarning").mockImplementation(() => undefined)
    const client = await answering(detail(), {
      log: () => {
        throw new Error("disk full")
      },
    })
    expect(await client.transactionDetail({ vpsTxId: ID })).toMatchObject({ kind: "found" })
    expect(warned).toHaveBeenCalledTimes(1)
    warned.mockRestore()
  })
})
