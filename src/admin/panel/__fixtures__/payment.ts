import type { Payment, TimelineEntry, Transaction } from "../../lib/types"

export function aTransaction(more: Partial<Transaction> = {}): Transaction {
  return {
    id: "sptx_root",
    account: null,
    kind: "DEFERRED",
    state: "taken",
    vendor_tx_code: "medusa-1",
    vps_tx_id: "{0F4B1D6E-2C3A-4D5E-8F90-A1B2C3D4E5F6}",
    tx_auth_no: "4918526",
    currency_code: "gbp",
    amount_minor: 3000,
    taken_minor: 0,
    authorised_minor: 0,
    refunded_minor: 0,
    root_id: "sptx_root",
    related_id: null,
    order_id: "order_1",
    payment_id: "pay_1",
    results: null,
    authorised_at: "2026-11-20T09:30:00.000Z",
    taken_at: null,
    lapses_at: null,
    issuer_hold_until: null,
    settled_at: null,
    compared_at: null,
    gateway_state: null,
    adopted_by: null,
    registered_for_repeats: null,
    created_at: "2026-11-20T09:28:00.000Z",
    ...more,
  }
}

export function anEntry(more: Partial<TimelineEntry> = {}): TimelineEntry {
  return {
    at: "2026-11-20T09:30:00.000Z",
    what: "deferred",
    verb: null,
    amount_minor: 3000,
    currency_code: "gbp",
    by: "shopper",
    by_name: null,
    reason: null,
    transaction_id: "sptx_root",
    operation_id: null,
    status: null,
    decided_by: null,
    decided_by_name: null,
    decided_note: null,
    ...more,
  }
}

export function someMoney(more: Partial<Payment["money"]> = {}): Payment["money"] {
  return {
    held_minor: 0,
    taken_minor: 0,
    refunded_minor: 0,
    left_minor: 0,
    currency_code: "gbp",
    ...more,
  }
}

export function aPayment(more: Partial<Payment> = {}): Payment {
  return {
    ...aTransaction(),
    transactions: [],
    intents: [],
    money: someMoney(),
    checks: [],
    repeat_consent: null,
    timeline: [],
    actions: {},
    ...more,
  }
}
