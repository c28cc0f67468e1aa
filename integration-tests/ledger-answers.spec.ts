import { askAbout } from "../src/modules/sagepay/resolve"
import { NO_IDS } from "../src/modules/sagepay/answer"
import { record, type Answer } from "../src/modules/sagepay/recording"
import { failure, type LedgerBench, type Paid } from "./helpers/ledger"
import { ReportsBench } from "./helpers/reports-bench"
import { MAKES, VERBS, type Verb } from "./helpers/verbs"

/** Rules 1 and 2: replies, late ones and reports of one message come in any order, and count once. */

let lab: ReportsBench
let bench: LedgerBench
beforeAll(async () => {
  lab = await ReportsBench.start()
  bench = lab.bench
})
beforeEach(() => {
  lab.newReports()
})
afterEach(() => lab.forget())
afterAll(() => bench.close())

const refused = (code: string, text: string): Answer => ({
  status: "refused",
  code,
  words: { reply_status: "INVALID", reply_detail: `${code} : ${text}` },
})

function done(verb: Verb, paid: Paid): Answer {
  const words = { reply_status: "OK", reply_detail: "0000 : done" }
  if (!MAKES.includes(verb)) return { status: "done", ids: NO_IDS, words }
  const { vps_tx_id, tx_auth_no, security_key } = lab.shown(verb, paid)
  const securityKey = bench.ledger.context.sealer.seal(security_key, vps_tx_id)
  return { status: "done", ids: { vpsTxId: vps_tx_id, txAuthNo: tx_auth_no, securityKey }, words }
}

async function answer(verb: Verb, paid: Paid, given: Answer): Promise<void> {
  await record(bench.ledger.context, await lab.requests.operation(verb, paid), given)
}

async function counts(verb: Verb, paid: Paid, times: number): Promise<void> {
  const { transactions, intents } = await bench.ledger.family(paid.root.id)
  const made = transactions.filter((row) => row.kind === verb)
  expect(made).toHaveLength(MAKES.includes(verb) ? times : 0)
  expect(intents.filter((row) => row.status === "done")).toHaveLength(times)
  await lab.requests.ask(verb, paid)
  expect(bench.sent(verb, paid)).toBe(1)
  await bench.booksOf(paid)
}

describe.each(VERBS)("rule 1: %s", (verb) => {
  it("rule 1: a late reply after the report changes nothing", async () => {
    const paid = await lab.lost(verb, "act_then_reset")
    await lab.requests.resolve()
    expect((await lab.requests.operation(verb, paid)).status).toBe("done")
    await answer(verb, paid, done(verb, paid))
    await answer(verb, paid, {
      status: "unknown",
      words: { reply_status: null, reply_detail: "?" },
    })
    expect(await bench.findings()).toEqual([])
    await counts(verb, paid, 1)
  })

  it("rule 2: what is decided is asked about no more", async () => {
    const paid = await lab.lost(verb, "act_then_reset")
    await lab.requests.resolve()
    const asked = lab.reports.asked.length
    await lab.requests.later(paid, 86_400_000)
    await lab.requests.resolve()
    expect(lab.reports.asked).toHaveLength(asked)
  })

  it("rule 1: a report after the late reply changes nothing", async () => {
    const paid = await lab.lost(verb, "act_then_reset")
    await answer(verb, paid, done(verb, paid))
    const settled = await askAbout(bench.ledger.context, await lab.requests.operation(verb, paid))
    expect(settled.is).toBe("decided")
    expect(await bench.findings()).toEqual([])
    await counts(verb, paid, 1)
  })

  it("rule 1: a late reply after 'there is nothing' is recorded as what it is, and raised", async () => {
    const paid = await lab.lost(verb, "act_then_reset")
    hide(verb, paid)
    await lab.twice(paid)
    expect((await lab.requests.operation(verb, paid)).status).toBe("refused")
    await answer(verb, paid, done(verb, paid))
    expect((await lab.requests.operation(verb, paid)).status).toBe("done")
    const [finding] = await bench.findings()
    expect(finding?.kind).toBe("late_reply")
    expect(finding?.message).toMatch(
      /was settled as not done, by gateway report, and now the gateway says that it was done/
    )
    await counts(verb, paid, 1)
  })

  it("rule 1: 'there is nothing' never outweighs a reply that came meanwhile", async () => {
    const paid = await lab.lost(verb, "act_then_reset")
    hide(verb, paid)
    await lab.requests.resolve()
    await lab.requests.later(paid)
    const reply = done(verb, paid)
    lab.reports.meanwhile = () => answer(verb, paid, reply)
    await lab.requests.resolve()
    expect(await bench.findings()).toEqual([])
    await counts(verb, paid, 1)
  })
})

/** The report says, twice if need be, that nothing was done. */
function hide(verb: Verb, paid: Paid): void {
  const before = { RELEASE: 14, ABORT: 14, VOID: 16, CANCEL: 15 }
  const stateId = (before as Partial<Record<Verb, number>>)[verb]
  lab.layOver(verb, paid, stateId === undefined ? "not_found" : { stateId })
}

describe("rule 2: a refusal after it is known to have happened", () => {
  it.each([
    ["VOID", "4036"],
    ["ABORT", "4040"],
    ["RELEASE", "4038"],
    ["REFUND", "4042"],
    ["CANCEL", "5004"],
  ] as const)("rule 2: %s with %s only says so again", async (verb, code) => {
    const paid = await lab.lost(verb, "act_then_reset")
    await lab.requests.resolve()
    await answer(verb, paid, refused(code, "Done already."))
    expect(await bench.findings()).toEqual([])
  })

  it("rule 2: any other is raised, and what the report found stands", async () => {
    const paid = await lab.lost("RELEASE", "act_then_reset")
    await lab.requests.resolve()
    await answer("RELEASE", paid, refused("4037", "Not deferred."))
    const [finding] = await bench.findings()
    expect(finding?.message).toMatch(/as done, by gateway report, .* says that it was refused/)
    await counts("RELEASE", paid, 1)
  })
})

it("rule 1: the books are kept when the database fails while a report is written", async () => {
  const paid = await lab.lost("REFUND", "act_then_reset")
  await bench.database.raw(`create function refuse_it() returns trigger as $$
    begin raise exception 'disk full'; end $$ language plpgsql`)
  await bench.database.raw(`create trigger full_disk before insert on sagepay_transaction
    for each row execute function refuse_it()`)
  await lab.requests.resolve()
  await bench.database.raw("drop trigger full_disk on sagepay_transaction")
  expect((await lab.requests.operation("REFUND", paid)).status).toBe("unknown")
  expect((await failure(lab.requests.ask("REFUND", paid))).code).toBe("busy")
  await lab.requests.later(paid)
  await lab.requests.resolve()
  await counts("REFUND", paid, 1)
})
