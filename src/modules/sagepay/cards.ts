/**
 * The two actions that take a card's number (MANUAL, DIRECTREFUND): a payment of their own in the ledger, moved once for
 * a key like any press. The number and the security code are in memory while this runs; the last four digits are kept.
 */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { transliterate, type CardAction, type CardType } from "../../protocol"
import { FORMATS } from "../../protocol/formats"
import { AmountError, assertTakeable, currencyDigits } from "../../protocol/money"
import { assertNoneUndecided, assertWithinCeilings, planCard } from "./card-rules"
import { newVendorTxCode, type LedgerContext } from "./context"
import { LedgerError } from "./errors"
import { newCode } from "./movements"
import { accountOf } from "./options"
import { assertFirst, moveOnce, type Earlier, type Pressed } from "./press-answer"
import type { PressFacts } from "./press-rules"
import type { TransactionRow } from "./rows"
import { newId } from "./store"
import type { ReadPressFacts } from "./press"

/** As somebody read it out or typed it; checked by whoever takes it in. */
export type Card = {
  readonly number: string
  /** MMYY */
  readonly expiry: string
  readonly holder: string
  readonly type: CardType
  readonly cv2?: string | undefined
}

export type CardRequest = {
  readonly action: CardAction
  readonly key: string
  readonly actor: string
  readonly reason: string
  readonly description: string
  readonly amountMinor: number
  readonly currency: string
  readonly account: string | null
  /** A MANUAL settles what this order owes (rule 11); for a DIRECTREFUND it is a note. */
  readonly orderId: string | null
  readonly card: Card
  /** The optional fields of the message, by their wire names; none of them is stored. */
  readonly fields: Readonly<Record<string, string>>
  readonly readFacts: ReadPressFacts
}

export async function useCard(context: LedgerContext, request: CardRequest): Promise<Pressed> {
  assertMoney(request)
  assertAccount(context, request.account)
  const { action, key, orderId, amountMinor } = request
  const opens = rootOf(context, request)
  let seen: PressFacts | undefined
  return moveOnce(
    context,
    { key, differs: (earlier) => differenceOf(request, earlier) },
    {
      root: opens,
      opens,
      kind: action === "MANUAL" ? "repeat" : "refund",
      source: "press",
      sourceId: key,
      amountMinor,
      actor: request.actor,
      reason: request.reason,
      readShop: async (knex, root) => {
        await assertFirst(knex, key)
        seen = await look(knex, context, request, root)
        return seen
      },
      plan: ({ family }) => {
        if (!seen) throw new LedgerError("not_found", "The order could not be read.")
        const wish = { action, amountMinor, orderId, currency: opens.currency }
        return planCard(wish, family.root, seen, () => wireFields(request))
      },
    }
  )
}

/** Under the lock. The order was locked by the id that the form gave, so what is read of it stays so (rule 1). */
async function look(
  knex: Knex,
  context: LedgerContext,
  { action, readFacts, amountMinor, orderId }: CardRequest,
  root: TransactionRow
): Promise<PressFacts> {
  const facts = await readFacts(knex, root)
  if (orderId !== null && facts.order === null) {
    throw new LedgerError("not_found", "order_id: there is no such order. Nothing was sent.")
  }
  await assertNoneUndecided(knex, root)
  if (action === "DIRECTREFUND") {
    await assertWithinCeilings(knex, context.options, { amountMinor, currency: root.currency })
  }
  return facts
}

/** It counts for nothing until it is known to have happened (docs/adr/0006). */
function rootOf(context: LedgerContext, { action, account, amountMinor, ...rest }: CardRequest) {
  const id = newId("transaction")
  return {
    id,
    root_id: id,
    account,
    protocol: accountOf(context.options, account).protocol,
    kind: action,
    state: "registering",
    vendor_tx_code: newVendorTxCode(context, newCode),
    currency: rest.currency.toUpperCase(),
    amount_minor: amountMinor,
    order_id: rest.orderId,
    cart_id: null,
    results: { CardType: rest.card.type, Last4Digits: rest.card.number.slice(-4) },
  } as const satisfies Partial<TransactionRow>
}

/** Of the card only what the ledger keeps can be compared. */
function differenceOf(request: CardRequest, { intent, operation, target }: Earlier) {
  if (operation.verb !== request.action) return "action"
  if (operation.amount_minor !== request.amountMinor) return "amount_minor"
  if (intent.currency.toUpperCase() !== request.currency.toUpperCase()) return "currency"
  if (target.results?.Last4Digits !== request.card.number.slice(-4)) return "card.number"
  if ((target.account ?? null) !== request.account) return "account"
  return target.order_id === request.orderId ? undefined : "order_id"
}

function wireFields({ action, card, fields, description }: CardRequest): Record<string, string> {
  return {
    ...fields,
    Description: transliterate(description).slice(0, 100),
    CardHolder: transliterate(card.holder, FORMATS.name.chars).slice(0, 50),
    CardNumber: card.number,
    ExpiryDate: card.expiry,
    CardType: card.type,
    // Shared guide G1: a credit has no security code.
    ...(card.cv2 === undefined || action === "DIRECTREFUND" ? {} : { CV2: card.cv2 }),
  }
}

function assertMoney({ amountMinor, currency }: CardRequest): void {
  try {
    assertTakeable(amountMinor, currency)
  } catch (error) {
    if (!(error instanceof AmountError)) throw error
    const field = currencyDigits(currency) === undefined ? "currency" : "amount_minor"
    throw new LedgerError("invalid", `${field}: ${error.message}`)
  }
}

function assertAccount({ options }: LedgerContext, account: string | null): void {
  if (account === null || Object.hasOwn(options.accounts, account)) return
  throw new LedgerError(
    "invalid",
    "account: there is no such account among the plugin's options. Nothing was sent."
  )
}
