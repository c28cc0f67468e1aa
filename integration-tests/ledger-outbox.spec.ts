import { raise, resolveFinding, type NewFinding } from "../src/modules/sagepay/findings"
import { deliver, forget, tellingTransactions, type Bus } from "../src/modules/sagepay/outbox"
import { LedgerBench } from "./helpers/ledger"
import { dyingBeforeCommit, notingBus, type Told } from "./helpers/outbox"

/** Events wait in the outbox, and are handed over at least once. */

let bench: LedgerBench
beforeAll(async () => {
  bench = await LedgerBench.start()
})
afterAll(() => bench.close())
beforeEach(async () => {
  await bench.database("sagepay_finding").delete()
  await bench.database("sagepay_outbox").delete()
})

const FINDING: NewFinding = {
  kind: "books_apart",
  subject_id: "sptx_1",
  order_id: "order_1",
  message: "GBP 20.00 here, GBP 30.00 there.",
}

const events = () => bench.database("sagepay_outbox").orderBy("created_at")
const raised = async (count: number) => {
  for (let n = 0; n < count; n++) await bench.ledger.raise({ ...FINDING, subject_id: `sptx_${n}` })
}
const subjects = ({ told }: { told: Told[] }) => told.map(({ data }) => data.subject_id)

it("hands each event over with the outbox's id, and then no more", async () => {
  await raised(2)
  const taker = notingBus()
  expect(await deliver(bench.ledger.context, taker)).toBe(2)
  expect(await deliver(bench.ledger.context, taker)).toBe(0)
  const rows = await events()
  expect(taker.told).toEqual(
    rows.map(({ id, name, payload }) => ({ name, data: { ...payload, event_id: id } }))
  )
  expect(rows.every((row) => row.delivered_at !== null && row.attempts === 1)).toBe(true)
})

it("more than fits into one batch goes at once", async () => {
  await raised(120)
  const taker = notingBus()
  expect(await deliver(bench.ledger.context, taker)).toBe(120)
  expect(new Set(subjects(taker)).size).toBe(120)
})

it("what the bus does not take waits, is counted, and goes the next time under the same id", async () => {
  await raised(2)
  const failing = notingBus(1)
  expect(await deliver(bench.ledger.context, failing)).toBe(0)
  expect(bench.logged.join()).toMatch(/could not be handed over and is tried again: Redis is away/)
  const [first] = await events()
  expect(first).toMatchObject({ delivered_at: null, attempts: 1 })
  expect(await deliver(bench.ledger.context, failing)).toBe(2)
  // The one that failed has waited behind the other.
  expect(subjects(failing)).toEqual(["sptx_1", "sptx_0"])
  expect(failing.told[1]?.data.event_id).toBe(first.id)
  expect(await events()).toContainEqual(expect.objectContaining({ id: first.id, attempts: 2 }))
})

it("a slow bus does not keep a connection: its batch ends, and the rest goes in the next one", async () => {
  await raised(6)
  const taker = notingBus()
  let late = 0
  const slow: Bus = { emit: (message) => ((late += 2_000), taker.emit(message)) }
  const { context } = bench.ledger
  const batches: number[] = []
  const deps = {
    ...context,
    now: () => new Date(Date.now() + late),
    transaction: async <T>(work: Parameters<typeof context.transaction<T>>[0]) => {
      const before = taker.told.length
      const worked = await context.transaction(work)
      batches.push(taker.told.length - before)
      return worked
    },
  }
  expect(await deliver(deps, slow)).toBe(6)
  expect(batches.slice(0, 2)).toEqual([3, 3])
  expect(new Set(subjects(taker)).size).toBe(6)
})

it("two processes at once hand each event over once", async () => {
  await raised(60)
  const taker = notingBus()
  const slow: Bus = {
    emit: async (message) => {
      await new Promise(setImmediate)
      await taker.emit(message)
    },
  }
  const processes = [bench.ledger, bench.anotherProcess(), bench.anotherProcess()]
  const counts = await Promise.all(processes.map(({ context }) => deliver(context, slow)))
  expect(counts.reduce((a, b) => a + b, 0)).toBe(60)
  expect(subjects(taker).sort()).toEqual([...new Set(subjects(taker))].sort())
})

it("a process that dies after handing over, before it is marked, hands it over again", async () => {
  await raised(1)
  const taker = notingBus()
  const { context } = bench.ledger
  await expect(deliver(dyingBeforeCommit(context), taker)).rejects.toThrow("died")
  expect(await deliver(context, taker)).toBe(1)
  const [one, two] = taker.told
  expect(two).toEqual(one)
})

it("only a transaction that committed an event is followed by a delivery", async () => {
  let nudged = 0
  const transaction = tellingTransactions(bench.database, () => nudged++)
  await transaction((knex) => raise(knex, FINDING))
  expect(nudged).toBe(1)
  await transaction((knex) => raise(knex, FINDING))
  await transaction((knex) => knex("sagepay_finding").select())
  const undone = transaction(async (knex) => {
    await raise(knex, { ...FINDING, subject_id: "sptx_2" })
    throw new Error("undone")
  })
  await expect(undone).rejects.toThrow("undone")
  expect(nudged).toBe(1)
  await transaction((knex) => resolveFinding(knex, "books_apart", "sptx_1", "ok", "sagepay"))
  expect(nudged).toBe(2)
})

it("forgets what was delivered more than 30 days ago, and nothing that waits", async () => {
  await raised(3)
  const [old, young, waiting] = await events()
  const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000)
  const delivered = (id: string, days: number) =>
    bench
      .database("sagepay_outbox")
      .where({ id })
      .update({ delivered_at: daysAgo(days) })
  await delivered(old.id, 31)
  await delivered(young.id, 29)
  await bench
    .database("sagepay_outbox")
    .where({ id: waiting.id })
    .update({ created_at: daysAgo(90) })
  expect(await forget(bench.database, new Date())).toBe(1)
  expect((await events()).map(({ id }) => id).sort()).toEqual([waiting.id, young.id].sort())
})
