import { failure, LedgerBench, type Paid } from "./helpers/ledger"
import { Buttons, type Desk } from "./helpers/press"

/** Staff act on one transaction: what is sent, what is refused and why, and how often. */

let bench: LedgerBench
let buttons: Buttons
beforeAll(async () => {
  bench = await LedgerBench.start()
  buttons = new Buttons(bench)
})
afterEach(() => bench.simulator.control.clearFaults())
afterAll(() => bench.close())

const gateway = () => bench.simulator.control
const paidBy = async (kind: Parameters<LedgerBench["paid"]>[0], amountMinor = 3_000) =>
  buttons.desk(await bench.paid(kind, amountMinor))
const levelled = async (desk: Desk) => {
  await buttons.level(desk)
  return bench.booksOf(desk)
}

describe("each button, once", () => {
  it("RELEASE of a part, then REFUND of a part of it, and Medusa gets both", async () => {
    const desk = await paidBy("DEFERRED")
    const released = await buttons.press(desk, { action: "RELEASE", amountMinor: 2_000 })
    expect(released.transaction).toMatchObject({ state: "taken", taken_minor: 2_000 })
    expect(released.intent).toMatchObject({
      kind: "capture",
      source: "press",
      moved_minor: 2_000,
      actor: "user_1",
      reason: "because of a test",
    })
    expect(await levelled(desk)).toEqual({ net: 2_000, held: 0 })
    const refunded = await buttons.press(desk, { action: "REFUND", amountMinor: 500 })
    expect(refunded.made).toMatchObject({ kind: "REFUND", state: "credited", amount_minor: 500 })
    expect(await levelled(desk)).toEqual({ net: 1_500, held: 0 })
  })

  it("REFUND before Medusa heard of the RELEASE: it gets both all the same", async () => {
    const desk = await paidBy("DEFERRED")
    await buttons.press(desk, { action: "RELEASE", amountMinor: 2_000 })
    await buttons.press(desk, { action: "REFUND", amountMinor: 500 })
    expect(await levelled(desk)).toEqual({ net: 1_500, held: 0 })
  })

  it("ABORT and CANCEL on a live order: a person may, and who and why is kept", async () => {
    const held = await paidBy("DEFERRED")
    const aborted = await buttons.press(held, { action: "ABORT", reason: "the shopper rang up" })
    expect(aborted.transaction.state).toBe("aborted")
    expect(aborted.intent).toMatchObject({ kind: "cancel", reason: "the shopper rang up" })
    expect(buttons.at(held.root).state).toBe("aborted")
    const kept = await paidBy("AUTHENTICATE")
    expect((await buttons.press(kept, { action: "CANCEL" })).transaction.state).toBe("cancelled")
    expect(await buttons.level(kept)).toEqual([])
  })

  it("AUTHORISE in parts; VOID of one of them, as a refund for Medusa", async () => {
    const desk = await paidBy("AUTHENTICATE")
    await buttons.press(desk, { action: "AUTHORISE", amountMinor: 1_000 })
    const { made } = await buttons.press(desk, { action: "AUTHORISE", amountMinor: 2_000 })
    expect(await levelled(desk)).toEqual({ net: 3_000, held: 0 })
    const voided = await buttons.press(desk, { action: "VOID", transactionId: made?.id ?? "" })
    expect(voided.intent).toMatchObject({ kind: "refund", moved_minor: 2_000 })
    expect(await levelled(desk)).toEqual({ net: 1_000, held: 0 })
  })

  it("what the ledger alone knows is acted upon as well, up to the gateway's own limits", async () => {
    const alone: Desk = { ...(await paidBy("AUTHENTICATE")), payment: null }
    alone.shop.order = null
    await buttons.press(alone, { action: "AUTHORISE", amountMinor: 3_450 })
    expect(
      await failure(buttons.press(alone, { action: "AUTHORISE", amountMinor: 1 }))
    ).toMatchObject({
      code: "not_allowed",
      message: expect.stringMatching(/^AUTHORISE of GBP 0\.01 was not sent: .* No money moved\.$/),
    })
    expect(await bench.net(alone)).toBe(3_450)
  })
})

describe("one key", () => {
  it("a double click, a second process and a reload move money once and hear the same", async () => {
    const desk = await paidBy("AUTHENTICATE")
    const other = bench.anotherProcess()
    const once = { action: "AUTHORISE", amountMinor: 700, key: `key_${desk.root.id}` } as const
    gateway().fault({ fault: "delay", delay_ms: 300, match: { txType: "AUTHORISE" } })
    const answers = await Promise.all([
      buttons.press(desk, once),
      buttons.press(desk, once, other),
      buttons.press(desk, once),
    ])
    answers.push(await buttons.press(desk, once))
    expect(new Set(answers.map(({ made }) => made?.vps_tx_id)).size).toBe(1)
    expect(bench.sent("AUTHORISE", desk)).toBe(1)
    await other.__hooks.onApplicationShutdown()
  })

  it("stands for one thing: another amount, action or transaction is refused", async () => {
    const [desk, stranger] = [await paidBy("PAYMENT"), await paidBy("PAYMENT")]
    const key = `key_${desk.root.id}`
    await buttons.press(desk, { action: "REFUND", amountMinor: 500, key })
    for (const [who, form] of [
      [desk, { action: "REFUND", amountMinor: 501 }],
      [desk, { action: "REPEAT", amountMinor: 500, settlesOrder: false }],
      [stranger, { action: "REFUND", amountMinor: 500 }],
    ] as const) {
      expect((await failure(buttons.press(who, { ...form, key }))).message).toMatch(
        /^Nothing was sent: this key stands for REFUND of GBP 5\.00/
      )
    }
    expect([bench.sent("REFUND", desk), bench.sent("REFUND", stranger)]).toEqual([1, 0])
  })

  it("a decline is the answer to every press with that key; a new key asks the bank again", async () => {
    const desk = await paidBy("AUTHENTICATE")
    const key = `key_${desk.root.id}`
    gateway().fault({ fault: "decline", match: { txType: "AUTHORISE" } })
    for (let press = 0; press < 2; press++) {
      const declined = await failure(
        buttons.press(desk, { action: "AUTHORISE", amountMinor: 700, key })
      )
      expect(declined).toMatchObject({ code: "declined" })
    }
    expect(bench.sent("AUTHORISE", desk)).toBe(1)
    await buttons.press(desk, { action: "AUTHORISE", amountMinor: 700 })
    expect(bench.sent("AUTHORISE", desk)).toBe(2)
  })

  it("also of a press that looked for an answer before there was one, and came to the lock after it", async () => {
    const desk = await paidBy("AUTHENTICATE")
    const press = { action: "AUTHORISE", amountMinor: 700, key: `key_${desk.root.id}` } as const
    gateway().fault({ fault: "decline", match: { txType: "AUTHORISE" } })
    const { context } = bench.ledger
    let transactions = 0
    const slow: typeof context = {
      ...context,
      transaction: async (work) => {
        // The first reads the transaction, the second looks for an answer, the third takes the lock.
        if (++transactions === 3) await failure(buttons.press(desk, press))
        return context.transaction(work)
      },
    }
    expect(await failure(buttons.press(desk, press, { context: slow }))).toMatchObject({
      code: "declined",
    })
    expect(bench.sent("AUTHORISE", desk)).toBe(1)
  })

  it("what never left this machine may be pressed again", async () => {
    const desk = await paidBy("AUTHENTICATE")
    const key = `key_${desk.root.id}`
    const offline = bench.anotherProcess({ gateway_url: "http://127.0.0.1:1" })
    await bench.database("sagepay_installation").delete()
    const press = { action: "AUTHORISE", amountMinor: 700, key } as const
    expect(await failure(buttons.press(desk, press, offline))).toMatchObject({ code: "not_sent" })
    await bench.database("sagepay_installation").delete()
    await buttons.press(desk, press)
    expect(await levelled(desk)).toEqual({ net: 700, held: 0 })
    await offline.__hooks.onApplicationShutdown()
  })

  it("rule 2: nobody knows: the same answer again, and nothing else is sent meanwhile", async () => {
    const desk = await paidBy("PAYMENT")
    const key = `key_${desk.root.id}`
    gateway().fault({ fault: "act_then_reset", match: { txType: "REFUND" } })
    for (let press = 0; press < 2; press++) {
      expect(
        await failure(buttons.press(desk, { action: "REFUND", amountMinor: 500, key }))
      ).toMatchObject({ code: "unknown", message: expect.stringMatching(/money may have moved/) })
    }
    expect(await failure(buttons.press(desk, { action: "VOID" }))).toMatchObject({ code: "busy" })
    const { vps_tx_id } = gateway().transactions({ tx_type: "REFUND" }).at(-1) ?? {}
    await bench.settle(desk, {
      happened: true,
      by: "user_1",
      note: "it is there",
      vpsTxId: vps_tx_id ?? "",
    })
    const told = await buttons.press(desk, { action: "REFUND", amountMinor: 500, key })
    expect(told.made?.vps_tx_id).toBe(vps_tx_id)
    expect(bench.sent("REFUND", desk)).toBe(1)
    expect(await levelled(desk)).toEqual({ net: 2_500, held: 0 })
  })
})

describe("what the form must say, by name", () => {
  it.each([
    [{ action: "REFUND" }, /^amount_minor: REFUND needs an amount/],
    [{ action: "VOID", amountMinor: 5 }, /^amount_minor: VOID is of the whole/],
    [{ action: "REFUND", amountMinor: 5, currency: "EUR" }, /^currency: REFUND is in the currency/],
    [{ action: "REPEAT", amountMinor: 5, currency: "XXZ" }, /^currency: /],
    [{ action: "REPEAT", amountMinor: 10_000_001 }, /^amount_minor: /],
    [{ action: "REFUND", amountMinor: 5, mit: {} }, /^mit: REFUND has no such fields/],
    [{ action: "REFUND", amountMinor: 5, settlesOrder: true }, /^settles_order: REFUND/],
  ] as const)("%j", async (form, message) => {
    const desk = await paidBy("PAYMENT")
    const refused = await failure(buttons.press(desk, form))
    expect(refused).toMatchObject({ code: "invalid", message: expect.stringMatching(message) })
  })

  it("a transaction that the ledger does not have", async () => {
    const desk = await paidBy("PAYMENT")
    const lost = buttons.press(desk, { action: "VOID", transactionId: "sptx_none" })
    expect(await failure(lost)).toMatchObject({ code: "not_found" })
  })
})

describe("what Medusa and the order allow", () => {
  const cancelOrder = ({ shop }: Paid) => {
    shop.order = { id: "order_1", canceled: true }
  }

  it("rule 3: nothing is taken for a cancelled order, but everything is given back", async () => {
    const [held, taken] = [await paidBy("DEFERRED"), await paidBy("PAYMENT")]
    ;[held, taken].forEach(cancelOrder)
    for (const [desk, action] of [
      [held, "RELEASE"],
      [taken, "REPEAT"],
    ] as const) {
      expect((await failure(buttons.press(desk, { action, amountMinor: 500 }))).message).toMatch(
        /its order is cancelled, and nothing is taken for a cancelled order/
      )
    }
    await buttons.press(held, { action: "ABORT" })
    await buttons.press(taken, { action: "VOID" })
    expect(await levelled(taken)).toEqual({ net: 0, held: 0 })
  })

  it("rule 5: no more is taken than Medusa's payment could record, what it lacks still counted", async () => {
    const desk = await paidBy("AUTHENTICATE")
    await buttons.press(desk, { action: "AUTHORISE", amountMinor: 2_000 })
    const more = { action: "AUTHORISE", amountMinor: 1_001 } as const
    expect((await failure(buttons.press(desk, more))).message).toMatch(/at most GBP 10\.00/)
    await buttons.press(desk, { ...more, amountMinor: 1_000 })
    expect((await failure(buttons.press(desk, more))).message).toMatch(
      /payment of GBP 30\.00 is captured in full; with settles_order/
    )
    desk.payment = { id: "pay_1", amountMinor: 3_000, canceled: true }
    expect((await failure(buttons.press(desk, more))).message).toMatch(/payment is cancelled/)
  })

  it("rule 10: REFUND up to what Medusa counts; what it does not count is no refund of its own", async () => {
    const desk = await paidBy("PAYMENT")
    desk.shop.captures.set("capt_auto", 2_000)
    expect(
      (await failure(buttons.press(desk, { action: "REFUND", amountMinor: 2_500 }))).message
    ).toMatch(/at most GBP 20\.00/)
    expect((await failure(buttons.press(desk, { action: "VOID" }))).message).toMatch(
      /counts only GBP 20\.00 of it as captured/
    )
    await buttons.press(desk, { action: "REFUND", amountMinor: 2_000 })
    await buttons.level(desk)
    const rest = await buttons.press(desk, { action: "REFUND", amountMinor: 1_000 })
    expect(rest.intent.kind).toBe("cancel")
    expect(await levelled(desk)).toEqual({ net: 0, held: 0 })
  })

  it("rule 10: a refund that Medusa counts is never voided; one of the ledger's alone is", async () => {
    const desk = await paidBy("PAYMENT")
    const { made } = await buttons.press(desk, { action: "REFUND", amountMinor: 1_000 })
    const voiding = { action: "VOID", transactionId: made?.id ?? "" } as const
    for (const level of [false, true]) {
      if (level) await buttons.level(desk)
      expect((await failure(buttons.press(desk, voiding))).message).toMatch(
        /Medusa counts this refund, and has no way to take it back/
      )
    }
    expect(await bench.booksOf(desk)).toEqual({ net: 2_000, held: 0 })
    const alone: Desk = { ...(await paidBy("PAYMENT")), payment: null }
    const own = await buttons.press(alone, { action: "REFUND", amountMinor: 1_000 })
    await buttons.press(alone, { action: "VOID", transactionId: own.made?.id ?? "" })
    expect(await bench.net(alone)).toBe(3_000)
    expect((await bench.gateway(alone)).net).toBe(3_000)
  })
})
