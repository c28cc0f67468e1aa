import { press } from "../src/modules/sagepay/press"
import { LedgerBench } from "./helpers/ledger"
import { Buttons } from "./helpers/press"

/** What a press has locked while it reads what the order owes. */

let bench: LedgerBench
beforeAll(async () => {
  bench = await LedgerBench.start()
})
afterAll(() => bench.close())

it("rule 1: the order is locked, also when the payment was told of it only since it was read", async () => {
  const desk = new Buttons(bench).desk(await bench.paid("PAYMENT"))
  const { context } = bench.ledger
  const tell = (order_id: string | null) => bench.ledger.change(desk.root.id, { order_id })
  await tell(null)
  const isFree = async () => {
    const key = "hashtextextended('sagepay:order_1', 0)"
    const found: unknown = await bench.database.raw(
      `select pg_try_advisory_xact_lock(${key}) as free`
    )
    return (found as { rows: { free: boolean }[] }).rows[0]?.free
  }
  const seen: unknown[] = []
  let transactions = 0
  const slow: typeof context = {
    ...context,
    transaction: async (work) => {
      // The third takes the lock, by what the first has read.
      if (++transactions === 3) await tell("order_1")
      return context.transaction(work)
    },
  }
  await press(slow, {
    transactionId: desk.root.id,
    action: "VOID",
    key: `key_${desk.root.id}`,
    actor: "user_1",
    reason: "because of a test",
    readFacts: async () => {
      seen.push(await isFree())
      return { ...desk.shop.facts(), payment: desk.payment, owed: null }
    },
  })
  // Read again, and only the second reading decides.
  expect(seen).toEqual([true, false])
})
