/**
 * A button of ours: staff act on one transaction of the ledger, whether or not Medusa has a payment for it. The key is
 * made when the form opens, so a double click, a second tab or a reload moves money once and gets the same answer.
 */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { AmountError, assertTakeable, currencyDigits } from "../../protocol/money"
import { lockScope, type LedgerContext } from "./context"
import { LedgerError } from "./errors"
import { assertFirst, moveOnce, type Earlier, type Pressed } from "./press-answer"
import { particularFields, type Particulars } from "./press-fields"
import {
  HAS_AMOUNT,
  planPress,
  type PressAction,
  type PressFacts,
  type PressSituation,
  type Wish,
} from "./press-rules"
import type { TransactionRow } from "./rows"
import type { Fields } from "./rules"
import { storedCredential, type Mit } from "./stored-credential"
import { find, findAll, loadFamily, lock } from "./store"

/** Reads the shop on the locked connection, with what the order owes (rules 1, 3 and 11). */
export type ReadPressFacts = (knex: Knex, root: TransactionRow) => Promise<PressFacts>

export type PressRequest = Particulars & {
  readonly transactionId: string
  readonly action: PressAction
  readonly amountMinor?: number | undefined
  /** Only a REPEAT may be of another currency than what it repeats. */
  readonly currency?: string | undefined
  readonly key: string
  readonly actor: string
  readonly reason: string
  /** Left out: a REPEAT settles what its order owes, where there is an order. */
  readonly settlesOrder?: boolean | undefined
  readonly mit?: Mit | undefined
  readonly readFacts: ReadPressFacts
}

const KIND = {
  RELEASE: "capture",
  AUTHORISE: "capture",
  ABORT: "cancel",
  CANCEL: "cancel",
  REFUND: "refund",
  VOID: "refund",
  REPEAT: "repeat",
  REPEATDEFERRED: "repeat",
} as const satisfies Record<PressAction, string>

export async function press(context: LedgerContext, request: PressRequest): Promise<Pressed> {
  const { target, root } = await context.transaction((knex) => rowsOf(knex, request.transactionId))
  const particulars = particularFields(request, target, root)
  const asked = { ...request, ...moneyOf(request, target), particulars }
  let seen: Pick<PressSituation, "facts" | "operations"> | undefined
  const { key } = request
  const differs = (earlier: Earlier) => differenceOf(asked, earlier)
  return moveOnce(
    context,
    { key, differs },
    {
      root,
      kind: KIND[request.action],
      source: "press",
      sourceId: key,
      amountMinor: asked.amountMinor,
      actor: request.actor,
      reason: request.reason,
      readShop: async (knex, current) => {
        await assertFirst(knex, key)
        seen = await look(knex, request, current, lockScope(context, root))
        return seen.facts
      },
      plan: ({ family, now }) => {
        const current = family.transactions.find((row) => row.id === target.id)
        if (!current || !seen) throw new LedgerError("not_found", "The transaction is gone.")
        const wish = wishOf(asked, current, family.root, seen.facts)
        return planPress(wish, current, { ...seen, family, now })
      },
    }
  )
}

function differenceOf(asked: Asked, { intent, operation }: Earlier): string | undefined {
  if (operation.transaction_id !== asked.transactionId) return "transaction"
  if (operation.verb !== asked.action) return "action"
  if (operation.amount_minor !== asked.amountMinor) return "amount_minor"
  return intent.currency.toUpperCase() === asked.currency ? undefined : "currency"
}

/** Everything that a press may do to this transaction is decided from these. */
async function rowsOf(knex: Knex, id: string) {
  const target = await find(knex, "transaction", { id })
  if (!target) throw new LedgerError("not_found", `The ledger has no transaction ${id}.`)
  const { root } = await loadFamily(knex, target.root_id)
  return { target, root }
}

/**
 * The shop's facts under the order's lock. What was locked was read before: a payment that was told its order since, or
 * never, waits for that order's lock too.
 */
async function look(knex: Knex, { readFacts }: PressRequest, root: TransactionRow, locked: string) {
  const operations = await findAll(knex, "operation", { root_id: root.id })
  const facts = await readFacts(knex, root)
  if (!facts.order || facts.order.id === locked) return { facts, operations }
  await lock(knex, facts.order.id)
  return { facts: await readFacts(knex, root), operations }
}

type Asked = PressRequest & {
  readonly amountMinor: number
  readonly currency: string
  readonly particulars: Readonly<Record<string, string>>
}

function wishOf(
  asked: Asked,
  target: TransactionRow,
  root: TransactionRow,
  facts: PressFacts
): Wish {
  const { action, amountMinor, currency, settlesOrder } = asked
  const wish = { action, amountMinor, currency, settles: settlesOrder ?? false }
  if (KIND[action] !== "repeat") return wish
  return {
    ...wish,
    settles: settlesOrder ?? facts.order !== null,
    fields: repeatFields(asked, storedCredential(target, root, asked.mit)),
  }
}

/** A security code among them is behind a function, as a card's number is. */
function repeatFields(
  { currency, particulars }: Asked,
  credential: Readonly<Record<string, string>>
): Fields {
  const own = { Currency: currency, ...credential }
  return Object.keys(particulars).length === 0 ? own : () => ({ ...own, ...particulars })
}

/** What the form must give for this action and must not, by name. */
function moneyOf(
  request: PressRequest,
  target: TransactionRow
): { amountMinor: number; currency: string } {
  const { action, amountMinor } = request
  const currency = (request.currency ?? target.currency).toUpperCase()
  const repeats = KIND[action] === "repeat"
  if (!repeats && currency !== target.currency.toUpperCase()) {
    throw invalid(`currency: ${action} is in the currency of its transaction, ${target.currency}`)
  }
  if (!repeats && request.mit !== undefined) throw invalid(`mit: ${action} has no such fields`)
  if (!repeats && action !== "AUTHORISE" && request.settlesOrder) {
    throw invalid(`settles_order: ${action} charges nothing`)
  }
  if (!HAS_AMOUNT.has(action)) {
    if (amountMinor !== undefined) {
      throw invalid(`amount_minor: ${action} is of the whole; leave the amount out`)
    }
    return { amountMinor: wholeOf(target), currency }
  }
  if (amountMinor === undefined) throw invalid(`amount_minor: ${action} needs an amount`)
  try {
    assertTakeable(amountMinor, currency)
  } catch (error) {
    if (!(error instanceof AmountError)) throw error
    const field = currencyDigits(currency) === undefined ? "currency" : "amount_minor"
    throw new LedgerError("invalid", `${field}: ${error.message}`)
  }
  return { amountMinor, currency }
}

function wholeOf(target: TransactionRow): number {
  return target.taken_minor > 0 ? target.taken_minor : target.amount_minor
}

function invalid(message: string): LedgerError {
  return new LedgerError("invalid", `${message}. Nothing was sent.`)
}
