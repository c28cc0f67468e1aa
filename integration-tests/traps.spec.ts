import type { RegistrationType } from "../src/protocol"
import type { LoggedRequest } from "../src/simulator"
import { failure, FakeShop, LedgerBench, type Paid } from "./helpers/ledger"
import { Requests } from "./helpers/verbs"

/*
 * Ways in which shops have lost money with this gateway, each with a number. The wire's own are in
 * conformance/traps.spec.ts, those of a payment before its order in traps-payments.spec.ts. T-11, a bulk capture that
 * ends after the first order, is in bulk/results.ts. What cannot exist in this plugin, or only in part:
 *
 * | Number | Trap | Why not |
 * | --- | --- | --- |
 * | T-3 | a renewal that is tried again after an HTTP error | Nothing renews by itself. What is left of it, a new code for a message whose answer was lost, is tested. |
 * | T-5 | a 3-D Secure challenge read as a decline | The challenge is on the gateway's page; no reply of ours is 3DAUTH. |
 * | T-12 | a repeat order that is placed before the money | A REPEAT is sent before anything is made in Medusa. Of orders at checkout: T-12 in traps-payments.spec.ts. |
 * | T-43 | card numbers taken in the shop | No form of ours takes one. |
 */

let bench: LedgerBench
let requests: Requests
beforeAll(async () => {
  bench = await LedgerBench.start({ reply_timeout_ms: 300 })
  requests = new Requests(bench)
})
afterEach(() => bench.simulator.control.clearFaults())
afterAll(() => bench.close())

/** What was posted for this payment, oldest first. */
function messages(txType: string, { root }: Paid): LoggedRequest[] {
  return bench.simulator.control
    .requests({ tx_type: txType })
    .filter(({ fields }) =>
      [fields.VendorTxCode, fields.RelatedVendorTxCode].includes(root.vendor_tx_code)
    )
}

const fieldsOf = (txType: string, paid: Paid) => messages(txType, paid).map(({ fields }) => fields)

describe("T-1 a retried capture does not charge again", () => {
  it.each([
    ["DEFERRED", "RELEASE"],
    ["AUTHENTICATE", "AUTHORISE"],
  ] as const)("T-1 a %s whose %s happened and whose answer was lost", async (kind, verb) => {
    const paid = await bench.paid(kind)
    bench.simulator.control.fault({ fault: "act_then_reset", match: { txType: verb } })
    expect((await failure(bench.capture(paid, 2_000))).code).toBe("unknown")
    for (let retry = 0; retry < 3; retry += 1) {
      expect((await failure(bench.capture(paid, 2_000))).code).toBe("busy")
    }
    await bench.settle(paid, requests.read(verb, paid))
    await bench.capture(paid, 2_000)
    expect(bench.sent(verb, paid)).toBe(1)
    expect(bench.sent("REPEAT", paid)).toBe(0)
    expect(await bench.booksOf(paid)).toEqual({ net: 2_000, held: 0 })
  })
})

describe("T-3 an HTTP error is no failure, and earns no new code", () => {
  it.each([
    ["AUTHENTICATE", "AUTHORISE", (paid: Paid) => bench.capture(paid, 1_000)],
    ["PAYMENT", "REFUND", (paid: Paid) => bench.refund(paid, 1_000)],
  ] as const)("T-3 a %s, its %s and a 500", async (kind, verb, ask) => {
    const paid = await bench.paid(kind)
    bench.simulator.control.fault({ fault: "http_500", act: true, match: { txType: verb } })
    const codes: string[] = []
    for (let attempt = 0; attempt < 4; attempt += 1) codes.push((await failure(ask(paid))).code)
    expect(codes).toEqual(["unknown", "busy", "busy", "busy"])
    expect(messages(verb, paid)).toHaveLength(1)
  })
})

describe("T-4 a capture that can do nothing fails", () => {
  it.each<[string, () => Promise<Paid>]>([
    ["of an aborted hold", () => ended("DEFERRED")],
    ["of a cancelled AUTHENTICATE", () => ended("AUTHENTICATE")],
    ["of a hold that has lapsed", lapsed],
    ["of a hold that is released already", released],
  ])("T-4 %s", async (_what, prepare) => {
    const paid = await prepare()
    const before = bench.simulator.control.requests().length
    const { code, message } = await failure(bench.capture(paid, 1_000))
    expect(code).toBe("not_allowed")
    expect(message).toMatch(/\.$/)
    expect(bench.simulator.control.requests()).toHaveLength(before)
    await bench.booksOf(paid)
  })

  async function ended(kind: RegistrationType): Promise<Paid> {
    const paid = await requests.cancelled(kind)
    await bench.cancel(paid)
    paid.shop.order = { id: "order_1", canceled: false }
    return paid
  }

  async function lapsed(): Promise<Paid> {
    const paid = await bench.paid("DEFERRED")
    await bench.daysAgo(paid, 31)
    return paid
  }

  async function released(): Promise<Paid> {
    const paid = await bench.paid("DEFERRED")
    await bench.capture(paid, 2_000)
    return paid
  }
})

describe("amounts on the wire", () => {
  it("T-6 the release amount is in ReleaseAmount, and it is what is recorded", async () => {
    const paid = await bench.paid("DEFERRED")
    await bench.capture(paid, 1_234)
    const [fields = {}] = fieldsOf("RELEASE", paid)
    expect(fields).toMatchObject({ ReleaseAmount: "12.34" })
    expect(fields).not.toHaveProperty("Amount")
    expect((await bench.rootOf(paid.root)).taken_minor).toBe(1_234)
    expect(await bench.booksOf(paid)).toEqual({ net: 1_234, held: 0 })
  })

  it.each([1_999, 115, 820, 435, 1])("T-7 a refund of %d pence loses none", async (pence) => {
    const paid = await bench.paid("PAYMENT")
    await bench.refund(paid, pence)
    expect(fieldsOf("REFUND", paid)).toMatchObject([{ Amount: (pence / 100).toFixed(2) }])
    expect(await bench.booksOf(paid)).toEqual({ net: 3_000 - pence, held: 0 })
  })

  it("T-9 a release of yen has no decimals", async () => {
    const paid = await bench.paid("DEFERRED", 3_000, "JPY")
    await bench.capture(paid, 1_050)
    expect(fieldsOf("RELEASE", paid)).toMatchObject([{ ReleaseAmount: "1050" }])
    expect(await bench.booksOf(paid)).toEqual({ net: 1_050, held: 0 })
  })

  it("T-10 nor have a payment and a refund of yen", async () => {
    const paid = await bench.paid("PAYMENT", 3_000, "JPY")
    await bench.refund(paid, 500)
    expect(fieldsOf("PAYMENT", paid)).toMatchObject([{ Amount: "3000", Currency: "JPY" }])
    expect(fieldsOf("REFUND", paid)).toMatchObject([{ Amount: "500", Currency: "JPY" }])
    expect(await bench.booksOf(paid)).toEqual({ net: 2_500, held: 0 })
  })

  it("T-38 a release ends at the amount, an authorisation at 115 % of it", async () => {
    const deferred = await bench.paid("DEFERRED", 1_003)
    expect((await failure(bench.capture(deferred, 1_004))).code).toBe("not_allowed")
    const authenticated = await bench.paid("AUTHENTICATE", 1_003)
    expect((await failure(bench.capture(authenticated, 1_154))).code).toBe("not_allowed")
    await bench.capture(deferred, 1_003)
    await bench.capture(authenticated, 1_153)
    expect(await bench.booksOf(deferred)).toEqual({ net: 1_003, held: 0 })
    expect(await bench.booksOf(authenticated)).toEqual({ net: 1_153, held: 0 })
  })
})

describe("T-13 and T-43 the right verb, with the original's code", () => {
  it("T-13 a hold is ended by ABORT or CANCEL, never by VOID", async () => {
    for (const [kind, verb] of [
      ["DEFERRED", "ABORT"],
      ["AUTHENTICATE", "CANCEL"],
    ] as const) {
      const paid = await requests.cancelled(kind)
      await bench.cancel(paid)
      expect(bench.sent(verb, paid)).toBe(1)
      expect(bench.sent("VOID", paid)).toBe(0)
    }
  })

  it.each<[string, RegistrationType, (paid: Paid) => Promise<void>]>([
    ["RELEASE", "DEFERRED", (paid) => bench.capture(paid, 1_000)],
    ["ABORT", "DEFERRED", (paid) => bench.cancel(paid)],
    ["CANCEL", "AUTHENTICATE", (paid) => bench.cancel(paid)],
    ["VOID", "PAYMENT", (paid) => bench.refund(paid, 3_000)],
  ])("T-43 %s of a %s names it by its own code", async (verb, kind, ask) => {
    const paid =
      verb === "ABORT" || verb === "CANCEL"
        ? await requests.cancelled(kind)
        : await bench.paid(kind)
    await ask(paid)
    const { vendor_tx_code, vps_tx_id } = paid.root
    expect(fieldsOf(verb, paid)).toMatchObject([
      { TxType: verb, VendorTxCode: vendor_tx_code, VPSTxId: vps_tx_id },
    ])
  })
})

describe("T-15 a sweep ends all that it finds, however old", () => {
  it("T-15 registrations that nobody came back to", async () => {
    const rows = await Promise.all(Array.from({ length: 12 }, () => bench.register("PAYMENT")))
    const ids = rows.map(({ id }) => id)
    const ages = [32, 100, 400]
    for (const [index, id] of ids.entries()) {
      await bench
        .database("sagepay_transaction")
        .where({ id })
        .update(daysOld(ages[index % 3]))
    }
    await bench.ledger.writeOffSilentRegistrations()
    const states = await bench.database("sagepay_transaction").whereIn("id", ids).select("state")
    expect(states).toEqual(Array(12).fill({ state: "abandoned" }))
  })

  it("T-15 messages without an answer, all on the list", async () => {
    const many = await Promise.all(Array.from({ length: 5 }, () => bench.paid("PAYMENT")))
    bench.simulator.control.fault({
      fault: "act_then_reset",
      times: 5,
      match: { txType: "REFUND" },
    })
    for (const paid of many) await failure(bench.refund(paid, 1_000))
    for (const [index, { root }] of many.entries()) {
      const sent_at = new Date(Date.now() - (index * 10 + 1) * 86_400_000)
      await bench.database("sagepay_operation").where({ root_id: root.id }).update({ sent_at })
    }
    await bench.ledger.raiseOpenOperations()
    const raised = (await bench.findings()).map(({ subject_id }) => subject_id)
    for (const paid of many) expect(raised).toContain(await bench.openIntent(paid))
  })

  const daysOld = (days = 0) => ({ created_at: new Date(Date.now() - days * 86_400_000) })
})

describe("T-16 a hold is not paid", () => {
  it.each([
    ["DEFERRED", "deferred", 3_000],
    ["AUTHENTICATE", "authenticated", 0],
  ] as const)("T-16 nothing is taken of a %s", async (kind, state, held) => {
    const paid = await bench.paid(kind)
    expect(paid.root).toMatchObject({ state, taken_minor: 0, taken_at: null })
    expect(await bench.booksOf(paid)).toEqual({ net: 0, held })
    const { code } = await failure(bench.refund({ ...paid, shop: new FakeShop() }, 3_001))
    expect(code).toBe("not_allowed")
  })
})

describe("T-39 what was made is recorded, and is what is refunded", () => {
  it("T-39 a refund goes to the AUTHORISE, not to the AUTHENTICATE", async () => {
    const paid = await bench.paid("AUTHENTICATE")
    await bench.capture(paid, 1_000)
    await bench.capture(paid, 500)
    await bench.refund(paid, 1_200)
    const made = bench.familyAtGateway(paid.root).filter((row) => row.tx_type === "AUTHORISE")
    const related = bench.simulator.control
      .requests({ tx_type: "REFUND" })
      .map(({ fields }) => fields.RelatedVPSTxId ?? "")
      .filter((id) => bench.familyAtGateway(paid.root).some((row) => row.vps_tx_id === id))
    expect(related.length).toBeGreaterThan(0)
    for (const id of related) expect(made.map((row) => row.vps_tx_id)).toContain(id)
    expect(await bench.booksOf(paid)).toEqual({ net: 300, held: 0 })
  })

  it("T-39 a release changes the state that is stored", async () => {
    const paid = await bench.paid("DEFERRED")
    await bench.capture(paid, 3_000)
    expect((await bench.rootOf(paid.root)).state).toBe("taken")
  })
})
