import type { Asked, TransactionDetail } from "../../gateway"
import { takesCard, TX_STATES } from "../../protocol"
import { evidenceOf, judge, questionAbout, type Look, type Subject } from "./evidence"
import { PROOFS } from "./proofs"
import type { IntentRow, OperationRow, TransactionRow } from "./rows"

const ROOT = "{11111111-2222-3333-4444-555555555555}"
const MADE = "{AAAAAAAA-2222-3333-4444-555555555555}"
const VERBS = Object.keys(PROOFS) as (keyof typeof PROOFS)[]

const TARGETS = {
  RELEASE: "DEFERRED",
  ABORT: "DEFERRED",
  CANCEL: "AUTHENTICATE",
  AUTHORISE: "AUTHENTICATE",
} as const
const kindOf = (verb: keyof typeof PROOFS) =>
  takesCard(verb) ? verb : verb in TARGETS ? TARGETS[verb as keyof typeof TARGETS] : "PAYMENT"

const isMade = (verb: keyof typeof PROOFS) => PROOFS[verb].ask === "made"

function subject(verb: keyof typeof PROOFS): Subject {
  return {
    operation: {
      verb,
      amount_minor: 1_234,
      vendor_tx_code: isMade(verb) ? "made-1" : null,
    } as OperationRow,
    target: {
      kind: kindOf(verb),
      vps_tx_id: takesCard(verb) ? null : ROOT,
      vendor_tx_code: takesCard(verb) ? "made-1" : "root-1",
    } as TransactionRow,
    intent: { currency: "gbp" } as IntentRow,
  }
}

function found(
  verb: keyof typeof PROOFS,
  stateId: number,
  over: Partial<TransactionDetail> = {}
): Asked<TransactionDetail> {
  const made = isMade(verb)
  const value: TransactionDetail = {
    vpsTxId: made ? MADE : ROOT,
    vendorTxCode: made ? "made-1" : "root-1",
    transactionType: "Whatever",
    kind: made ? (verb as TransactionDetail["kind"]) : kindOf(verb),
    stateId,
    status: "as the gateway words it",
    amountMinor: 1_234,
    currency: "GBP",
    securityKey: "ABCDEFGHIJ",
    txAuthNo: "99",
    results: {},
    ...(made && !takesCard(verb) && { related: { vpsTxId: ROOT } }),
    ...over,
  }
  return { kind: "found", value }
}

/** Written out once more, so that one wrong number in the table cannot pass. */
const EXPECTED: Record<keyof typeof PROOFS, Record<number, Look["is"]>> = {
  RELEASE: {
    14: "untouched",
    16: "happened",
    18: "happened",
    19: "refused",
    23: "happened",
    27: "refused",
    29: "happened",
  },
  ABORT: {
    14: "untouched",
    16: "refused",
    18: "refused",
    19: "happened",
    23: "refused",
    27: "refused",
    29: "refused",
  },
  VOID: { 16: "untouched", 18: "happened", 29: "untouched" },
  CANCEL: { 15: "untouched", 21: "untouched", 22: "happened", 26: "refused" },
  REFUND: made(),
  AUTHORISE: made(),
  REPEAT: made(),
  REPEATDEFERRED: { ...made(), 14: "happened", 19: "happened", 27: "happened" },
  MANUAL: made(),
  DIRECTREFUND: made(),
}

function made(): Record<number, Look["is"]> {
  return {
    ...{ 1: "refused", 10: "refused", 12: "refused" },
    ...{ 13: "untouched", 17: "untouched", 20: "untouched" },
    ...{ 16: "happened", 18: "happened", 23: "happened", 29: "happened" },
  }
}

describe("rule 2: what a report says of an operation", () => {
  const states = [0, 99, ...Object.keys(TX_STATES).map(Number)]
  const rows = VERBS.flatMap((verb) => states.map((state) => [verb, state] as const))

  it.each(rows)("%s and txstateid %d", (verb, stateId) => {
    const look = judge(subject(verb), found(verb, stateId))
    expect(look.is).toBe(EXPECTED[verb][stateId] ?? "nothing")
  })

  it.each(VERBS)("%s: asks about one transaction, by what is certainly its own", (verb) => {
    expect(questionAbout(subject(verb))).toEqual(
      isMade(verb) ? { vendorTxCode: "made-1" } : { vpsTxId: ROOT }
    )
    const { operation, target, intent } = subject(verb)
    const unnamed = {
      operation: { ...operation, vendor_tx_code: null },
      target: { ...target, vps_tx_id: null },
      intent,
    }
    expect(questionAbout(unnamed)).toBeUndefined()
  })

  it.each(VERBS)("%s: that it is unknown says something only of what would be made", (verb) => {
    const look = judge(subject(verb), { kind: "not_found", code: "0043" })
    expect(look.is).toBe(isMade(verb) ? "untouched" : "odd")
  })

  it.each(VERBS)("%s: no answer and a refused question prove nothing", (verb) => {
    const no = { kind: "refused", code: "0044", reason: "Not yours.", lockout: false } as const
    expect(judge(subject(verb), no)).toEqual({ is: "nothing", why: "Not yours." })
    const down = { kind: "unavailable", reason: "Down." } as const
    expect(judge(subject(verb), down)).toEqual({ is: "silent", why: "Down." })
  })

  const misfits = (verb: keyof typeof PROOFS): Partial<TransactionDetail>[] => [
    { vendorTxCode: "another" },
    { kind: verb === "MANUAL" ? "DIRECTREFUND" : "MANUAL" },
    { kind: undefined },
  ]
  it.each(VERBS.flatMap((verb) => misfits(verb).map((over) => [verb, over] as const)))(
    "%s: %p is no report about it, whatever its state",
    (verb, over) => {
      for (const state of Object.keys(EXPECTED[verb]).map(Number)) {
        expect(judge(subject(verb), found(verb, state, over)).is).toBe("odd")
      }
    }
  )

  it.each(VERBS)("%s: its amount must be ours where it has one of its own", (verb) => {
    const [state] = PROOFS[verb].happened
    const look = (over: Partial<TransactionDetail>) =>
      judge(subject(verb), found(verb, state ?? 0, over)).is
    const expected = PROOFS[verb].amount ? "odd" : "happened"
    expect(look({ amountMinor: 1_233 })).toBe(expected)
    expect(look({ amountMinor: 123_400 })).toBe(expected)
    expect(look({ currency: "JPY" })).toBe(expected)
  })

  it.each(VERBS)("%s: the evidence has all but the SecurityKey", (verb) => {
    const asked = found(verb, 16, { batchId: "7", startedAt: new Date(0) })
    const look = judge(subject(verb), asked)
    const question = questionAbout(subject(verb)) ?? { vpsTxId: "" }
    const evidence = evidenceOf(question, asked, look, new Date(0))
    expect(evidence).toMatchObject({
      answer: "found",
      state: 16,
      amount_minor: 1_234,
      batch_id: "7",
    })
    expect(JSON.stringify(evidence)).not.toContain("ABCDEFGHIJ")
  })
})

describe.each(["MANUAL", "DIRECTREFUND"] as const)(
  "%s: a report that quotes the number",
  (verb) => {
    const status = "The CardNumber 4929000000006 (4929 0000 0000 6) is no good"
    const refusal = { code: "1", reason: `${status}.`, lockout: false }
    it.each<[string, Asked<TransactionDetail>]>([
      ["in its status", found(verb, 99, { status })],
      ["in a refusal", { kind: "refused", ...refusal }],
      ["in what is no answer", { kind: "unavailable", reason: refusal.reason }],
    ])("%s brings it into no evidence", (_what, asked) => {
      const look = judge(subject(verb), asked)
      const evidence = evidenceOf({ vendorTxCode: "made-1" }, asked, look, new Date(0))
      expect(evidence.says).toContain("***0006")
      expect(JSON.stringify([look, evidence])).not.toMatch(/4929/)
    })
  }
)
