/** What limits the two actions that take a card's number: the order's debt (rule 11), and the shop's own ceilings. */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { CardAction } from "../../protocol"
import { showMoney } from "../../protocol/money"
import { LedgerError } from "./errors"
import type { SagepayOptions } from "./options"
import type { PressFacts } from "./press-rules"
import type { TransactionRow } from "./rows"
import type { Fields, Plan } from "./rules"
import { lock } from "./store"

type Wish = {
  readonly action: CardAction
  readonly amountMinor: number
  readonly currency: string
  readonly orderId: string | null
}

/** The one message; throws with the reason when it may not be sent. `fields` is asked for only when it is. */
export function planCard(
  wish: Wish,
  target: TransactionRow,
  facts: PressFacts,
  fields: Fields
): Plan {
  const { action, amountMinor, currency, orderId } = wish
  const settles = action === "MANUAL" && orderId !== null
  if (settles) assertOwed(wish, facts)
  return {
    do: "post",
    legs: [{ verb: action, target, amountMinor, fallback: false, fields }],
    intent: { currency, order_id: settles ? orderId : null },
  }
}

/** Rule 11: at most what the order owes, with all that is held, taken or on its way counted. */
function assertOwed({ amountMinor, currency }: Wish, { order, owed }: PressFacts): void {
  const money = showMoney({ minor: amountMinor, currency })
  const refused = (why: string) =>
    notAllowed(`MANUAL of ${money} was not sent: ${why}. No money moved.`)
  if (order?.canceled) {
    throw refused("its order is cancelled, and nothing is taken for a cancelled order")
  }
  if (!owed) throw refused("nobody can say what the order owes")
  if (owed.currency !== currency) {
    throw refused(
      `the order owes ${owed.currency}, and a charge that settles it is in that currency`
    )
  }
  const beside = "Leave order_id out to charge it beside the order"
  if (owed.minor <= 0) {
    throw refused(
      `the order owes nothing more, with what is held, taken or on its way counted. ${beside}`
    )
  }
  if (amountMinor > owed.minor) {
    const limit = showMoney({ minor: owed.minor, currency })
    throw refused(`at most ${limit} is possible, for the order owes no more. ${beside}`)
  }
}

/**
 * Such a payment is its own root, so an earlier one that nobody knows the outcome of does not block it: the form opened
 * afresh would move the money a second time. Locked, so that of two at once the second sees the first (rule 2).
 */
export async function assertNoneUndecided(
  knex: Knex,
  { kind, account, currency, amount_minor, results }: TransactionRow
): Promise<void> {
  const last4 = results?.Last4Digits ?? ""
  await lock(knex, `${kind} with ${last4} by ${account ?? "the default account"}`)
  const found: unknown = await knex("sagepay_operation as op")
    .join("sagepay_intent as i", "i.id", "op.intent_id")
    .join("sagepay_transaction as t", "t.id", "op.transaction_id")
    .where({ "op.verb": kind, "op.amount_minor": amount_minor, "i.status": "open" })
    .whereIn("op.status", ["sent", "unknown"])
    .where({ "t.account": account, "t.currency": currency })
    .whereRaw("t.results->>'Last4Digits' = ?", [last4])
    .first("i.id")
  const open = found as { readonly id: string } | undefined
  if (!open) return
  const money = showMoney({ minor: amount_minor, currency })
  throw new LedgerError(
    "busy",
    `Nothing was sent: an earlier ${kind} of ${money} with a card that ends in ${last4} is not decided yet (${open.id}). ` +
      `Wait some minutes. If it stays so, look it up in the gateway's console and settle it with what you read there.`,
    { intentId: open.id }
  )
}

/**
 * A DIRECTREFUND gives money to any card, so the shop says how much. Whatever was sent today counts, known or not, and
 * also what was voided since. All of one currency wait for one lock, so that two at once cannot both be the last.
 */
export async function assertWithinCeilings(
  knex: Knex,
  { direct_refund: limits }: Pick<SagepayOptions, "direct_refund">,
  { amountMinor, currency }: Pick<Wish, "amountMinor" | "currency">
): Promise<void> {
  if (!limits) {
    throw notAllowed(
      "Nothing was sent: direct refunds are switched off. They need the option direct_refund, with its two ceilings."
    )
  }
  const show = (minor: number) => showMoney({ minor, currency })
  const refused = (why: string) =>
    notAllowed(`A direct refund of ${show(amountMinor)} was not sent: ${why}. No money moved.`)
  const each = limits.ceiling_minor[currency]
  const daily = limits.day_ceiling_minor[currency]
  if (each === undefined || daily === undefined) {
    throw refused(`direct_refund has no ceiling for ${currency}`)
  }
  if (amountMinor > each) throw refused(`the shop's ceiling for one is ${show(each)}`)
  await lock(knex, `direct refunds in ${currency}`)
  const sent = await sentToday(knex, currency)
  if (sent + amountMinor > daily) {
    throw refused(
      `${show(sent)} was sent today already, and the shop's ceiling for a day is ${show(daily)}`
    )
  }
}

/** A day is London's, as the gateway's are. The two days in UTC are for the index. */
async function sentToday(knex: Knex, currency: string): Promise<number> {
  const found: unknown = await knex.raw(
    `select coalesce(sum(op.amount_minor), 0)::int as sum
     from sagepay_operation op join sagepay_intent i on i.id = op.intent_id
     where op.verb = 'DIRECTREFUND' and op.status in ('sent', 'unknown', 'done') and upper(i.currency) = ?
       and op.sent_at > now() - interval '2 days'
       and (i.created_at at time zone 'Europe/London')::date = (now() at time zone 'Europe/London')::date`,
    [currency]
  )
  return (found as { rows: { sum: number }[] }).rows[0]?.sum ?? 0
}

function notAllowed(message: string): LedgerError {
  return new LedgerError("not_allowed", message)
}
