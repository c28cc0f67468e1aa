/** Whether the gateway's reporting service may be asked, and that a refused login is not used again: users get locked. */
import { createHmac, timingSafeEqual } from "node:crypto"
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { Asked, Reporting } from "../../gateway"
import type { LedgerContext } from "./context"
import { LedgerError } from "./errors"
import { raise, resolveFinding } from "./findings"
import { assertHome, nameOf } from "./installation"
import { accountOf } from "./options"

const TABLE = "sagepay_installation"
const KIND = "reporting_refused"

/**
 * Undefined without a reporting login, in another shop's database, and while a refusal of this very login is on the
 * attention list: taking it off the list says that the user was unlocked.
 */
export async function askable(
  context: LedgerContext,
  account: string | null
): Promise<Reporting | undefined> {
  const reporting = reportingOf(context, account)
  if (!reporting) return undefined
  const allowed = await context.transaction((knex) => mayAsk(knex, context, account, reporting))
  return allowed ? reporting : undefined
}

/** The accounts whose gateway may be asked at this moment. */
export async function askableAccounts(
  context: LedgerContext,
  accounts: Iterable<string | null>
): Promise<ReadonlySet<string | null>> {
  const may = new Set<string | null>()
  for (const account of new Set(accounts)) {
    if (await askable(context, account)) may.add(account)
  }
  return may
}

/** Without a login, or with an account that is gone from the options. */
function reportingOf(context: LedgerContext, account: string | null): Reporting | undefined {
  const known = !account || Object.hasOwn(context.options.accounts, account)
  return known ? context.reportingFor(account) : undefined
}

async function mayAsk(
  knex: Knex,
  context: LedgerContext,
  account: string | null,
  reporting: Reporting
): Promise<boolean> {
  try {
    await assertHome(knex, context, account)
  } catch (error) {
    if (LedgerError.is(error) && error.code === "another_shop") return false
    throw error
  }
  const row: unknown = await knex(TABLE)
    .where({ account: account ?? "" })
    .first("reporting_refused")
  const refused = (row as { reporting_refused: string | null } | undefined)?.reporting_refused
  if (!refused || !isLogin(context, account, reporting, refused)) return true
  const open: unknown = await knex("sagepay_finding")
    .where({ kind: KIND, subject_id: nameOf(account), status: "open" })
    .first("id")
  return open === undefined
}

/** To be called with every answer. */
export async function noteRefusal(
  context: LedgerContext,
  account: string | null,
  asked: Asked<unknown>
): Promise<void> {
  const reporting = reportingOf(context, account)
  if (!reporting || asked.kind === "unavailable") return
  if (asked.kind === "refused") {
    if (!asked.lockout) return
    await context.transaction(async (knex) => {
      const [fingerprint] = fingerprints(context, account, reporting)
      await knex(TABLE)
        .where({ account: account ?? "" })
        .update({
          reporting_refused: fingerprint,
          reporting_refused_at: context.now(),
          updated_at: knex.fn.now(),
        })
      await raise(knex, {
        kind: KIND,
        subject_id: nameOf(account),
        message:
          `The gateway refused the reporting user "${reporting.user}" (${asked.code}). It is not asked again with this ` +
          `login, because that would lock the user. No money moved; what is unknown stays unknown, and the books are not ` +
          `compared. Correct the login in the options, or unlock the user and take this off the list; then restart.`,
        facts: { code: asked.code, user: reporting.user, vendor: reporting.vendor },
      })
    })
    return
  }
  await context.transaction((knex) =>
    resolveFinding(knex, KIND, nameOf(account), "The gateway accepts the login.", "sagepay")
  )
}

/** Keyed, so that the database gives no password away to somebody who guesses; by each key, for keys change. */
function fingerprints(
  { options }: LedgerContext,
  account: string | null,
  { vendor, user }: Reporting
): string[] {
  const password = accountOf(options, account).reporting?.password ?? ""
  return options.encryption_keys.map(({ key }) =>
    createHmac("sha256", Buffer.from(key, "base64"))
      .update(JSON.stringify(["reporting", vendor, user, password]))
      .digest("base64url")
  )
}

function isLogin(
  context: LedgerContext,
  account: string | null,
  reporting: Reporting,
  refused: string
): boolean {
  return fingerprints(context, account, reporting).some(
    (own) =>
      own.length === refused.length && timingSafeEqual(Buffer.from(own), Buffer.from(refused))
  )
}
