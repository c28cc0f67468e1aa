/**
 * The canary of the sealing keys: a value sealed at the first start, which a later start must be able to open, or
 * every payment's SecurityKey would be unreadable.
 */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { Logger } from "@medusajs/framework/types"
import type { SagepayOptions } from "./options"
import { CannotUnsealError, type Sealer } from "./sealing"

const CANARY = "the keys are right"

export function newCanary(sealer: Sealer, account: string): string {
  return sealer.seal(CANARY, boundTo(account))
}

/** Throws, with a sentence, when no configured key opens it. */
export async function checkCanary(
  database: Knex,
  options: SagepayOptions,
  sealer: Sealer,
  { account, canary }: { account: string; canary: string }
): Promise<void> {
  try {
    sealer.open(canary, boundTo(account))
  } catch (error) {
    if (!(error instanceof CannotUnsealError)) throw error
    throw new Error(
      `medusa-payment-sagepay cannot start: none of the encryption_keys is the one that this database's secrets ` +
        `were sealed with, so no payment could be captured, cancelled or refunded. ${error.message} ` +
        `Put the old key back into encryption_keys, behind the new one.`,
      { cause: error }
    )
  }
  // Sealed anew by the first key, so that an old one can be taken away once nothing is sealed with it.
  if (keyOf(canary) !== options.encryption_keys[0]?.id) {
    await database("sagepay_installation")
      .where({ account, canary })
      .update({ canary: newCanary(sealer, account), updated_at: database.fn.now() })
  }
}

/** Why it cannot be opened, in a sentence; undefined when it can. */
export function canaryTrouble(
  sealer: Sealer,
  { account, canary }: { account: string; canary: string }
): string | undefined {
  try {
    sealer.open(canary, boundTo(account))
    return undefined
  } catch (error) {
    if (!(error instanceof CannotUnsealError)) throw error
    return error.message
  }
}

/** A key may be right for the canary and another one be missing that older payments were sealed with. */
export async function unreadableKeys(
  database: Knex,
  options: SagepayOptions
): Promise<{ key: string; payments: number }[]> {
  const known = options.encryption_keys.map(({ id }) => id)
  const found: unknown = await database.raw(
    `select split_part(security_key, '.', 2) as key, count(*)::int as payments
     from sagepay_transaction where security_key is not null group by 1`
  )
  const { rows } = found as { rows: { key: string; payments: number }[] }
  return rows.filter(({ key }) => !known.includes(key))
}

export async function warnOfUnreadableKeys(
  database: Knex,
  options: SagepayOptions,
  log: Pick<Logger, "error">
): Promise<void> {
  for (const { key, payments } of await unreadableKeys(database, options)) {
    log.error(
      `sagepay: ${payments} transactions were sealed with the encryption key "${key}", which is not in ` +
        `encryption_keys: they cannot be captured, cancelled or refunded until it is put back.`
    )
  }
}

function keyOf(sealed: string): string | undefined {
  return sealed.split(".")[1]
}

function boundTo(account: string): string {
  return `canary:${account}`
}
