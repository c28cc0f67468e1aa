import { securityKeyOf } from "../src/modules/sagepay/context"
import { VISA } from "./helpers/cards"
import { CardsBench, fresh } from "./helpers/cards-bench"
import { pressInConsole } from "./helpers/gateway-books"
import { failure } from "./helpers/ledger"

/** MANUAL and DIRECTREFUND whose answers are lost: asked about, and never sent again (docs/adr/0006). */

let lab: CardsBench
let bench: CardsBench["bench"]
let cards: CardsBench["cards"]
let fault: CardsBench["fault"]
let resolve: CardsBench["resolve"]
let compare: CardsBench["compare"]
beforeAll(async () => {
  lab = await CardsBench.start()
  ;({ bench, cards, fault, resolve, compare } = lab)
})
beforeEach(() => lab.fresh())
afterAll(() => lab.bench.close())

describe.each(["MANUAL", "DIRECTREFUND"] as const)("rule 2: a lost answer to a %s", (action) => {
  const state = action === "MANUAL" ? "taken" : "credited"

  it("rule 2: counts for nothing, blocks, and is not sent again; the job finds that it happened", async () => {
    const key = fresh()
    const before = cards.sent(action)
    const { root } = await cards.lost("act_then_reset", { action, key })
    expect(root).toMatchObject({ state: "registering", taken_minor: 0, vps_tx_id: null })
    expect(await failure(cards.use({ action, key }))).toMatchObject({
      code: "unknown",
      facts: { vendorTxCode: root.vendor_tx_code },
    })
    // Older than a registration that nobody hears of any more.
    await bench
      .database("sagepay_transaction")
      .where({ id: root.id })
      .update({ created_at: new Date(Date.now() - 3 * 86_400_000) })
    await bench.ledger.writeOffSilentRegistrations()
    await resolve()
    expect(await bench.rootOf(root)).toMatchObject({
      state,
      vps_tx_id: cards.at(root).vps_tx_id,
      results: { CardType: "VISA", Last4Digits: "0006" },
    })
    expect((await cards.use({ action, key })).intent.decided_by).toBe("gateway report")
    expect(cards.sent(action) - before).toBe(1)
  })

  it("rule 2: is asked about at once, and answered as if it had come", async () => {
    Object.assign(bench.ledger.context, { reportingFor: lab.asking })
    Object.assign(bench.ledger.options, { resolve_patience_ms: 2_000 })
    fault({ fault: "act_then_reset", match: { txType: action } })
    const { made, intent } = await cards.use({ action, amountMinor: 1_234 })
    Object.assign(bench.ledger.options, { resolve_patience_ms: 0 })
    expect(intent).toMatchObject({ status: "done", decided_by: "gateway report" })
    expect(made).toMatchObject({ state, results: { CardType: "VISA", Last4Digits: "0006" } })
    expect(made && securityKeyOf(bench.ledger.context, made)).toBe(
      made && cards.at(made).security_key
    )
  })

  it("rule 2: it never arrived: counts the second time, when another payment of that account is known", async () => {
    const { root, ...written } = await cards.lost("reset_before", { action })
    await resolve()
    expect((await bench.rootOf(root)).state).toBe("registering")
    await cards.later({ root, ...written })
    await resolve()
    expect((await bench.rootOf(root)).state).toBe("failed")
    expect(await cards.written(written.intent.source_id)).toMatchObject({
      intent: { status: "refused", decided_by: "gateway report" },
    })
  })

  it("rule 2: with a report that knows nothing else either it is for a person", async () => {
    const { root, ...written } = await cards.lost("reset_before", { action })
    const [witness] = await bench
      .database("sagepay_transaction")
      .whereNotNull("vps_tx_id")
      .orderBy("created_at", "desc")
    lab.reports.laidOver.set(witness.vps_tx_id, "not_found")
    for (let look = 0; look < 3; look++) {
      await resolve()
      await cards.later({ root, ...written })
    }
    expect((await bench.rootOf(root)).state).toBe("registering")
    await bench.ledger.raiseOpenOperations()
    const raised = (await bench.findings()).find((row) => row.subject_id === written.intent.id)
    expect(raised?.kind).toBe("open_operation")
    const decision = { by: "user_1", note: "it is not there" }
    lab.reports.broken = { kind: "unavailable", reason: "Down." }
    await bench.ledger.settle(written.intent.id, { happened: false, ...decision })
    expect((await bench.rootOf(root)).state).toBe("failed")
  })

  it("rule 1: the process dies after sending: open, asked about, and known", async () => {
    const key = fresh()
    const { context } = bench.ledger
    let transactions = 0
    const dying: typeof context = {
      ...context,
      transaction: (work) =>
        // The first looks for an answer, the second writes; nothing after that reaches the database.
        ++transactions > 2 ? new Promise(() => undefined) : context.transaction(work),
    }
    const before = cards.sent(action)
    let isOver = false
    const end = () => (isOver = true)
    cards.use({ action, key }, { context: dying }).then(end, end)
    while (cards.sent(action) === before && !isOver) await new Promise(setImmediate)
    const written = await cards.written(key)
    expect(written.operation).toMatchObject({ status: "sent", verb: action })
    expect(written.root.state).toBe("registering")
    await cards.later(written)
    expect((await failure(cards.use({ action, key }))).code).toBe("unknown")
    await resolve()
    expect((await cards.use({ action, key })).transaction.state).toBe(state)
    expect(cards.sent(action) - before).toBe(1)
  })

  it("rule 2: a person settles it with what the console shows", async () => {
    const { root, intent } = await cards.lost("act_then_reset", { action })
    const { vps_tx_id } = cards.at(root)
    lab.reports.broken = { kind: "unavailable", reason: "Down." }
    await bench.ledger.settle(intent.id, {
      happened: true,
      by: "u",
      note: "there",
      vpsTxId: vps_tx_id,
    })
    expect(await bench.rootOf(root)).toMatchObject({ state, vps_tx_id })
  })

  it("settled as not done, and done after all: the comparison finds it, counts it and says so", async () => {
    const { root, intent } = await cards.lost("act_then_reset", { action })
    lab.reports.broken = { kind: "unavailable", reason: "Down." }
    await bench.ledger.settle(intent.id, { happened: false, by: "u", note: "not seen" })
    expect((await bench.rootOf(root)).state).toBe("failed")
    lab.reports.broken = undefined
    await compare()
    expect(await bench.rootOf(root)).toMatchObject({ state, vps_tx_id: cards.at(root).vps_tx_id })
    const kinds = (await bench.findings()).map(({ kind }) => kind)
    expect(kinds).toContain("late_reply")
    await bench.database("sagepay_finding").delete()
  })

  it("is compared like any other; voided in the console it is voided here", async () => {
    const { made } = await cards.use({ action, card: VISA })
    await compare()
    expect(await bench.findings()).toEqual([])
    pressInConsole(bench.simulator, "VOID", made?.vps_tx_id ?? "")
    await compare()
    expect((await bench.rootOf(made ?? { id: "" })).state).toBe("voided")
    await bench.database("sagepay_finding").delete()
  })
})
