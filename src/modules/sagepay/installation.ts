/**
 * The shop that this database belongs to, one row per account, with the canary of the sealing keys: a value sealed at
 * the first start, which a later start must be able to open, or every payment's SecurityKey would be unreadable.
 */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { Logger } from "@medusajs/framework/types"
import { generateEntityId } from "@medusajs/framework/utils"
import { accountOf, type SagepayOptions } from "./options"
import { CannotUnsealError, Sealer } from "./sealing"

const CANARY = "the keys are right"

type Log = Pick<Logger, "error" | "warn">

/** Writes what is missing and opens what is there. Throws, with a sentence, when no configured key opens a canary. */
export async function checkInstallation(
  database: Knex,
  options: SagepayOptions,
  log: Log
): Promise<void> {
  if (!(await database.schema.hasTable("sagepay_installation"))) {
    log.warn(
      "sagepay: its tables are not there yet; run medusa db:migrate before selling anything."
    )
    return
  }
  const sealer = new Sealer(options.encryption_keys)
  for (const name of ["", ...Object.keys(options.accounts)]) {
    await checkAccount(database, options, sealer, name)
  }
  await warnOfUnreadableKeys(database, options, log)
}

/** The account without a name is the default one. */
async function checkAccount(
  database: Knex,
  options: SagepayOptions,
  sealer: Sealer,
  name: string
): Promise<void> {
  const account = accountOf(options, name)
  await database("sagepay_installation")
    .insert({
      id: generateEntityId(undefined, "spinst"),
      account: name,
      vendor: account.vendor,
      gateway_url: account.gateway_url ?? account.environment ?? "",
      backend_url: options.backend_url,
      canary: sealer.seal(CANARY, canaryOf(name)),
    })
    .onConflict("account")
    .ignore()
  const row: unknown = await database("sagepay_installation").where({ account: name }).first()
  const { canary } = row as { canary: string }
  try {
    sealer.open(canary, canaryOf(name))
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
  if (canary.split(".")[1] !== options.encryption_keys[0]?.id) {
    await database("sagepay_installation")
      .where({ account: name, canary })
      .update({
        canary: sealer.seal(CANARY, canaryOf(name)),
        updated_at: database.fn.now(),
      })
  }
}

/** A key may be right for the canary and another one be missing that older payments were sealed with. */
async function warnOfUnreadableKeys(
  database: Knex,
  options: SagepayOptions,
  log: Log
): Promise<void> {
  const known = options.encryption_keys.map(({ id }) => id)
  const found: unknown = await database.raw(
    `select split_part(security_key, '.', 2) as key, count(*)::int as payments
     from sagepay_transaction where security_key is not null group by 1`
  )
  for (const { key, payments } of (found as { rows: { key: string; payments: number }[] }).rows) {
    if (known.includes(key)) continue
    log.error(
      `sagepay: ${payments} transactions were sealed with the encryption key "${key}", which is not in ` +
        `encryption_keys: they cannot be captured, cancelled or refunded until it is put back.`
    )
  }
}

function canaryOf(account: string): string {
  return `canary:${account}`
}
