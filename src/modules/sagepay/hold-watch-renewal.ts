/**
 * What a new hold could be made of when one has lapsed (docs/adr/0008): a charge that was taken with the same card. Of
 * what was only ever held nothing can be repeated.
 */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { find } from "./store"
import type { TransactionRow } from "./rows"

export type Renewal =
  | { readonly basis: TransactionRow; readonly why?: undefined }
  /** The end of a sentence. */
  | { readonly basis?: undefined; readonly why: string }

export async function renewalOf(knex: Knex, hold: TransactionRow): Promise<Renewal> {
  const basis = await basisOf(knex, hold)
  if (!basis) {
    return {
      why: "nothing was taken with this card yet, and the gateway repeats only what was taken",
    }
  }
  if (basis.registered_for_repeats === true) return { basis }
  return {
    why:
      "the shopper did not agree to later charges (option allow_repeats), and without that nothing is asked of the " +
      "card by itself",
  }
}

async function basisOf(knex: Knex, hold: TransactionRow): Promise<TransactionRow | undefined> {
  if (hold.kind === "REPEATDEFERRED" && hold.related_id !== null) {
    return find(knex, "transaction", { id: hold.related_id, state: "taken" })
  }
  if (hold.kind !== "AUTHENTICATE") return undefined
  const found: unknown = await knex("sagepay_transaction")
    .where({ root_id: hold.id, kind: "AUTHORISE", state: "taken" })
    .orderBy([{ column: "taken_at", order: "desc" }, "id"])
    .first()
  return found as TransactionRow | undefined
}

/** The same hold is renewed once by itself; a person who tries again has the next number. */
export const renewalKey = (holdId: string, attempt: number): string => `renew/${holdId}/${attempt}`

/** How often the bank or the gateway has refused a new hold instead of this one. */
export async function refusedRenewals(knex: Knex, holdId: string): Promise<number> {
  const [counted] = (await knex("sagepay_intent")
    .where({ source: "press", status: "refused" })
    .whereLike("source_id", `${renewalKey(holdId, 0).slice(0, -1)}%`)
    .countDistinct("source_id as count")) as { count: string }[]
  return Number(counted?.count ?? 0)
}
