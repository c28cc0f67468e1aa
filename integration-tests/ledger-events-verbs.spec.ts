import { NO_IDS, type Answer } from "../src/modules/sagepay/answer"
import { record, write } from "../src/modules/sagepay/recording"
import { EventsBench } from "./helpers/events-bench"
import { pressInConsole } from "./helpers/gateway-books"
import type { Paid } from "./helpers/ledger"
import { MAKES, VERBS, type Verb } from "./helpers/verbs"

/** What Medusa asks for is told once, whichever way and however often it is found. */

let lab: EventsBench["lab"]
let bench: EventsBench["bench"]
let requests: EventsBench["requests"]
let rows: EventsBench["rows"]
let told: EventsBench["told"]
let compare: EventsBench["compare"]
let events: EventsBench
beforeAll(async () => {
  events = await EventsBench.start()
  ;({ lab, bench, requests, rows, told, compare } = events)
})
beforeEach(() => events.fresh())
afterAll(() => bench.close())

/** What each verb is told as, when Medusa has asked for it. */
const TOLD: Record<Verb, string> = {
  RELEASE: "released RELEASE 2000 taken",
  ABORT: "voided ABORT 3000 aborted",
  AUTHORISE: "released AUTHORISE 2000 taken",
  CANCEL: "voided CANCEL 3000 cancelled",
  VOID: "voided VOID 3000 voided",
  REFUND: "refunded REFUND 1000 credited",
}

const CONSOLE = { RELEASE: 2_000, AUTHORISE: 2_000, REFUND: 1_000 } as Record<string, number>

const another = () => {
  const ledger = bench.anotherProcess()
  Object.assign(ledger.context, { reportingFor: () => lab.reports })
  return ledger
}

describe.each(VERBS)("%s", (verb) => {
  it("asked for by Medusa is told once, with what it was done to", async () => {
    const paid = await requests.prepare(verb)
    await requests.ask(verb, paid)
    expect(await told(1)).toEqual([`${TOLD[verb]} medusa`])
    const made = MAKES.includes(verb)
    const [, row] = await rows()
    expect(row?.payload).toMatchObject({
      root_id: paid.root.id,
      related_transaction_id: made ? paid.root.id : null,
      order_id: "order_1",
      payment_id: "pay_1",
      cart_id: paid.root.cart_id,
    })
    expect(row?.payload.transaction_id === paid.root.id).toBe(!made)
  })

  it("rule 2: found by two processes after its answer was lost, and told late, is told once", async () => {
    const paid = await lab.lost(verb, "act_then_reset")
    await Promise.all([requests.resolve(), requests.resolve(another())])
    await answerLate(verb, paid)
    await compare()
    expect(await told(1)).toEqual([`${TOLD[verb]} medusa`])
  })

  it.each([true, false])(
    "rule 1: settled as %p by a person, then answered after all, is told once",
    async (happened) => {
      const paid = await lab.lost(verb, "act_then_reset")
      Object.assign(bench.ledger.context, { reportingFor: () => undefined })
      const seen = lab.shown(verb, paid)
      const known = MAKES.includes(verb) ? { vpsTxId: seen.vps_tx_id } : {}
      await bench.settle(paid, { happened, by: "user_ann", note: "seen", ...known })
      expect(await told(1)).toHaveLength(happened ? 1 : 0)
      await answerLate(verb, paid)
      await answerLate(verb, paid)
      expect(await told(1)).toEqual([`${TOLD[verb]} medusa`])
    }
  )

  it("rule 1: recorded and rolled back is not told, until it is recorded", async () => {
    const paid = await lab.lost(verb, "act_then_reset")
    const { context } = bench.ledger
    const operation = await requests.operation(verb, paid)
    const dying = context.transaction(async (knex) => {
      await write(knex, context, operation, done(verb, paid))
      throw new Error("The process died")
    })
    await expect(dying).rejects.toThrow("died")
    expect(await told(1)).toEqual([])
    await requests.resolve()
    expect(await told(1)).toEqual([`${TOLD[verb]} medusa`])
  })

  it("done in the console, and found by every comparison, is told once", async () => {
    const paid = await requests.prepare(verb)
    pressInConsole(bench.simulator, verb, paid.root.vps_tx_id ?? "", CONSOLE[verb])
    await Promise.all([compare(), compare(another())])
    await compare()
    expect(await told(1)).toEqual([`${TOLD[verb]} console`])
  })
})

it("rule 2: what was declined, as the report says of a lost answer, is told once", async () => {
  const paid = await lab.lost("AUTHORISE", "act_then_reset")
  lab.layOver("AUTHORISE", paid, { stateId: 12 })
  await requests.resolve()
  const words = { reply_status: "NOTAUTHED", reply_detail: "2000 : declined" }
  const operation = await requests.operation("AUTHORISE", paid)
  await record(bench.ledger.context, operation, { status: "refused", words })
  expect(await told(1)).toEqual(["declined AUTHORISE 2000 declined medusa"])
})

function done(verb: Verb, paid: Paid): Answer {
  const words = { reply_status: "OK", reply_detail: "0000 : done" }
  if (!MAKES.includes(verb)) return { status: "done", ids: NO_IDS, words }
  const { vps_tx_id: vpsTxId, tx_auth_no: txAuthNo, security_key } = lab.shown(verb, paid)
  const securityKey = bench.ledger.context.sealer.seal(security_key, vpsTxId)
  return { status: "done", ids: { vpsTxId, txAuthNo, securityKey }, words }
}

async function answerLate(verb: Verb, paid: Paid): Promise<void> {
  await record(bench.ledger.context, await requests.operation(verb, paid), done(verb, paid))
}
