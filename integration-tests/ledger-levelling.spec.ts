import { claimLevelling, releaseLevelling } from "../src/modules/sagepay/level"
import { LedgerBench } from "./helpers/ledger"

/** Who is at a payment's rows in Medusa: one at a time. */

let bench: LedgerBench
beforeAll(async () => {
  bench = await LedgerBench.start()
})
afterAll(() => bench.close())

it("is claimed by one, and let go of by that one alone", async () => {
  const { root } = await bench.paid("PAYMENT")
  const { context } = bench.ledger
  const claim = () => claimLevelling(context, root.id)
  const slow = await claim()
  if (!slow) throw new Error("Nobody has it")
  expect(await claim()).toBeUndefined()
  // It took longer than a minute, and somebody took over.
  await bench
    .database("sagepay_transaction")
    .where({ id: root.id })
    .update({ levelling_at: new Date(slow.getTime() - 61_000) })
  const next = await claim()
  if (!next) throw new Error("Nobody took over")
  await releaseLevelling(context, root.id, slow)
  expect(await claim()).toBeUndefined()
  await releaseLevelling(context, root.id, next)
  expect(await claim()).toBeInstanceOf(Date)
})
