import { Shop } from "./__fixtures__/shop"
import type { ConsoleAction } from "./index"

let shop: Shop
beforeEach(async () => {
  shop = await Shop.open()
})
afterEach(() => shop.close())

async function paid(txType: "PAYMENT" | "DEFERRED" | "AUTHENTICATE", overrides = {}) {
  const { fields } = await shop.register(txType, overrides)
  const { transaction } = await shop.simulator.control.pay({ vps_tx_id: fields.VPSTxId ?? "" })
  return transaction
}

const act = (action: ConsoleAction, vps_tx_id: string, amount_minor?: number) =>
  shop.simulator.control.console({
    action,
    vps_tx_id,
    ...(amount_minor !== undefined && { amount_minor }),
  })
const money = () => {
  const [line] = shop.simulator.control.money()
  return [line?.held, line?.taken, line?.refunded]
}

describe("what somebody does in the gateway's console", () => {
  test("makes transactions under codes of its own", async () => {
    const payment = await paid("PAYMENT")
    const refund = act("REFUND", payment.vps_tx_id, 1000)
    expect(refund).toMatchObject({ tx_type: "REFUND", amount: 1000, state: "authorised" })
    expect(refund.related_vps_tx_id).toBe(payment.vps_tx_id)
    expect(act("REFUND", payment.vps_tx_id).amount).toBe(2000)
    const repeat = act("REPEAT", payment.vps_tx_id, 500)
    expect(repeat).toMatchObject({ tx_type: "REPEAT", amount: 500, state: "authorised" })
    expect(act("VOID", repeat.vps_tx_id).state).toBe("voided")
    expect(money()).toEqual([0, 3000, 3000])
    const codes = shop.simulator.control.transactions().map(({ vendor_tx_code }) => vendor_tx_code)
    expect(codes.filter((code) => code.startsWith("CONSOLE-"))).toHaveLength(3)
  })

  test("ends or takes what is held", async () => {
    const deferred = await paid("DEFERRED")
    expect(act("RELEASE", deferred.vps_tx_id, 1200)).toMatchObject({
      vps_tx_id: deferred.vps_tx_id,
      state: "released",
      released: 1200,
    })
    expect(act("ABORT", (await paid("DEFERRED")).vps_tx_id).state).toBe("aborted")
    const authenticated = await paid("AUTHENTICATE")
    expect(act("AUTHORISE", authenticated.vps_tx_id).amount).toBe(3000)
    expect(act("AUTHORISE", authenticated.vps_tx_id, 100).tx_type).toBe("AUTHORISE")
    expect(act("CANCEL", authenticated.vps_tx_id).state).toBe("cancelled")
    expect(act("RELEASE", (await paid("DEFERRED")).vps_tx_id).released).toBe(3000)
  })

  test.each([
    ["RELEASE", "PAYMENT", undefined, "4037"],
    ["REFUND", "DEFERRED", undefined, "4041"],
    ["REFUND", "PAYMENT", 3001, "4035"],
    ["RELEASE", "DEFERRED", 3001, "4049"],
    ["AUTHORISE", "AUTHENTICATE", 3451, "4044"],
    ["CANCEL", "PAYMENT", undefined, "4045"],
  ] as const)("%s of a %s, %p: %s", async (action, txType, amount, code) => {
    const { vps_tx_id } = await paid(txType)
    expect(() => act(action, vps_tx_id, amount)).toThrow(
      expect.objectContaining({ status: 409, message: expect.stringMatching(`^${code} : `) })
    )
  })

  test("is no message from the shop: no log entry, no fault, no list of addresses", async () => {
    const { control } = shop.simulator
    const payment = await paid("PAYMENT")
    control.account("testvendor", { allowed_ips: ["10.1.1.1"] })
    control.clearRequests()
    control.fault({ fault: "refuse" })
    act("VOID", payment.vps_tx_id)
    expect(control.requests()).toEqual([])
    expect(control.faults()).toMatchObject([{ seen: 0 }])
  })

  test("in yen, and in another's account", async () => {
    const yen = await paid("PAYMENT", { Amount: "1500", Currency: "JPY" })
    expect(act("REFUND", yen.vps_tx_id, 500)).toMatchObject({ amount: 500, currency: "JPY" })
    shop.simulator.control.account("second")
    const other = await paid("PAYMENT", { Vendor: "second" })
    expect(act("REFUND", other.vps_tx_id).vendor).toBe("second")
  })

  test("a card that is declined leaves a declined transaction", async () => {
    const { vps_tx_id } = await paid("PAYMENT")
    shop.simulator.control.card({ vps_tx_id, declines: true })
    expect(act("REPEAT", vps_tx_id)).toMatchObject({ tx_type: "REPEAT", state: "declined" })
  })

  test("by HTTP too", async () => {
    const { vps_tx_id } = await paid("PAYMENT")
    const post = async (path: string, body: unknown) => {
      const response = await fetch(`${shop.simulator.url}/_control${path}`, {
        method: "POST",
        body: JSON.stringify(body),
      })
      return [response.status, await response.json()]
    }
    expect(await post("/console", { action: "REFUND", vps_tx_id, amount_minor: 1 })).toEqual([
      200,
      expect.objectContaining({ tx_type: "REFUND", amount: 1 }),
    ])
    expect((await post("/console", { action: "GIVE", vps_tx_id }))[0]).toBe(400)
    expect((await post("/console", { action: "REFUND" }))[0]).toBe(400)
    expect((await post("/settlement-failure", { vps_tx_id }))[1]).toMatchObject({
      state: "unsettled",
    })
    expect((await post("/settlement-failure", { vps_tx_id }))[0]).toBe(409)
  })
})

test("money and transactions are found by any code of their family, and of no other", async () => {
  const { control } = shop.simulator
  control.account("second")
  const first = await paid("PAYMENT", { VendorTxCode: "same" })
  await paid("PAYMENT", { VendorTxCode: "same", Vendor: "second", Amount: "5.00" })
  const refund = act("REFUND", first.vps_tx_id, 100)
  expect(control.transaction("same").vendor).toBe("testvendor")
  expect(control.money({ vendor_tx_code: refund.vendor_tx_code })).toMatchObject([
    { root_vps_tx_id: first.vps_tx_id, taken: 3000, refunded: 100, net: 2900 },
  ])
  expect(control.money()).toHaveLength(2)
})

test("what fails at settlement has moved no money", async () => {
  const { control } = shop.simulator
  const payment = await paid("PAYMENT")
  const refund = act("REFUND", payment.vps_tx_id, 1000)
  control.settle()
  control.failSettlement({ vps_tx_id: refund.vps_tx_id })
  expect(money()).toEqual([0, 3000, 0])
  expect(control.failSettlement({ vps_tx_id: payment.vps_tx_id })).toMatchObject({
    state: "unsettled",
    settled_at: null,
    batch: null,
  })
  expect(money()).toEqual([0, 0, 0])
  expect(control.settle()).toEqual({ settled: 0 })
})

describe("the same on the merchant's page", () => {
  const get = async (path: string, form?: Record<string, string>) => {
    const response = await fetch(`${shop.simulator.url}${path}`, {
      redirect: "manual",
      ...(form && { method: "POST", body: new URLSearchParams(form) }),
    })
    return {
      status: response.status,
      location: response.headers.get("location") ?? "",
      text: await response.text(),
    }
  }
  const pathOf = (vps_tx_id: string) => `/transactions/${vps_tx_id.slice(1, -1)}`
  const buttons = (text: string) =>
    [...text.matchAll(/name="action" value="(\w+)"/g)].map(([, action]) => action)

  test("only what the gateway would let through has a button", async () => {
    const payment = await paid("PAYMENT")
    const offered = async (id: string) => buttons((await get(pathOf(id))).text)
    expect(await offered(payment.vps_tx_id)).toEqual(["REFUND", "VOID", "REPEAT"])
    expect(await offered((await paid("DEFERRED")).vps_tx_id)).toEqual(["RELEASE", "ABORT"])
    const authenticated = await paid("AUTHENTICATE")
    expect(await offered(authenticated.vps_tx_id)).toEqual(["CANCEL", "AUTHORISE"])
    act("VOID", payment.vps_tx_id)
    const voided = await get(pathOf(payment.vps_tx_id))
    expect(voided.text).toContain("Nothing can be done")
  })

  test("asks first, then does it, and shows what came of it", async () => {
    const payment = await paid("PAYMENT")
    act("REFUND", payment.vps_tx_id, 500)
    const path = `${pathOf(payment.vps_tx_id)}/console`
    expect((await get(pathOf(payment.vps_tx_id))).text).toContain('value="25.00"')
    const question = await get(`${path}?action=REFUND&amount=10`)
    expect(question.text).toMatch(/<button type="submit">\s*Refund 10\.00 GBP\s*<\/button>/)
    expect(money()).toEqual([0, 3000, 500])
    const done = await get(path, { action: "REFUND", amount: "10.00" })
    expect(done.status).toBe(303)
    expect((await get(done.location)).text).toContain("Refund successful")
    expect(money()).toEqual([0, 3000, 1500])
    const voided = await get(path, { action: "VOID" })
    expect(voided.location).toBe(pathOf(payment.vps_tx_id))
  })

  test.each([
    [{ action: "REFUND", amount: "30.01" }, 409, "4035 : "],
    [{ action: "REFUND", amount: "ten" }, 422, "no amount of GBP"],
    [{ action: "REFUND", amount: "0.00" }, 422, "no amount of GBP"],
    [{ action: "RELEASE", amount: "1.00" }, 409, "4037 : "],
    [{ action: "GIVE" }, 400, "no such action"],
  ])("%j is %i", async (form, status, words) => {
    const payment = await paid("PAYMENT")
    const answer = await get(`${pathOf(payment.vps_tx_id)}/console`, form as Record<string, string>)
    expect(answer.status).toBe(status)
    expect(answer.text).toContain(words)
    expect(answer.text).toContain("Nothing has happened")
    expect(money()).toEqual([0, 3000, 0])
  })

  test("of a transaction that there is not, there is no console", async () => {
    expect((await get("/transactions/nothing/console", { action: "VOID" })).status).toBe(404)
  })
})
