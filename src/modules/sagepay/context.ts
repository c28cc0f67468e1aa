/** What the ledger's functions need of the world: a database, a gateway, keys, a clock. */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { Logger } from "@medusajs/framework/types"
import type { Gateway, Reporting } from "../../gateway"
import { accountOf, type SagepayOptions } from "./options"
import type { OperationRow, TransactionRow } from "./rows"
import type { Sealer } from "./sealing"

export type LedgerContext = {
  readonly options: SagepayOptions
  readonly sealer: Sealer
  readonly logger: Pick<Logger, "info" | "warn" | "error">
  /** This process, so that an operation belongs to somebody until its time-out has passed. */
  readonly processId: string
  readonly gatewayFor: (account: string | null, protocol: TransactionRow["protocol"]) => Gateway
  /** Undefined without a reporting login: then only people can look something up. */
  readonly reportingFor: (account: string | null) => Reporting | undefined
  readonly now: () => Date
  /** One database transaction on one connection. */
  readonly transaction: <T>(work: (knex: Knex) => Promise<T>) => Promise<T>
}

/** For a reply that is being written, and clocks that differ. */
const MARGIN_MS = 30_000

/** How long after it was sent an operation belongs to the process that sent it (rule 2). */
export function ownedForMs({ options }: LedgerContext): number {
  return options.connect_timeout_ms + options.reply_timeout_ms + options.late_reply_ms + MARGIN_MS
}

export function isOwned(
  context: LedgerContext,
  { sent_at }: OperationRow,
  at: Date = context.now()
): boolean {
  return sent_at !== null && at.getTime() < sent_at.getTime() + ownedForMs(context)
}

export function vendorOf(context: LedgerContext, account: string | null): string {
  return accountOf(context.options, account).vendor
}

/** What is locked first: the order; none yet: the cart; neither: the vendor (rule 1). */
export function lockScope(
  context: LedgerContext,
  row: Pick<TransactionRow, "account" | "order_id" | "cart_id">
): string {
  return row.order_id ?? row.cart_id ?? vendorOf(context, row.account)
}

/** Opens a stored SecurityKey. It is bound to the VPSTxId of its row. */
export function securityKeyOf(context: LedgerContext, row: TransactionRow): string | undefined {
  if (!row.security_key || !row.vps_tx_id) return undefined
  return context.sealer.open(row.security_key, row.vps_tx_id)
}

/** Our own code of a new transaction: at most 40 characters, unique for ever, and no guess at another's. */
export function newVendorTxCode(context: LedgerContext, random: () => string): string {
  const prefix = context.options.vendor_tx_code_prefix
  return prefix ? `${prefix}-${random()}` : random()
}
