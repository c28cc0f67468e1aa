/**
 * What proves what became of a message whose answer was lost, verb by verb (rule 2): first the gateway's report, and
 * where nobody may ask for it the second answer to the very same message. docs/money-rules.md shows this table.
 */
import type { PostedVerb } from "./messages"

export type Proof = {
  /** What is asked about: the transaction made, by its VendorTxCode, or the one acted upon, by its VPSTxId. */
  readonly ask: "made" | "target"
  /** txstateids. What is in none of the lists says nothing yet. */
  readonly happened: readonly number[]
  /** It did not happen and cannot any more. */
  readonly refused: readonly number[]
  /** As if nothing had arrived: counts the second time, after a quiet period, as an unknown code does. */
  readonly untouched: readonly number[]
  /** Whether the report has an amount that must be ours. */
  readonly amount: boolean
  /** Whether the very same message may be sent again where nobody may ask: never what could move money twice. */
  readonly resend: boolean
  /** What the code of a refusal proves as a second answer. Any other proves nothing. */
  readonly second: Readonly<Record<string, { readonly proves: Proven; readonly that: string }>>
}

export type Proven = "happened" | "did_not" | "nothing"

const CODE_USED = {
  proves: "nothing",
  that: "the first message arrived; a decline uses its code up as well",
} as const

/** A transaction made for us is asked about by the code that is ours alone. */
const makes = (happened: readonly number[]): Proof => ({
  ask: "made",
  happened,
  refused: [1, 10, 12],
  // The bank was late or the gateway stumbled: it may still come right a moment later.
  untouched: [13, 17, 20],
  amount: true,
  resend: false,
  second: { "4042": CODE_USED },
})

/** 18 and 23: it was made, and voided or not settled since, which is for the comparison. */
const TAKES = [16, 18, 23, 29] as const

export const PROOFS: Readonly<Record<PostedVerb, Proof>> = {
  RELEASE: {
    ask: "target",
    happened: TAKES,
    refused: [19, 27],
    untouched: [14],
    // Inferred: after a RELEASE the report has the amount released.
    amount: true,
    resend: false,
    second: { "4038": { proves: "nothing", that: "it was released, but not how much" } },
  },
  ABORT: {
    ask: "target",
    happened: [19],
    refused: [16, 18, 23, 27, 29],
    untouched: [14],
    amount: false,
    resend: true,
    second: {
      "4040": { proves: "happened", that: "it was aborted" },
      "4038": { proves: "did_not", that: "it was released before" },
    },
  },
  VOID: {
    ask: "target",
    happened: [18],
    // Not 23: what the bank never paid is not to be given back by the REFUND that waits behind a VOID.
    refused: [],
    untouched: [16, 29],
    amount: false,
    resend: true,
    second: { "4036": { proves: "happened", that: "it was voided" } },
  },
  CANCEL: {
    ask: "target",
    happened: [22],
    refused: [26],
    untouched: [15, 21],
    amount: false,
    resend: true,
    second: {
      "5004": {
        proves: "happened",
        that: "nothing is held any more, whoever ended it; a CANCEL moves no money",
      },
    },
  },
  REFUND: {
    ...makes(TAKES),
    second: {
      "4042": CODE_USED,
      "4034": { proves: "nothing", that: "all of it was refunded, not by which message" },
    },
  },
  AUTHORISE: makes(TAKES),
  REPEAT: makes(TAKES),
  // 14 until its own RELEASE or ABORT.
  REPEATDEFERRED: makes([14, 19, 27, ...TAKES]),
  MANUAL: makes(TAKES),
  DIRECTREFUND: makes(TAKES),
}

export function proofOf(verb: string): Proof | undefined {
  return Object.hasOwn(PROOFS, verb) ? PROOFS[verb as PostedVerb] : undefined
}
