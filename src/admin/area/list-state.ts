/** What the list of transactions shows, kept in the page's address: Back works, and a view can be sent to a colleague. */
import {
  STATES,
  TRANSACTION_KINDS,
  type TransactionKind,
  type TransactionState,
} from "../../protocol/life"
import { cardDigits, cardTypeOf, passesLuhn } from "../../protocol/card-numbers"
import { isDay, startOfDay } from "./days"

export const PAGE_SIZE = 20
/** The server counts no further. */
const MAX_PAGE = 10_000_000 / PAGE_SIZE - 1
/** Nothing is looked for by more. */
const MAX_SEARCH = 100
export const ALL_STATES = Object.keys(STATES) as TransactionState[]

const ORDERS = ["-created_at", "created_at", "-amount_minor", "amount_minor"] as const
type Order = (typeof ORDERS)[number]

export type ListState = {
  readonly q: string
  readonly kinds: readonly TransactionKind[]
  readonly states: readonly TransactionState[]
  readonly currency: string | undefined
  /** Days where the reader is, as the list shows its times; both are included. */
  readonly from: string | undefined
  readonly to: string | undefined
  /** Holds that end within so many days. */
  readonly lapsing: number | undefined
  readonly paymentsOnly: boolean
  readonly order: Order
  /** The first is 0. */
  readonly page: number
}

export const EVERYTHING: ListState = {
  q: "",
  kinds: [],
  states: [],
  currency: undefined,
  from: undefined,
  to: undefined,
  lapsing: undefined,
  paymentsOnly: false,
  order: "-created_at",
  page: 0,
}

/** What is not understood is left out: an old link still opens the list. */
export function readState(params: URLSearchParams): ListState {
  const text = (name: string) => params.get(name) ?? undefined
  const currency = text("currency")?.toLowerCase()
  return {
    q: withoutCard((text("q") ?? "").slice(0, MAX_SEARCH)),
    kinds: severalOf(text("kind"), TRANSACTION_KINDS),
    states: severalOf(text("state"), ALL_STATES),
    currency: currency && /^[a-z]{3}$/.test(currency) ? currency : undefined,
    from: dayOf(text("from")),
    to: dayOf(text("to")),
    lapsing: wholeOf(text("lapsing"), 0, 92),
    paymentsOnly: text("payments") === "only",
    order: ORDERS.find((order) => order === text("order")) ?? EVERYTHING.order,
    page: (wholeOf(text("page"), 1, MAX_PAGE + 1) ?? 1) - 1,
  }
}

/** Only what differs from the plain list is written; what else the address has stays. */
export function writeState(state: ListState, params: URLSearchParams): URLSearchParams {
  const written: Readonly<Record<string, string | undefined>> = {
    q: withoutCard(state.q),
    kind: state.kinds.join(","),
    state: state.states.join(","),
    currency: state.currency,
    from: state.from,
    to: state.to,
    lapsing: state.lapsing?.toString(),
    payments: state.paymentsOnly ? "only" : undefined,
    order: state.order === EVERYTHING.order ? undefined : state.order,
    page: state.page === 0 ? undefined : String(state.page + 1),
  }
  const next = new URLSearchParams(params)
  for (const [name, value] of Object.entries(written)) {
    if (value) next.set(name, value)
    else next.delete(name)
  }
  return next
}

/** Whatever is changed, the list begins at its first page again. */
export function withChange(state: ListState, change: Partial<ListState>): ListState {
  return { ...state, page: 0, ...change }
}

/** The search and the order are not counted among them: both have their own controls. */
export function hasFilters(state: ListState): boolean {
  const { q, order, page } = state
  return (
    writeState({ ...EVERYTHING, q, order, page }, new URLSearchParams()).toString() !==
    writeState(state, new URLSearchParams()).toString()
  )
}

export function isNarrowed(state: ListState): boolean {
  return state.q.trim() !== "" || hasFilters(state)
}

/** Of the export; the list adds its page. */
export function filterQuery(state: ListState) {
  const q = state.q.trim()
  const since = state.from === undefined ? undefined : startOfDay(state.from)
  const until = state.to === undefined ? undefined : startOfDay(state.to, 1)
  return {
    q: q === "" ? undefined : q,
    kind: state.kinds.length ? state.kinds : undefined,
    state: state.states.length ? state.states : undefined,
    currency: state.currency,
    created_at:
      since || until ? { $gte: since?.toISOString(), $lt: until?.toISOString() } : undefined,
    lapsing_within_days: state.lapsing,
    roots_only: state.paymentsOnly ? true : undefined,
    order: state.order,
  }
}

export function listQuery(state: ListState) {
  return { ...filterQuery(state), limit: PAGE_SIZE, offset: state.page * PAGE_SIZE }
}

/** The page to show when the asked one is beyond the end, as after rows were filtered away. */
export function pageWithin(page: number, count: number): number {
  return Math.min(page, Math.max(0, Math.ceil(count / PAGE_SIZE) - 1))
}

type Sorting = { readonly id: string; readonly desc: boolean }

export function sortingOf(order: Order): Sorting {
  return order.startsWith("-") ? { id: order.slice(1), desc: true } : { id: order, desc: false }
}

/** A column sorted the third time is sorted no more. */
export function orderOf(sorting: Sorting | null | undefined): Order {
  const wanted = sorting && `${sorting.desc ? "-" : ""}${sorting.id}`
  return ORDERS.find((order) => order === wanted) ?? EVERYTHING.order
}

/** In the order of the table, each once, however they were written. */
export function severalOf<T extends string>(text: string | undefined, known: readonly T[]): T[] {
  const given = new Set(text?.split(","))
  return known.filter((value) => given.has(value))
}

/** An address is kept in many places, and a whole card's number must be in none; its last four digits find the payment. */
function withoutCard(text: string): string {
  const number = cardDigits(text.trim())
  const isCard = number !== undefined && passesLuhn(number) && cardTypeOf(number) !== undefined
  return isCard ? number.slice(-4) : text
}

function dayOf(text: string | undefined): string | undefined {
  return text !== undefined && isDay(text) ? text : undefined
}

function wholeOf(text: string | undefined, min: number, max: number): number | undefined {
  if (text === undefined || !/^\d{1,9}$/.test(text)) return undefined
  const number = Number(text)
  return number >= min && number <= max ? number : undefined
}
