/**
 * The shop that this database belongs to, one row per account (rule 14). A copy of the database behind another
 * backend address, vendor or gateway sends nothing, until an administrator says that the shop has moved.
 */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { Logger } from "@medusajs/framework/types"
import { generateEntityId } from "@medusajs/framework/utils"
import { shownAddress } from "./addresses"
import { checkCanary, newCanary, warnOfUnreadableKeys } from "./canary"
import type { LedgerContext } from "./context"
import { LedgerError } from "./errors"
import { raise, resolveFinding } from "./findings"
import { accountOf, type SagepayOptions } from "./options"
import { Sealer } from "./sealing"

export type Place = { vendor: string; gateway_url: string; backend_url: string }

type Row = Place & {
  account: string
  canary: string
  confirmed_by: string | null
  confirmed_at: Date | null
  reporting_refused_at: Date | null
  created_at: Date
}

export type Installation = {
  /** "" is the default account. */
  readonly account: string
  readonly known: Place
  readonly present: Place
  readonly matches: boolean
  readonly row: Row
}

type Setup = Pick<LedgerContext, "options" | "sealer">
type Log = Pick<Logger, "error" | "warn">

const TABLE = "sagepay_installation"
const KIND = "another_shop"

/** What an account without a name is called where people read it. */
export function nameOf(account: string | null): string {
  return account || "default"
}

export function accountNames(options: SagepayOptions): string[] {
  return ["", ...Object.keys(options.accounts)]
}

/** Throws unless this process is set up as the shop that the database belongs to. First of all that sends anything. */
export async function assertHome(
  knex: Knex,
  context: Setup,
  account: string | null
): Promise<void> {
  const installation = await installationOf(knex, context, account ?? "")
  if (installation && !installation.matches) {
    throw new LedgerError("another_shop", `Nothing was sent: ${explain(installation)}`)
  }
}

/** Undefined for an account that is gone from the options: nothing can be sent for it anyway, and that is said where it is tried. */
async function installationOf(
  knex: Knex,
  { options, sealer }: Setup,
  account: string
): Promise<Installation | undefined> {
  if (account !== "" && !Object.hasOwn(options.accounts, account)) return undefined
  const present = presentOf(options, account)
  const read = async () => (await knex(TABLE).where({ account }).first()) as Row | undefined
  let row = await read()
  if (!row) {
    const id = generateEntityId(undefined, "spinst")
    const canary = newCanary(sealer, account)
    await knex(TABLE)
      .insert({ id, account, canary, ...present })
      .onConflict("account")
      .ignore()
    row = await read()
    if (!row) return undefined
  }
  const { vendor, gateway_url, backend_url } = row
  const known = { vendor, gateway_url: bare(gateway_url), backend_url: bare(backend_url) }
  const matches =
    known.vendor === present.vendor &&
    known.gateway_url === present.gateway_url &&
    known.backend_url === present.backend_url
  return { account, known, present, matches, row }
}

function presentOf(options: SagepayOptions, account: string): Place {
  const { vendor, gateway_url, environment } = accountOf(options, account)
  return {
    vendor,
    gateway_url: bare(gateway_url ?? environment ?? ""),
    backend_url: bare(options.backend_url),
  }
}

function bare(address: string): string {
  return address.replace(/\/+$/, "")
}

/** For people to read; a login in an address is left out. */
export function showPlace(place: Place): string {
  const { vendor, gateway_url, backend_url } = shownPlace(place)
  return `${backend_url} (vendor ${vendor}, gateway ${gateway_url})`
}

export function shownPlace({ vendor, gateway_url, backend_url }: Place): Place {
  return {
    vendor,
    gateway_url: shownAddress(gateway_url),
    backend_url: shownAddress(backend_url),
  }
}

function explain({ account, known, present }: Installation): string {
  const whose = account === "" ? "the payments in this database" : `the payments of "${account}"`
  return (
    `${whose} belong to the shop at ${showPlace(known)}, and this server is set up as ${showPlace(present)}. ` +
    `A copy of that shop sends nothing, and should have a database of its own. If the shop has moved here, an ` +
    `administrator confirms it: POST /admin/sagepay/installation/confirm.`
  )
}

/** Every configured account with where it belongs and where it is. */
export function installations(context: LedgerContext): Promise<Installation[]> {
  return context.transaction((knex) => readAll(knex, context))
}

async function readAll(knex: Knex, setup: Setup): Promise<Installation[]> {
  const all: Installation[] = []
  for (const name of accountNames(setup.options)) {
    const installation = await installationOf(knex, setup, name)
    if (installation) all.push(installation)
  }
  return all
}

/** False when every account belongs elsewhere, which is then raised and logged in one line: nothing is to be done here. */
export async function anyAtHome(context: LedgerContext): Promise<boolean> {
  return context.transaction(async (knex) => {
    const all = await readAll(knex, context)
    const away = all.filter(({ matches }) => !matches)
    for (const installation of away) await raiseAway(knex, installation)
    const [first] = away
    if (first) context.logger.warn(`sagepay: nothing is sent from here: ${explain(first)}`)
    return away.length < all.length
  })
}

function raiseAway(knex: Knex, installation: Installation): Promise<void> {
  const { known, present } = installation
  const account = nameOf(installation.account)
  return raise(knex, {
    kind: KIND,
    subject_id: account,
    message: `No payment can be started, captured, refunded or cancelled from here: ${explain(installation)}`,
    facts: { account, known: shownPlace(known), present: shownPlace(present) },
  })
}

export type Confirmation = {
  readonly account: string
  /** Typed by the person, so that they know which server they are speaking for. */
  readonly backendUrl: string
  readonly note: string
  readonly by: string
}

/** The shop has moved to where this process is. Every process reads the row, so all know at once. */
export async function confirm(
  context: LedgerContext,
  { account, backendUrl, note, by }: Confirmation
): Promise<Installation> {
  if (!accountNames(context.options).includes(account)) {
    const names = accountNames(context.options).map(nameOf).join(", ")
    const message = `account: there is no "${account}" among the accounts: ${names}. Nothing was changed.`
    throw new LedgerError("invalid", message)
  }
  // As it is shown; who may see it need not know a login that is part of it.
  if (shownAddress(backendUrl.trim()) !== shownAddress(context.options.backend_url)) {
    throw new LedgerError(
      "invalid",
      `backend_url: "${backendUrl}" is not the address that this server is set up with, so nothing was confirmed. ` +
        `GET /admin/sagepay/installation shows both addresses.`
    )
  }
  return context.transaction(async (knex) => {
    await knex(TABLE).where({ account }).forUpdate().select("id")
    const before = await installationOf(knex, context, account)
    if (before && !before.matches) {
      await knex(TABLE)
        .where({ account })
        .update({
          ...before.present,
          confirmed_by: by,
          confirmed_at: context.now(),
          updated_at: knex.fn.now(),
        })
      context.logger.warn(
        `sagepay: ${by} confirmed that the shop of the account ${nameOf(account)} is now at ` +
          `${shownAddress(before.present.backend_url)}: payments are sent from here again.`
      )
    }
    await resolveFinding(knex, KIND, nameOf(account), note, by)
    const after = await installationOf(knex, context, account)
    if (!after) throw new LedgerError("not_found", "There is no such installation.")
    return after
  })
}

/** At boot: writes what is missing, opens the canaries, and says when this is not the shop that it was. */
export async function checkInstallation(
  database: Knex,
  options: SagepayOptions,
  log: Log
): Promise<void> {
  if (!(await database.schema.hasTable(TABLE))) {
    log.warn(
      "sagepay: its tables are not there yet; run medusa db:migrate before selling anything."
    )
    return
  }
  const sealer = new Sealer(options.encryption_keys)
  for (const installation of await readAll(database, { options, sealer })) {
    await checkCanary(database, options, sealer, installation.row)
    if (installation.matches) {
      const said = "The server is set up as the shop that its database belongs to."
      await resolveFinding(database, KIND, nameOf(installation.account), said, "sagepay")
    } else {
      log.error(`sagepay: nothing is sent from here: ${explain(installation)}`)
      await raiseAway(database, installation)
    }
  }
  await warnOfUnreadableKeys(database, options, log)
}
