/**
 * Registering a payment. It moves no money, so a lost one is sent again identically (the gateway answers OK REPEATED),
 * else abandoned under a new code; it never blocks the shopper.
 */
import { createHash } from "node:crypto"
import type { Outcome } from "../../gateway"
import type { RegistrationType, RequestOf } from "../../protocol"
import { canonicalVpsTxId } from "../../protocol"
import { toWireAmount } from "../../protocol/money"
import { newVendorTxCode, type LedgerContext } from "./context"
import { LedgerError } from "./errors"
import { assertHome } from "./installation"
import { newCode } from "./movements"
import { accountOf } from "./options"
import type { TransactionRow } from "./rows"
import { firstUse } from "./stored-credential"
import { findAll, insert, lock, newId, update } from "./store"

export type RegistrationRequest = {
  readonly sessionId: string
  readonly cartId: string
  readonly account: string | null
  readonly kind: RegistrationType
  readonly amountMinor: number
  readonly currency: string
  /** Addresses, e-mail, basket, flags: shaped already. Codes, amount and addresses of ours are added here. */
  readonly fields: Readonly<Record<string, string>>
  /** Where the shopper goes when all is over; a template of the shop, chosen by the storefront. */
  readonly returnUrl: string | null
  /** The wording by which the shopper agreed that the card may be charged again without them. */
  readonly repeatConsent: string | null
}

export const NOTIFICATION_PATH = "/hooks/sagepay/notification"
export const RETURN_PATH = "/hooks/sagepay/return"

/** The gateway drops a page that is idle for 15 minutes; after ten the shopper gets a fresh one. */
const PAGE_LIFETIME_MS = 600_000

/** The shopper is waiting: after this much nothing more is tried. */
const PATIENCE_MS = 60_000

const ATTEMPTS_PER_CODE = 2
const CODES = 2

/** Registers the session's payment, or returns the one that is registered already. */
export async function register(
  context: LedgerContext,
  request: RegistrationRequest
): Promise<TransactionRow> {
  const startedAt = context.now().getTime()
  const isWorthWaiting = () => context.now().getTime() < startedAt + PATIENCE_MS
  for (let code = 0; code < CODES && isWorthWaiting(); code++) {
    const begun = await begin(context, request)
    if (begun.state === "registered") return begun
    for (let attempt = 0; attempt < ATTEMPTS_PER_CODE && isWorthWaiting(); attempt++) {
      const outcome = await post(context, begun)
      if (outcome.kind === "done") return recordRegistered(context, begun, outcome)
      if (outcome.kind === "refused") {
        await abandon(context, begun)
        // Used already: an earlier try of ours ended unseen. A fresh code starts afresh.
        if (outcome.reply.code === "4042") break
        throw new LedgerError(
          "refused",
          `The payment could not be started, and nothing was charged: ${outcome.reply.StatusDetail}`,
          {
            vendorTxCode: begun.vendor_tx_code,
            status: outcome.reply.Status,
            statusDetail: outcome.reply.StatusDetail,
          }
        )
      }
    }
    await abandon(context, begun)
  }
  throw new LedgerError(
    "not_sent",
    "The payment could not be started, because the payment page cannot be reached. Nothing was charged; try again."
  )
}

async function begin(
  context: LedgerContext,
  request: RegistrationRequest
): Promise<TransactionRow> {
  const { options } = context
  const account = accountOf(options, request.account)
  const { repeatConsent } = request
  const stored = firstUse(options, request.account, repeatConsent)
  const fingerprint = fingerprintOf(request, account.vendor)
  return context.transaction(async (knex) => {
    await assertHome(knex, context, request.account)
    await lock(knex, request.cartId)
    const earlier = await findAll(knex, "transaction", { session_id: request.sessionId })
    if (
      earlier.some(
        (row) => row.notified_at !== null && row.answer_status !== "INVALID" && isLive(row)
      )
    ) {
      throw new LedgerError("busy", "This payment is being completed. Nothing more was charged.")
    }
    const same = earlier.find(
      (row) =>
        row.fingerprint === fingerprint &&
        (row.state === "registered" || row.state === "registering") &&
        context.now().getTime() < row.created_at.getTime() + PAGE_LIFETIME_MS
    )
    if (same) {
      return same.return_url === request.returnUrl
        ? same
        : update(knex, "transaction", same.id, { return_url: request.returnUrl })
    }
    const id = newId("transaction")
    const returnToken = newCode()
    return insert(knex, "transaction", {
      id,
      root_id: id,
      account: request.account,
      protocol: account.protocol,
      kind: request.kind,
      state: "registering",
      vendor_tx_code: newVendorTxCode(context, newCode),
      currency: request.currency.toUpperCase(),
      amount_minor: request.amountMinor,
      session_id: request.sessionId,
      cart_id: request.cartId,
      registration: { ...request.fields, ...stored },
      fingerprint,
      return_token: returnToken,
      return_url: request.returnUrl,
      registered_for_repeats: repeatConsent !== null,
      repeat_consent: repeatConsent,
      repeat_consented_at: repeatConsent === null ? null : context.now(),
    })
  })
}

/** Live: the money of this transaction is held, taken, or about to be. */
function isLive(row: TransactionRow): boolean {
  return ["notified", "deferred", "authenticated", "taken", "spent"].includes(row.state)
}

async function post(context: LedgerContext, row: TransactionRow): Promise<Outcome> {
  const message = {
    ...row.registration,
    VendorTxCode: row.vendor_tx_code,
    Amount: toWireAmount(row.amount_minor, row.currency),
    Currency: row.currency,
    NotificationURL: context.options.backend_url + NOTIFICATION_PATH,
  }
  const gateway = context.gatewayFor(row.account, row.protocol)
  try {
    return await gateway.send(row.kind as RegistrationType, message as RequestOf<RegistrationType>)
  } catch (error) {
    // Out of format, so nothing was sent, and nothing personal is kept for sending it again.
    await abandon(context, row)
    throw error
  }
}

async function recordRegistered(
  context: LedgerContext,
  row: TransactionRow,
  outcome: Extract<Outcome, { kind: "done" }>
): Promise<TransactionRow> {
  const { fields } = outcome.reply
  const vpsTxId = canonicalVpsTxId(fields.VPSTxId ?? "")
  if (!vpsTxId || !fields.SecurityKey || !fields.NextURL) {
    throw new LedgerError(
      "unknown",
      "The gateway's answer to the registration was incomplete. Nothing was charged; try again."
    )
  }
  const sealed = context.sealer.seal(fields.SecurityKey, vpsTxId)
  return context.transaction(async (knex) => {
    await lock(knex, row.cart_id ?? row.id, row.id)
    const [current] = await findAll(knex, "transaction", { id: row.id })
    // Two presses of Pay may both have posted it; the second answer is the first one, repeated.
    if (current && current.vps_tx_id !== null) return current
    return update(knex, "transaction", row.id, {
      state: "registered",
      vps_tx_id: vpsTxId,
      security_key: sealed,
      next_url: fields.NextURL,
      registration: null,
    })
  })
}

async function abandon(context: LedgerContext, row: TransactionRow): Promise<void> {
  await context.transaction((knex) =>
    knex("sagepay_transaction")
      .where({ id: row.id, state: "registering" })
      .update({ state: "abandoned", registration: null, updated_at: knex.fn.now() })
  )
}

function fingerprintOf(request: RegistrationRequest, vendor: string): string {
  const { fields, sessionId, cartId, kind, amountMinor, currency, repeatConsent } = request
  const sorted = Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1))
  const cart = [sessionId, cartId, kind, amountMinor, currency, sorted]
  const whole = JSON.stringify([vendor, ...cart, repeatConsent])
  return createHash("sha256").update(whole).digest("hex")
}
