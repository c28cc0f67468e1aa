/** What the gateway's word means for an operation, whichever way it came. */
import type { Outcome } from "../../gateway"
import { canonicalVpsTxId, maskCards, takesCard } from "../../protocol"
import type { LedgerContext } from "./context"
import type { MadeIds } from "./effects"
import { proofOf } from "./proofs"
import type { OperationRow } from "./rows"

/** Kept with the operation. */
export type Words = Pick<OperationRow, "reply_status" | "reply_detail">

export type Answer =
  | { readonly status: "done"; readonly ids: MadeIds; readonly words: Words }
  | { readonly status: "refused"; readonly code?: string; readonly words: Words }
  | { readonly status: "not_sent"; readonly words: Words }
  /** It stays open: never repeated, asked about. */
  | { readonly status: "unknown"; readonly words: Words }

export const NO_IDS: MadeIds = { vpsTxId: null, securityKey: null, txAuthNo: null }

type Verb = OperationRow["verb"]

/** The code is ours alone, so it can only have been used by this very message, delivered twice. */
const CODE_USED = "4042"

/** The first answer to a message. */
export function answerOf(context: LedgerContext, verb: Verb, outcome: Outcome): Answer {
  const words = wordsOf(verb, outcome)
  switch (outcome.kind) {
    case "done":
      return { status: "done", ids: idsOf(context, outcome), words }
    case "refused": {
      const { code } = outcome.reply
      if (code === CODE_USED && proofOf(verb)?.ask === "made") return { status: "unknown", words }
      return { status: "refused", ...(code !== undefined && { code }), words }
    }
    case "never_sent":
      return { status: "not_sent", words }
    case "unknown":
      return { status: "unknown", words }
  }
}

/** The answer to the very same message sent again: what it proves is in the table (rule 2). */
export function secondAnswerOf(context: LedgerContext, verb: Verb, outcome: Outcome): Answer {
  const words = wordsOf(verb, outcome)
  const again = { ...words, reply_detail: `sent again: ${words.reply_detail ?? ""}` }
  if (outcome.kind === "done") return { status: "done", ids: idsOf(context, outcome), words: again }
  const code = outcome.kind === "refused" ? (outcome.reply.code ?? "") : ""
  const second = proofOf(verb)?.second ?? {}
  const proves = Object.hasOwn(second, code) ? second[code]?.proves : undefined
  if (proves === "happened") return { status: "done", ids: NO_IDS, words: again }
  if (proves === "did_not") return { status: "refused", code, words: again }
  // Also when it was not sent this time: the first one was.
  return { status: "unknown", words: again }
}

function wordsOf(verb: Verb, outcome: Outcome): Words {
  const reply = "reply" in outcome ? outcome.reply : undefined
  const reason = "reason" in outcome ? outcome.reason : undefined
  const cause = outcome.kind === "never_sent" ? outcome.cause.message : undefined
  const said = reply?.StatusDetail ?? reason ?? cause ?? null
  return {
    reply_status: reply?.Status ?? null,
    // Whatever is said about a card's message, a card number in it is never kept (docs/cards.md).
    reply_detail: said !== null && takesCard(verb) ? maskCards(said) : said,
  }
}

/** What the bank compared, where a security code was sent with it. */
const COMPARED = ["AVSCV2", "AddressResult", "PostCodeResult", "CV2Result"] as const

function idsOf(context: LedgerContext, outcome: Extract<Outcome, { kind: "done" }>): MadeIds {
  const fields: Readonly<Record<string, string | undefined>> = outcome.reply.fields
  const vpsTxId = canonicalVpsTxId(fields.VPSTxId ?? "") ?? null
  const key = fields.SecurityKey
  const compared = COMPARED.flatMap((name) => {
    const value = fields[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  return {
    vpsTxId,
    securityKey: key && vpsTxId ? context.sealer.seal(key, vpsTxId) : null,
    txAuthNo: fields.TxAuthNo ?? null,
    ...(compared.length > 0 ? { results: Object.fromEntries(compared) } : {}),
  }
}
