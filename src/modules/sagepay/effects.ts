/** What each verb, once done, changes in the ledger. One table, used for the gateway's answer and for a person's word. */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { authoriseCeiling } from "../../protocol/life"
import { raisePaidBackTwice } from "./compare-findings"
import { LedgerError } from "./errors"
import { tell, type Declined } from "./events"
import type { LegPlan } from "./rules"
import type { OperationRow, TransactionRow } from "./rows"
import { find, insert, newId, update } from "./store"

/** The ids that a new transaction got at the gateway. The SecurityKey is sealed already. */
export type MadeIds = {
  readonly vpsTxId: string | null
  readonly securityKey: string | null
  readonly txAuthNo: string | null
  readonly results?: Record<string, string>
}

type Change = Partial<TransactionRow>
type Effect = {
  /** Whether it counts as money moved; ABORT and CANCEL only let go of a hold. */
  readonly movesMoney: boolean
  readonly target: (target: TransactionRow, amount: number, now: Date) => Change
  /** `itself`: the target, written beforehand in a state that counts for nothing, is what is made (docs/adr/0006). */
  readonly makes?: ((amount: number, now: Date) => Change) | "itself"
}

export const EFFECTS: Readonly<Record<LegPlan["verb"], Effect>> = {
  RELEASE: {
    movesMoney: true,
    target: (_, amount, now) => ({ state: "taken", taken_minor: amount, taken_at: now }),
  },
  ABORT: { movesMoney: false, target: () => ({ state: "aborted" }) },
  CANCEL: { movesMoney: false, target: () => ({ state: "cancelled" }) },
  VOID: { movesMoney: true, target: () => ({ state: "voided" }) },
  AUTHORISE: {
    movesMoney: true,
    target: (target, amount) => {
      const authorised = target.authorised_minor + amount
      const spent = authorised >= authoriseCeiling(target.amount_minor)
      return { authorised_minor: authorised, ...(spent ? { state: "spent" as const } : {}) }
    },
    makes: (amount, now) => ({
      kind: "AUTHORISE",
      state: "taken",
      taken_minor: amount,
      authorised_at: now,
      taken_at: now,
    }),
  },
  REFUND: {
    movesMoney: true,
    target: (target, amount) => ({ refunded_minor: target.refunded_minor + amount }),
    makes: (_, now) => ({ kind: "REFUND", state: "credited", authorised_at: now, taken_at: now }),
  },
  REPEAT: {
    movesMoney: true,
    target: () => ({}),
    makes: (amount, now) => ({
      kind: "REPEAT",
      state: "taken",
      taken_minor: amount,
      authorised_at: now,
      taken_at: now,
    }),
  },
  // It only holds: its RELEASE moves the money.
  REPEATDEFERRED: {
    movesMoney: false,
    target: () => ({}),
    makes: (_, now) => ({ kind: "REPEATDEFERRED", state: "deferred", authorised_at: now }),
  },
  MANUAL: {
    movesMoney: true,
    target: (_, amount, now) => ({
      state: "taken",
      taken_minor: amount,
      authorised_at: now,
      taken_at: now,
    }),
    makes: "itself",
  },
  DIRECTREFUND: {
    movesMoney: true,
    target: (_, _amount, now) => ({ state: "credited", authorised_at: now, taken_at: now }),
    makes: "itself",
  },
}

/** What of the first payment's results also holds for what is charged to the same card later. */
const OF_THE_CARD = ["CardType", "Last4Digits", "SchemeTraceID", "ACSTransID", "DSTransID"]

export function effectOf(verb: OperationRow["verb"]): Effect {
  const effect: Effect | undefined = EFFECTS[verb as LegPlan["verb"]]
  if (!effect) throw new LedgerError("invalid", `The ledger does not carry out ${verb} yet.`)
  return effect
}

/**
 * Writes that an operation happened, and tells of it. Returns the id of the transaction it made, if it makes one. `root`:
 * as it is under its lock, where that is known.
 */
export async function applyEffect(
  knex: Knex,
  operation: OperationRow,
  ids: MadeIds,
  now: Date,
  root?: TransactionRow
): Promise<string | null> {
  const made = await change(knex, operation, ids, now, root)
  await tell(knex, {
    verb: operation.verb,
    transactionId: made ?? operation.transaction_id,
    operationId: operation.id,
    amountMinor: operation.amount_minor,
  })
  return made
}

async function change(
  knex: Knex,
  operation: OperationRow,
  ids: MadeIds,
  now: Date,
  locked: TransactionRow | undefined
): Promise<string | null> {
  const effect = effectOf(operation.verb)
  const isRoot = operation.transaction_id === locked?.id
  const target = isRoot ? locked : await find(knex, "transaction", { id: operation.transaction_id })
  if (!target) throw new LedgerError("not_found", "The transaction acted upon is gone.")
  const { makes } = effect
  const changed = effect.target(target, operation.amount_minor, now)
  if (makes === "itself") {
    await update(knex, "transaction", target.id, { ...changed, ...idsFor(target, ids) })
    return target.id
  }
  await update(knex, "transaction", target.id, changed)
  // Whoever voided it: what was refunded in the console before, our own VOID does not know of.
  if (operation.verb === "VOID" && target.state === "taken" && target.refunded_minor > 0) {
    await raisePaidBackTwice(knex, target, target.refunded_minor)
  }
  if (operation.verb === "VOID" && target.kind === "REFUND" && target.related_id) {
    const refunded = await find(knex, "transaction", { id: target.related_id })
    await update(knex, "transaction", target.related_id, {
      refunded_minor: (refunded?.refunded_minor ?? 0) - operation.amount_minor,
    })
  }
  if (!makes || !operation.vendor_tx_code) return null
  const id = newId("transaction")
  const intent = await find(knex, "intent", { id: operation.intent_id })
  const anew = intent?.kind === "repeat" ? intent : undefined
  const root = anew ? await find(knex, "transaction", { id: target.root_id }) : undefined
  await insert(knex, "transaction", {
    id,
    account: target.account,
    protocol: target.protocol,
    vendor_tx_code: operation.vendor_tx_code,
    vps_tx_id: ids.vpsTxId,
    security_key: ids.securityKey,
    tx_auth_no: ids.txAuthNo,
    currency: anew?.currency ?? target.currency,
    amount_minor: operation.amount_minor,
    // What is charged anew is a payment of its own (docs/adr/0005).
    root_id: anew ? id : target.root_id,
    related_id: target.id,
    session_id: null,
    cart_id: anew ? null : target.cart_id,
    order_id: anew?.order_id ?? target.order_id,
    results: root ? { ...ofTheCard(target, root), ...ids.results } : (ids.results ?? null),
    // Also of a REPEAT: the shopper agreed once, for this card.
    registered_for_repeats: operation.verb === "REFUND" ? null : target.registered_for_repeats,
    ...makes(operation.amount_minor, now),
  })
  return id
}

function idsFor(target: TransactionRow, ids: MadeIds): Change {
  return {
    vps_tx_id: ids.vpsTxId ?? target.vps_tx_id,
    security_key: ids.securityKey ?? target.security_key,
    tx_auth_no: ids.txAuthNo ?? target.tx_auth_no,
    results: { ...target.results, ...ids.results },
  }
}

/** It did not happen, and what was written for it beforehand says so. That it was declined is told. */
export async function applyRefusal(knex: Knex, operation: OperationRow): Promise<void> {
  const { verb, transaction_id } = operation
  const { makes } = effectOf(verb)
  if (!makes) return
  const declined = REFUSED[operation.reply_status ?? ""]
  if (makes === "itself") {
    await update(knex, "transaction", transaction_id, { state: declined ?? "failed" })
  }
  if (!declined) return
  await tell(knex, {
    verb,
    transactionId: makes === "itself" ? transaction_id : null,
    operationId: operation.id,
    amountMinor: operation.amount_minor,
    declined,
  })
}

const REFUSED: Readonly<Record<string, Declined>> = {
  NOTAUTHED: "declined",
  REJECTED: "rejected",
}

/** An AUTHORISE has no results of its own: its root's are those of the card. */
export function ofTheCard(target: TransactionRow, root: TransactionRow): Record<string, string> {
  return Object.fromEntries(
    Object.entries({ ...root.results, ...target.results }).filter(([field]) =>
      OF_THE_CARD.includes(field)
    )
  )
}
