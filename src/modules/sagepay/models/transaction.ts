import { model } from "@medusajs/framework/utils"
import { ALSO_DELETED } from "./indexes"
import { STATES, TRANSACTION_KINDS } from "../../../protocol/life"

/** What exists at the gateway. Amounts are minor units. Unique indexes also cover soft-deleted rows. */
export const SagepayTransaction = model
  .define("SagepayTransaction", {
    id: model.id({ prefix: "sptx" }).primaryKey(),
    account: model.text().nullable(),
    protocol: model.text(),
    kind: model.enum([...TRANSACTION_KINDS]),
    state: model.enum(Object.keys(STATES)),
    vendor_tx_code: model.text(),
    vps_tx_id: model.text().nullable(),
    /** Sealed, bound to the VPSTxId; never in clear. */
    security_key: model.text().nullable(),
    tx_auth_no: model.text().nullable(),
    currency: model.text(),
    amount_minor: model.number(),
    taken_minor: model.number().default(0),
    authorised_minor: model.number().default(0),
    refunded_minor: model.number().default(0),
    /** The payment that all belongs to: itself, for the one the shopper made. */
    root_id: model.text(),
    related_id: model.text().nullable(),
    session_id: model.text().nullable(),
    cart_id: model.text().nullable(),
    payment_id: model.text().nullable(),
    order_id: model.text().nullable(),
    /** Checks, card type and last four, as the gateway reported them. */
    results: model.json().nullable(),
    next_url: model.text().nullable(),
    /** The registration as sent, so that a lost one is sent again identically; emptied once answered. */
    registration: model.json().nullable(),
    fingerprint: model.text().nullable(),
    notification_signature: model.text().nullable(),
    notification_status: model.text().nullable(),
    notified_at: model.dateTime().nullable(),
    /** The run that is making the order; `authorizePayment` accepts once per claim. */
    claim: model.text().nullable(),
    claimed_at: model.dateTime().nullable(),
    accepted_claim: model.text().nullable(),
    answer_status: model.text().nullable(),
    answer_redirect_url: model.text().nullable(),
    answer_detail: model.text().nullable(),
    answered_at: model.dateTime().nullable(),
    /** One-time address of the shopper's way back; its use is evidence that our OK was heard [inferred]. */
    return_token: model.text().nullable(),
    return_url: model.text().nullable(),
    heard_at: model.dateTime().nullable(),
    /** Somebody is writing the order transactions that core lost. */
    levelling_at: model.dateTime().nullable(),
    hold_kept_at: model.dateTime().nullable(),
    /** When what is captured was last found level with what is fulfilled (rule 12). */
    fulfilled_seen_at: model.dateTime().nullable(),
    /** The shortest of the warnings, in days, that was given before the hold lapses. */
    hold_warned_days: model.number().nullable(),
    authorised_at: model.dateTime().nullable(),
    taken_at: model.dateTime().nullable(),
    /** When it was last compared with the gateway's report, and what the report said: see compare.ts. */
    compared_at: model.dateTime().nullable(),
    gateway_state: model.number().nullable(),
    /** In which settlement batch it went to the bank; afterwards it changes no more. */
    batch_id: model.text().nullable(),
    settled_at: model.dateTime().nullable(),
    /** Since when the gateway's report does not know it. */
    missing_at: model.dateTime().nullable(),
    /** Who took over a payment that the ledger had never seen. */
    adopted_by: model.text().nullable(),
    /** Whether the card may be charged again without the shopper; null where nobody can say. */
    registered_for_repeats: model.boolean().nullable(),
    /** The wording that the shopper agreed to for that; on the payment itself only. */
    repeat_consent: model.text().nullable(),
    repeat_consented_at: model.dateTime().nullable(),
  })
  .indexes([
    { name: "IDX_sagepay_transaction_code", on: ["vendor_tx_code"], unique: true, where: null },
    {
      name: "IDX_sagepay_transaction_vps",
      on: ["vps_tx_id"],
      unique: true,
      where: null,
    },
    {
      name: "IDX_sagepay_transaction_return",
      on: ["return_token"],
      unique: true,
      where: null,
    },
    {
      // Rule 13's last line: at most one paid transaction per cart is ever answered OK.
      name: "IDX_sagepay_transaction_one_ok",
      on: ["cart_id"],
      unique: true,
      where: `answer_status = 'OK' and claim is not null and ${ALSO_DELETED}`,
    },
    { name: "IDX_sagepay_transaction_root", on: ["root_id"], where: null },
    { name: "IDX_sagepay_transaction_session", on: ["session_id"], where: null },
    { name: "IDX_sagepay_transaction_payment", on: ["payment_id"], where: null },
    { name: "IDX_sagepay_transaction_order", on: ["order_id"], where: null },
    { name: "IDX_sagepay_transaction_cart", on: ["cart_id"], where: null },
    { name: "IDX_sagepay_transaction_state", on: ["state", "created_at"], where: null },
    /** The orders of the admin's list, and the days of its overview. That of the last four digits is in a migration. */
    { name: "IDX_sagepay_transaction_created", on: ["created_at", "id"], where: null },
    { name: "IDX_sagepay_transaction_amount", on: ["amount_minor", "id"], where: null },
    { name: "IDX_sagepay_transaction_taken", on: ["taken_at"], where: null },
    { name: "IDX_sagepay_transaction_authorised", on: ["authorised_at"], where: null },
  ])
