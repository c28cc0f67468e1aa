import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import type { GatewayReply, Outcome } from "../../gateway"
import type { LedgerContext } from "./context"
import { installationTest, notificationTest } from "./self-test"
import { clockTest, gatewayTests, vendorTests } from "./self-test-gateway"

type Answer = { status?: number; body?: string; date?: string }

let server: Server | undefined
let received: string[] = []

afterEach(() => {
  server?.close()
  server?.closeAllConnections()
  server = undefined
  received = []
})

async function answering(answer: Answer): Promise<string> {
  server = createServer((request, response) => {
    received.push(`${request.method} ${request.url}`)
    response.sendDate = false
    if (answer.date) response.setHeader("date", answer.date)
    response.writeHead(answer.status ?? 200).end(answer.body ?? "")
  })
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const contextOf = (options: object, outcome?: Outcome<"ABORT">) =>
  ({
    options: { vendor: "testvendor", protocol: "4.00", accounts: {}, ...options },
    now: () => new Date("2026-11-21T12:00:00Z"),
    gatewayFor: () => ({ send: () => Promise.resolve(outcome) }),
  }) as unknown as LedgerContext

const refused = (StatusDetail: string, Status = "INVALID"): Outcome<"ABORT"> => {
  const code = /^\d{4}/.exec(StatusDetail)?.[0]
  const reply = { Status, StatusDetail, ...(code && { code }), fields: {} }
  return { kind: "refused", reply: reply as unknown as GatewayReply<"ABORT"> }
}

const verdicts = (outcome: Outcome<"ABORT"> | undefined) =>
  vendorTests("default", "testvendor", outcome).map(({ name, ok }) => [name, ok])

describe("what the refusal of a message about nothing proves", () => {
  it.each([
    ["5036 : The transaction was not found.", true, true],
    ["4028 : The RelatedVPSTxId cannot be found.", true, true],
    ["4006 : The TxType requested is not supported on this account.", true, true],
    ["4000 : The VendorName is invalid or the account is not active.", false, null],
    ["4047 : The vendor account is closed.", false, null],
    ["4020 : Information received from an Invalid IP address.", true, false],
    ["3095 : The VPSProtocol value is invalid.", null, null],
    ["Something new.", null, null],
  ])("%s", (detail, vendor, ip) => {
    expect(verdicts(refused(detail))).toEqual([
      ["vendor", vendor],
      ["ip", ip],
    ])
  })

  it.each<[string, Outcome<"ABORT"> | undefined]>([
    ["no answer in time", undefined],
    ["never sent", { kind: "never_sent", cause: new Error("No connection.") }],
    ["unknown", { kind: "unknown", because: "http_status", reason: "HTTP 500." }],
    ["done, which cannot be", { ...refused("5036 : odd", "OK"), kind: "done" } as Outcome<"ABORT">],
  ])("%s: nothing", (_what, outcome) => {
    expect(verdicts(outcome)).toEqual([
      ["vendor", null],
      ["ip", null],
    ])
  })

  it("names the address that the gateway saw, when it says one", () => {
    const [, ip] = vendorTests("default", "v", refused("4020 : Invalid IP address 203.0.113.9."))
    expect(ip?.message).toContain("which it sees as 203.0.113.9")
    expect(ip?.todo).toMatch(/^Add 203\.0\.113\.9 to the valid IPs/)
  })
})

describe("the gateway", () => {
  it("answers, and its clock is compared with ours", async () => {
    const gateway_url = await answering({ status: 404, date: "Sat, 21 Nov 2026 11:59:30 GMT" })
    const found = await gatewayTests(contextOf({ gateway_url }, refused("5036 : Not found.")), null)
    expect(found.map(({ name, ok }) => [name, ok])).toEqual([
      ["gateway", true],
      ["clock", true],
      ["vendor", true],
      ["ip", true],
    ])
    expect(received).toEqual(["GET /"])
  })

  it("is not there: nothing else is looked at", async () => {
    const gateway_url = await answering({})
    server?.close()
    const found = await gatewayTests(contextOf({ gateway_url }), null)
    expect(found.map(({ ok }) => ok)).toEqual([false, null, null, null])
    expect(found[0]?.message).toContain("nothing listens there")
  })

  it.each([
    ["2026-11-21T12:01:59Z", true],
    ["2026-11-21T12:02:01Z", false],
    ["2026-11-21T11:57:00Z", false],
    [undefined, null],
  ])("its clock at %s", (theirs, ok) => {
    const ours = new Date("2026-11-21T12:00:00Z")
    expect(clockTest("default", theirs ? new Date(theirs) : undefined, ours).ok).toBe(ok)
  })
})

describe("the notification address", () => {
  const at = (backend_url: string, more: object = { gateway_url: "http://127.0.0.1:1" }) =>
    notificationTest(contextOf({ backend_url, ...more }), true)

  it.each<[string, Answer, boolean]>([
    ["in the gateway's form", { body: "Status=INVALID\r\nRedirectURL=http://x\r\n" }, true],
    ["a login page", { body: "<html>Please log in</html>" }, false],
    ["a redirect", { status: 302, body: "" }, false],
    ["an error", { status: 500, body: "Status=INVALID\r\n" }, false],
  ])("answers: %s", async (_what, answer, ok) => {
    const result = await at(await answering(answer))
    expect([result.ok, result.todo === null]).toEqual([ok, ok])
    expect(received).toEqual(["POST /hooks/sagepay/notification"])
  })

  it("is not there", async () => {
    const url = await answering({})
    server?.close()
    expect(await at(url)).toMatchObject({
      ok: false,
      message: expect.stringContaining("did not reach"),
    })
  })

  it.each(["http://localhost:9000", "https://10.1.2.3", "https://172.20.0.1", "https://x.local"])(
    "%s cannot be reached by the real gateway, and is not asked",
    async (backend_url) => {
      const result = await at(backend_url, { environment: "live" })
      expect([result.ok, result.message]).toEqual([false, expect.stringContaining("cannot reach")])
    }
  )

  it("is shown without the login that is in it, and asked with it", async () => {
    const url = await answering({ body: "<html>Please log in</html>" })
    const { message } = await at(url.replace("//", "//shop:s3cret@"))
    expect(message).toContain(`${url}/hooks/sagepay/notification answered`)
    expect(message).not.toContain("s3cret")
  })

  it("of a copy is not asked", async () => {
    const backend_url = await answering({ body: "Status=INVALID\r\n" })
    const result = await notificationTest(contextOf({ backend_url, environment: "live" }), false)
    expect([result.ok, received]).toEqual([null, []])
  })
})

describe("the installation", () => {
  const known = {
    vendor: "v",
    gateway_url: "http://vendor:s3cret@gateway.test/proxy",
    backend_url: "https://shop:s3cret@api.test",
  }

  it.each([true, false])("matches: %s, told without the logins in its addresses", (matches) => {
    const { message } = installationTest({ account: "", matches, known, present: known })
    expect(message).toContain("https://api.test")
    expect(message).not.toContain("s3cret")
  })
})
