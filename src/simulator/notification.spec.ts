import { checkSignature } from "../protocol"
import { acknowledge } from "./acknowledgement"
import { Bench, VENDOR } from "./__fixtures__/bench"
import { Shop } from "./__fixtures__/shop"
import { MINUTE } from "./clock"

const answered = (body: string, httpStatus = 200) =>
  acknowledge({ kind: "answered", httpStatus, body })

describe("reading the shop's answer", () => {
  test.each([
    ["in either order", "Status=OK\r\nStatusDetail=fine\r\nRedirectURL=https://a.test/x?a=b\r\n"],
    ["without the last line end", "Status=OK\r\nRedirectURL=https://a.test/x?a=b"],
    ["with the name in another case", "Status=OK\r\nRedirectUrl=https://a.test/x?a=b\r\n"],
    ["with single line feeds", "Status=OK\nRedirectURL=https://a.test/x?a=b\n"],
  ])("%s", (_name, body) => {
    expect(answered(body)).toMatchObject({
      kind: "answered",
      status: "OK",
      redirect_url: "https://a.test/x?a=b",
    })
  })

  test.each(["OK", "INVALID", "ERROR"])("Status %s", (status) => {
    const body = `Status=${status}\r\nRedirectURL=https://a.test/\r\n`
    expect(answered(body)).toMatchObject({ kind: "answered", status })
  })

  test.each([
    ["an empty body", "", "Status"],
    [
      "a byte-order mark",
      "\u00ef\u00bb\u00bfStatus=OK\r\nRedirectURL=https://a.test/\r\n",
      "begin",
    ],
    ["a blank line first", "\r\nStatus=OK\r\nRedirectURL=https://a.test/\r\n", "begin"],
    ["a page", "<html>Status=OK</html>", "begin"],
    ["RedirectURL first", "RedirectURL=https://a.test/\r\nStatus=OK\r\n", "begin"],
    ["another Status", "Status=FINE\r\nRedirectURL=https://a.test/\r\n", "none of"],
    ["no RedirectURL", "Status=OK\r\n", "missing"],
    ["an empty RedirectURL", "Status=OK\r\nRedirectURL=\r\n", "missing"],
    ["a relative RedirectURL", "Status=OK\r\nRedirectURL=/thanks\r\n", "fully qualified"],
    ["no host", "Status=OK\r\nRedirectURL=https:///thanks\r\n", "fully qualified"],
    ["another scheme", "Status=OK\r\nRedirectURL=javascript:alert(1)\r\n", "fully qualified"],
    ["a blank inside", "Status=OK\r\nRedirectURL=https://a.test/a b\r\n", "encoded"],
    ["256 characters", `Status=OK\r\nRedirectURL=https://a.test/${"x".repeat(241)}\r\n`, "longer"],
  ])("%s is of no use", (_name, body, explanation) => {
    const seen = answered(body)
    expect(seen.kind).toBe("unusable")
    expect(seen.explanation).toContain(explanation)
  })

  test("255 characters are allowed, and only HTTP 200", () => {
    const body = `Status=OK\r\nRedirectURL=https://a.test/${"x".repeat(240)}\r\n`
    expect(answered(body).kind).toBe("answered")
    expect(answered(body, 302).kind).toBe("unusable")
  })
})

describe("what the answer does to the transaction", () => {
  const says = (status: string) => `Status=${status}\r\nRedirectURL=https://a.test/\r\n`

  test.each([
    ["PAYMENT", "OK", "authorised"],
    ["DEFERRED", "OK", "deferred"],
    ["AUTHENTICATE", "OK", "authenticated"],
    ["PAYMENT", "INVALID", "failed"],
    ["PAYMENT", "ERROR", "failed"],
    ["DEFERRED", "INVALID", "failed"],
    ["AUTHENTICATE", "ERROR", "failed"],
    ["PAYMENT", "?", "failed"],
  ] as const)("%s answered %s is %s", async (txType, status, state) => {
    const bench = new Bench()
    bench.shopSays = says(status)
    expect((await bench.paid(txType)).state).toBe(state)
  })

  test.each([
    ["decline", "declined"],
    ["cancel", "abandoned"],
    ["3ds_fail", "rejected"],
    ["reject", "rejected"],
    ["error", "failed"],
  ] as const)("a result of %s stays so, whatever the answer", async (outcome, state) => {
    for (const status of ["OK", "INVALID"]) {
      const bench = new Bench()
      bench.shopSays = says(status)
      expect((await bench.paid("PAYMENT", { outcome })).state).toBe(state)
    }
  })
})

describe("silence", () => {
  test("is asked again by the clock, and an OK then counts", async () => {
    const bench = new Bench()
    bench.core.faults.add({ fault: "notification_lost", times: 2 })
    const payment = await bench.paid("PAYMENT")
    expect([payment.state, payment.notification?.deliveries]).toEqual(["unacknowledged", 1])
    await bench.days((5 * MINUTE) / 86_400_000 + 0.00001)
    expect([payment.state, payment.notification?.deliveries]).toEqual(["unacknowledged", 2])
    await bench.days((5 * MINUTE) / 86_400_000 + 0.00001)
    expect([payment.state, payment.notification?.deliveries]).toEqual(["authorised", 3])
  })

  test("for ever ends in cancelling, and the shop is told ABORT once", async () => {
    const told: string[] = []
    const bench = new Bench({
      post: async (_url, { Status }) => {
        told.push(Status ?? "")
        return { kind: "none", explanation: "gone" }
      },
    })
    const payment = await bench.paid("PAYMENT")
    await bench.days(1)
    expect(payment.state).toBe("failed")
    expect(told).toEqual(["OK", "OK", "OK", "OK", "OK", "OK", "ABORT"])
  })

  test("about an abandoned page follows the Transaction Monitor's schedule", async () => {
    let told = 0
    const bench = new Bench({
      post: async () => {
        told += 1
        return { kind: "none", explanation: "gone" }
      },
    })
    const payment = bench.register("PAYMENT")
    await bench.days(40)
    expect([payment.state, told]).toEqual(["abandoned", 1 + 5 + 15 + 13 + 29])
  })

  test("an answer that takes too long is none", async () => {
    const shop = await Shop.open({ acknowledgementTimeoutMs: 50 })
    shop.answer = () => "never"
    const { fields } = await shop.register()
    const paid = await shop.simulator.control.pay({ vps_tx_id: fields.VPSTxId ?? "" })
    expect(paid.page).toBe("no_answer")
    expect(paid.transaction.state).toBe("unacknowledged")
    await shop.close()
  })
})

describe("the signature", () => {
  test.each(["3.00", "4.00"] as const)("is made by the recipe of %s", async (version) => {
    const bench = new Bench()
    const payment = await bench.paid("PAYMENT", {}, { VPSProtocol: version })
    const { fields = {} } = payment.notification ?? {}
    const secret = { vendor: VENDOR, securityKey: payment.securityKey }
    expect(checkSignature(version, fields, secret)).toEqual({ ok: true })
    expect("SchemeTraceID" in fields).toBe(version === "4.00")
    expect("ACSTransID" in fields).toBe(version === "4.00")
  })

  test("has the vendor in lower case, however it was written", async () => {
    const bench = new Bench({ vendors: ["TestVendor"] })
    const payment = await bench.paid("PAYMENT", {}, { Vendor: "TESTVENDOR" })
    const secret = { vendor: "testvendor", securityKey: payment.securityKey }
    expect(checkSignature("4.00", payment.notification?.fields ?? {}, secret).ok).toBe(true)
  })
})

describe("sent again on request", () => {
  let shop: Shop
  beforeEach(async () => {
    shop = await Shop.open()
  })
  afterEach(() => shop.close())

  async function paid(): Promise<{ id: string; securityKey: string }> {
    const { fields } = await shop.register()
    const id = fields.VPSTxId ?? ""
    await shop.simulator.control.pay({ vps_tx_id: id })
    return { id, securityKey: fields.SecurityKey ?? "" }
  }

  test("the identical one, several at once, changes nothing here", async () => {
    const { id } = await paid()
    shop.answer = () => ({ body: "Status=INVALID\r\nRedirectURL=https://a.test/\r\n" })
    const { answers } = await shop.simulator.control.notify({ vps_tx_id: id, times: 3 })
    expect(answers.map(({ status }) => status)).toEqual(["INVALID", "INVALID", "INVALID"])
    expect(new Set(shop.received.map(({ VPSSignature }) => VPSSignature)).size).toBe(1)
    expect(shop.simulator.control.transaction(id).state).toBe("authorised")
  })

  test("another status is truly signed, a forged one is not", async () => {
    const { id, securityKey } = await paid()
    const secret = { vendor: VENDOR, securityKey }
    await shop.simulator.control.notify({ vps_tx_id: id, status: "ABORT" })
    await shop.simulator.control.notify({ vps_tx_id: id, forged: true })
    await shop.simulator.control.notify({ vps_tx_id: id, fields: { Status: "NOTAUTHED" } })
    const [, abort, forged, changed] = shop.received
    expect(abort?.Status).toBe("ABORT")
    expect(checkSignature("4.00", abort ?? {}, secret).ok).toBe(true)
    expect(checkSignature("4.00", forged ?? {}, secret).ok).toBe(false)
    expect(checkSignature("4.00", changed ?? {}, secret).ok).toBe(true)
  })

  test("a lost answer is made good by the next delivery", async () => {
    const { control } = shop.simulator
    const { fields } = await shop.register()
    control.fault({ fault: "answer_lost" })
    const first = await control.pay({ vps_tx_id: fields.VPSTxId ?? "" })
    expect(first.transaction.state).toBe("unacknowledged")
    await control.notify({ vps_tx_id: fields.VPSTxId ?? "" })
    expect(control.transaction(fields.VPSTxId ?? "").state).toBe("authorised")
    expect(shop.received).toHaveLength(2)
  })
})
