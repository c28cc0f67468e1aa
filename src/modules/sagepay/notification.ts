/** What the gateway tells us of a payment: verified, recorded, and either answered at once or claimed for its order. */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { canonicalVpsTxId, checkSignature } from "../../protocol"
import type { TransactionKind, TransactionState } from "../../protocol/life"
import { answered, answerOf, refuseOutright, type Answered } from "./answering"
import { lockScope, securityKeyOf, vendorOf, type LedgerContext } from "./context"
import { tellCheckout, tellLetGo } from "./events"
import { newCode } from "./movements"
import type { TransactionRow } from "./rows"
import { CannotUnsealError } from "./sealing"
import { find, lock, raise, update } from "./store"

export type Received =
  | Answered
  /** Paid: place the order, then answer. `authorizePayment` accepts once for this claim. */
  | { readonly do: "complete"; readonly transaction: TransactionRow; readonly claim: string }
  /** Another run is placing the order: wait for its answer. */
  | { readonly do: "wait"; readonly transactionId: string }

type Fields = Readonly<Record<string, string>>

/** A run that has not answered by then is dead, and its claim may be taken over. */
const CLAIM_LIFETIME_MS = 120_000

const RESULT_FIELDS = [
  "AVSCV2",
  "AddressResult",
  "PostCodeResult",
  "CV2Result",
  "3DSecureStatus",
  "AddressStatus",
  "PayerStatus",
  "CardType",
  "Last4Digits",
  "FraudResponse",
  "DeclineCode",
  "BankAuthCode",
  "Surcharge",
  "ACSTransID",
  "DSTransID",
  "SchemeTraceID",
] as const

const ENDED_AS: Record<string, TransactionState> = {
  NOTAUTHED: "declined",
  REJECTED: "rejected",
  ABORT: "abandoned",
  ERROR: "failed",
}

export async function receive(context: LedgerContext, fields: Fields): Promise<Received> {
  const row = await lookUp(context, fields)
  if (!row) return refuseOutright(context, "This transaction is not known here.")
  const distrust = await verify(context, row, fields)
  if (distrust) return distrust
  return context.transaction(async (knex) => {
    await lock(knex, lockScope(context, row), row.id)
    const current = await find(knex, "transaction", { id: row.id })
    if (!current) return refuseOutright(context, "This transaction is not known here.")
    return current.notified_at === null
      ? first(knex, context, current, fields)
      : again(knex, context, current, fields)
  })
}

async function lookUp(context: LedgerContext, fields: Fields): Promise<TransactionRow | undefined> {
  const vpsTxId = canonicalVpsTxId(fields.VPSTxId ?? "")
  const code = fields.VendorTxCode
  if (!vpsTxId || !code) return undefined
  // Both, never the order or the cart: several transactions may belong to one of those.
  return context.transaction((knex) =>
    find(knex, "transaction", { vendor_tx_code: code, vps_tx_id: vpsTxId })
  )
}

/** Undefined for a genuine message, else the answer to one that is not trusted; that changes nothing. */
async function verify(
  context: LedgerContext,
  row: TransactionRow,
  fields: Fields
): Promise<Answered | undefined> {
  try {
    const securityKey = securityKeyOf(context, row)
    if (securityKey === undefined) {
      return refuseOutright(context, "This transaction is not registered here.")
    }
    const version = row.protocol === "2.22" ? "2.23" : row.protocol
    const vendor = vendorOf(context, row.account)
    const checked = checkSignature(version, fields, { vendor, securityKey })
    if (checked.ok) return undefined
    context.logger.warn(
      `sagepay: notification of ${row.vendor_tx_code} has a wrong signature, nothing was changed: ${checked.explanation}`
    )
    return refuseOutright(context, "The signature does not match.")
  } catch (error) {
    if (!(error instanceof CannotUnsealError)) throw error
    // Not a forgery: our own keys are wrong. The gateway cancels, which is the safe side.
    context.logger.error(
      `sagepay: notification of ${row.vendor_tx_code} cannot be checked: ${error.message}`
    )
    await context.transaction((knex) =>
      raise(knex, {
        kind: "cannot_unseal",
        subject_id: row.id,
        message:
          `A payment was turned away, because its SecurityKey cannot be read: ${error.message} ` +
          `No money was taken. Put the key back into encryption_keys.`,
        facts: { vendor_tx_code: row.vendor_tx_code },
      })
    )
    return refuseOutright(context, "The shop cannot read its own keys.", "ERROR")
  }
}

async function first(
  knex: Knex,
  context: LedgerContext,
  row: TransactionRow,
  fields: Fields
): Promise<Received> {
  const results = Object.fromEntries(
    RESULT_FIELDS.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]]))
  )
  const now = context.now()
  const notified = {
    notified_at: now,
    notification_signature: fields.VPSSignature ?? null,
    notification_status: fields.Status ?? null,
    tx_auth_no: fields.TxAuthNo ?? null,
    results,
  }
  if (fields.Surcharge !== undefined) {
    await raise(knex, {
      kind: "surcharge",
      subject_id: row.id,
      order_id: row.order_id,
      message: "The gateway added a surcharge that the store did not ask for and does not record.",
      facts: { surcharge: fields.Surcharge, vendor_tx_code: row.vendor_tx_code },
    })
  }
  if (!isSuccess(row.kind, fields.Status)) {
    const state = ENDED_AS[fields.Status ?? ""]
    const ended = await update(knex, "transaction", row.id, {
      ...notified,
      state: state ?? "failed",
    })
    await tellCheckout(knex, ended)
    if (state !== undefined) return answered(knex, context, ended, "OK", "")
    // What is no known end might be money: the gateway must not keep it.
    return fields.Status === "PENDING"
      ? answered(knex, context, ended, "INVALID", "Payments that stay pending are not taken.")
      : answered(knex, context, ended, "INVALID", "This result is not expected here.")
  }
  const paid = await update(knex, "transaction", row.id, {
    ...notified,
    state: "notified",
    authorised_at: now,
  })
  return (await turnedAway(knex, context, paid)) ?? claimed(knex, context, paid)
}

/** Rule 13: a second tab's payment is turned away here; the gateway cancels it by itself. */
async function turnedAway(
  knex: Knex,
  context: LedgerContext,
  row: TransactionRow
): Promise<Received | undefined> {
  const other = await knex("sagepay_transaction")
    .where({ cart_id: row.cart_id })
    .whereNot({ id: row.id })
    .whereNotNull("claim")
    .where((either) =>
      either
        .where({ answer_status: "OK" })
        .orWhere((open) =>
          open
            .whereNull("answer_status")
            .where("claimed_at", ">", new Date(context.now().getTime() - CLAIM_LIFETIME_MS))
        )
    )
    .first("id")
  if (other === undefined) return undefined
  await update(knex, "transaction", row.id, { state: "failed" })
  return answered(knex, context, row, "INVALID", "This order is being paid already.")
}

/** Told before: the identical message gets the identical answer; a different one is recorded and raised. */
async function again(
  knex: Knex,
  context: LedgerContext,
  row: TransactionRow,
  fields: Fields
): Promise<Received> {
  const identical = row.notification_signature === fields.VPSSignature
  if (identical) {
    if (row.answer_status !== null) return { do: "answer", answer: answerOf(context, row) }
    const stale =
      row.claimed_at !== null &&
      context.now().getTime() > row.claimed_at.getTime() + CLAIM_LIFETIME_MS
    if (!stale) return { do: "wait", transactionId: row.id }
    return (await turnedAway(knex, context, row)) ?? claimed(knex, context, row)
  }
  await raise(knex, {
    kind: "second_result",
    subject_id: row.id,
    order_id: row.order_id,
    message:
      `The gateway first reported ${row.notification_status ?? "nothing"} for ${row.vendor_tx_code} and later ` +
      `${fields.Status ?? "nothing"}. Compare the payment with the gateway's console.`,
    facts: {
      first: row.notification_status,
      second: fields.Status,
      detail: fields.StatusDetail,
      our_answer: row.answer_status,
    },
  })
  if (isSuccess(row.kind, fields.Status)) {
    // The first success is being decided at this moment: this one shares its end.
    if (row.answer_status === null) return { do: "wait", transactionId: row.id }
    const status = row.answer_status === "OK" && row.claim !== null ? "OK" : "INVALID"
    return { do: "answer", answer: { ...answerOf(context, row), status } }
  }
  await gaveUp(knex, row)
  return { do: "answer", answer: { ...answerOf(context, row), status: "OK", detail: "" } }
}

/**
 * The gateway gave up on us: our OK was lost, or came too late. Its word is signed, so its money is gone; unless the
 * shopper came back or something was done with the money since, which only a person can judge.
 */
async function gaveUp(knex: Knex, row: TransactionRow): Promise<void> {
  const moved = await knex("sagepay_operation")
    .where({ root_id: row.id, status: "done" })
    .first("id")
  if (row.heard_at !== null || moved !== undefined) return
  await update(knex, "transaction", row.id, {
    state: "failed",
    taken_minor: 0,
    taken_at: null,
    ...(row.answer_status === null
      ? { answer_status: "INVALID" as const, answer_detail: "The gateway gave up waiting." }
      : {}),
  })
  await tellLetGo(knex, row)
}

async function claimed(knex: Knex, context: LedgerContext, row: TransactionRow): Promise<Received> {
  const claim = newCode()
  const transaction = await update(knex, "transaction", row.id, {
    claim,
    claimed_at: context.now(),
  })
  return { do: "complete", transaction, claim }
}

function isSuccess(kind: TransactionKind, status: string | undefined): boolean {
  return kind === "AUTHENTICATE"
    ? status === "AUTHENTICATED" || status === "REGISTERED"
    : status === "OK"
}
