import { openBulk } from "../src/modules/sagepay/bulk"
import { Claims } from "../src/workflows/bulk/claims"
import { LedgerBench } from "./helpers/ledger"

/** Whose turn an order of a bulk is: each is handed out once, whoever asks at the same moment. */

let bench: LedgerBench
beforeAll(async () => {
  bench = await LedgerBench.start()
})
afterAll(() => bench.close())

let made = 0
async function bulkOf(count: number): Promise<string> {
  made += 1
  const orderIds = Array.from({ length: count }, (_, index) => `order_${made}_${index}`)
  const { id } = await openBulk(bench.ledger.context, {
    orderIds,
    key: `claims_${made}`,
    actor: "user_1",
  })
  return id
}

async function statuses(bulkId: string): Promise<string[]> {
  const found: unknown = await bench
    .database("sagepay_bulk_item")
    .where({ bulk_id: bulkId })
    .orderBy("position")
    .pluck("status")
  return found as string[]
}

it("hands out each once, in order, to all who ask at the same time", async () => {
  const id = await bulkOf(7)
  const claims = new Claims(bench.ledger, id, 3)
  const asked = await Promise.all(Array.from({ length: 9 }, () => claims.next()))
  const got = asked.flatMap((item) => item?.position ?? [])
  expect(got.sort()).toEqual([0, 1, 2, 3, 4, 5, 6])
  expect(asked.filter((item) => item === undefined)).toHaveLength(2)
})

it("two processes get none that the other has", async () => {
  const id = await bulkOf(6)
  const [one, other] = [new Claims(bench.ledger, id, 2), new Claims(bench.ledger, id, 2)]
  const asked = await Promise.all([one.next(), other.next(), one.next(), other.next()])
  expect(new Set(asked.map((item) => item?.id)).size).toBe(4)
  expect(new Set(asked.map((item) => item?.process)).size).toBe(2)
})

it("gives back what it has not handed out, for others and for later", async () => {
  const id = await bulkOf(4)
  const claims = new Claims(bench.ledger, id, 3)
  await claims.next()
  expect(await statuses(id)).toEqual(["working", "working", "working", "waiting"])
  await claims.giveBack()
  expect(await statuses(id)).toEqual(["working", "waiting", "waiting", "waiting"])
  await bench
    .database("sagepay_bulk_item")
    .update({ updated_at: new Date(Date.now() - 60_000) })
    .where({ bulk_id: id })
  const others = new Claims(bench.ledger, id, 8)
  const next = await Promise.all([others.next(), others.next(), others.next(), others.next()])
  expect(next.map((item) => item?.position)).toEqual([1, 2, 3, undefined])
})
