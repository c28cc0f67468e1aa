import { randomUUID } from "node:crypto"
import {
  assertHome,
  checkInstallation,
  confirm,
  installations,
} from "../src/modules/sagepay/installation"
import { askable } from "../src/modules/sagepay/asking"
import { compareAccount } from "../src/modules/sagepay/compare"
import { readOptions } from "../src/modules/sagepay/options"
import { failure, LedgerBench, type Paid } from "./helpers/ledger"

/** Rule 14: a copy of the database behind another address sends nothing, until somebody says that the shop has moved. */

let bench: LedgerBench
beforeAll(async () => {
  bench = await LedgerBench.start({ reporting: { user: "reportuser", password: "s3cretPass" } })
})
afterAll(() => bench.close())
beforeEach(async () => {
  await bench.database("sagepay_installation").delete()
  await bench.database("sagepay_finding").delete()
  await bench.database("sagepay_outbox").delete()
  await checkInstallation(bench.database, bench.ledger.options, quiet)
})

const quiet = { error: () => undefined, warn: () => undefined }
const STAGING = "https://staging.shop.test"
const KINDS = { backend_url: STAGING, vendor: "stagevendor", gateway_url: "http://127.0.0.1:9" }

const copy = (change: Record<string, unknown> = { backend_url: STAGING }) =>
  bench.anotherProcess(change)
const received = () => bench.simulator.control.requests().length
const moved = { account: "", backendUrl: STAGING, note: "we moved house", by: "user_1" }
const events = async () =>
  (await bench.database("sagepay_outbox").orderBy("created_at")).map(({ name, payload }) => [
    name,
    payload.kind,
  ])

function register(by: LedgerBench["ledger"], account: string | null = null) {
  return by.register({
    sessionId: `payses_${randomUUID()}`,
    cartId: `cart_${randomUUID()}`,
    account,
    kind: "DEFERRED",
    amountMinor: 1_000,
    currency: "GBP",
    fields: {},
    returnUrl: null,
    repeatConsent: null,
  })
}

describe.each(Object.entries(KINDS))("rule 14: with another %s", (option, value) => {
  it("nothing at all is sent, and every refusal names both shops and the way on", async () => {
    const held = await bench.paid("DEFERRED")
    const taken = await bench.paid("PAYMENT")
    const before = received()
    const away = copy({ [option]: value })
    const refused = [
      await failure(register(away)),
      await failure(bench.capture(held, 3_000, away)),
      await failure(bench.refund(taken, 3_000, away)),
      await failure(bench.cancel({ ...held, shop: cancelled(held) }, away)),
    ]
    for (const { code, message } of refused) {
      expect(code).toBe("another_shop")
      expect(message).toMatch(/^Nothing was sent: .*POST \/admin\/sagepay\/installation\/confirm/)
      expect(message).toContain(bench.ledger.options.backend_url)
      expect(message).toContain(value)
    }
    expect(received()).toBe(before)
    // What was refused left no trace that would stand in the way of the real shop.
    held.shop.order = { id: "order_1", canceled: false }
    await bench.capture(held, 3_000)
    await bench.refund(taken, 3_000)
  })
})

function cancelled({ shop }: Paid) {
  shop.order = { id: "order_1", canceled: true }
  return shop
}

it("rule 14: the reporting service is not asked about what is another shop's", async () => {
  const { ledger } = bench
  expect(await askable(ledger.context, null)).toBeDefined()
  expect(await askable(copy().context, null)).toBeUndefined()
  const readShop = bench.readShop((await bench.paid("DEFERRED")).shop)
  const before = received()
  expect(await compareAccount(copy().context, null, { readShop })).toBeUndefined()
  expect(received()).toBe(before)
})

it("rule 14: a leg that was planned at home is not sent by a copy, and goes on waiting", async () => {
  const paid = await bench.paid("AUTHENTICATE")
  await bench.capture(paid, 1_000)
  await bench.capture(paid, 2_000)
  // Two AUTHORISEs, so two REFUNDs; the process dies after the first.
  const legs = { root_id: paid.root.id, verb: "REFUND" }
  await bench.settledAtMidnight(paid)
  await bench.refund(paid, 3_000)
  expect(bench.sent("REFUND", paid)).toBe(2)
  const [, second] = await bench.database("sagepay_operation").where(legs).orderBy("leg")
  await bench
    .database("sagepay_operation")
    .where({ id: second.id })
    .update({ status: "planned", sent_at: null, vendor_tx_code: `again-${Date.now()}` })
  await bench.database("sagepay_intent").where({ id: second.intent_id }).update({ status: "open" })
  await bench.age(paid)
  const away = copy()
  await expect(away.resume(second.intent_id, bench.readShop(paid.shop))).rejects.toMatchObject({
    code: "another_shop",
  })
  expect(bench.sent("REFUND", paid)).toBe(2)
  const [, still] = await bench.database("sagepay_operation").where(legs).orderBy("leg")
  expect(still.status).toBe("planned")
})

it("rule 14: without a row the first call writes it, two at once write one", async () => {
  await bench.database("sagepay_installation").delete()
  const { database } = bench
  const both = [bench.ledger.context, copy({}).context]
  await Promise.all(both.map((context) => assertHome(database, context, null)))
  expect(await database("sagepay_installation")).toEqual([
    expect.objectContaining({ account: "", backend_url: bench.ledger.options.backend_url }),
  ])
  await expect(assertHome(database, copy().context, null)).rejects.toMatchObject({
    code: "another_shop",
  })
})

it("rule 14: an account that belongs elsewhere does not stop the others", async () => {
  const euro = { vendor: "eushop", gateway_url: bench.simulator.url }
  const before = copy({ accounts: { euro } })
  await installations(before.context)
  const after = copy({ accounts: { euro: { ...euro, vendor: "eunew" } } })
  const { message } = await failure(register(after, "euro"))
  expect(message).toMatch(/^Nothing was sent: the payments of "euro" belong .*vendor eushop.*eunew/)
  await assertHome(bench.database, after.context, null)
})

it("rule 14: a slash at the end of an address makes no other shop of it", async () => {
  await bench.database("sagepay_installation").update({
    gateway_url: `${bench.simulator.url}/`,
    backend_url: `${bench.ledger.options.backend_url}/`,
  })
  await assertHome(bench.database, bench.ledger.context, null)
})

describe("rule 14: the boot", () => {
  const boot = async (over: Record<string, unknown>) => {
    const said: string[] = []
    const log = { warn: () => undefined, error: (line: string) => said.push(line) }
    const options = readOptions({ ...bench.ledger.options, ...over })
    await checkInstallation(bench.database, options, log)
    return said
  }

  it("of a copy logs and raises it once; the next boot at home takes it off the list", async () => {
    const [said] = await boot({ backend_url: STAGING })
    expect(said).toMatch(/^sagepay: nothing is sent from here: the payments in this database/)
    await boot({ backend_url: STAGING })
    expect(await bench.findings()).toEqual([
      expect.objectContaining({
        kind: "another_shop",
        subject_id: "default",
        message: expect.stringContaining(STAGING),
        facts: expect.objectContaining({
          present: expect.objectContaining({ backend_url: STAGING }),
        }),
      }),
    ])
    expect(await events()).toEqual([["sagepay.attention_required", "another_shop"]])
    expect(await boot({})).toEqual([])
    expect(await bench.findings()).toEqual([])
    expect(await events()).toContainEqual(["sagepay.attention_resolved", "another_shop"])
  })

  it("brings the words of what is open up to date, and says it no second time", async () => {
    await boot({ backend_url: STAGING })
    await boot({ backend_url: "https://elsewhere.test" })
    const [finding, ...others] = await bench.findings()
    expect(finding?.message).toContain("https://elsewhere.test")
    expect(others).toEqual([])
    expect(await events()).toHaveLength(1)
  })
})

describe("rule 14: confirming", () => {
  it("takes the address of this server, typed, of an account that exists", async () => {
    const { context } = copy()
    const bad = [
      [{ ...moved, backendUrl: bench.ledger.options.backend_url }, /^backend_url: /],
      [{ ...moved, account: "none" }, /^account: there is no "none" among the accounts: default\./],
    ] as const
    for (const [confirmation, words] of bad) {
      const { code, message } = await failure(confirm(context, confirmation))
      expect([code, message]).toEqual(["invalid", expect.stringMatching(words)])
    }
    const [installation] = await installations(context)
    expect(installation).toMatchObject({ matches: false, row: { confirmed_by: null } })
  })

  it("lets this server send and keeps who said so; the old one refuses from then on", async () => {
    const paid = await bench.paid("DEFERRED")
    const here = copy()
    await checkInstallation(bench.database, here.options, quiet)
    const confirmed = await confirm(here.context, { ...moved, backendUrl: `${STAGING}/ ` })
    expect(confirmed).toMatchObject({
      matches: true,
      known: { backend_url: STAGING },
      row: { confirmed_by: "user_1", confirmed_at: expect.any(Date) },
    })
    expect(await bench.database("sagepay_finding").where({ kind: "another_shop" })).toEqual([
      expect.objectContaining({
        status: "resolved",
        resolved_by: "user_1",
        resolution: "we moved house",
      }),
    ])
    const refused = await failure(bench.capture(paid, 3_000))
    expect(refused.code).toBe("another_shop")
    await bench.capture(paid, 3_000, here)
    expect(await bench.booksOf(paid)).toEqual({ net: 3_000, held: 0 })
  })

  it("again changes nothing", async () => {
    const { context } = copy()
    const first = await confirm(context, moved)
    const second = await confirm(context, { ...moved, by: "user_2" })
    expect(second.row).toEqual(first.row)
  })
})
