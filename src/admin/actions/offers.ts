/** Which buttons a transaction has, and which entries its menu. */
import type { Action, Actions, ActionView, Settings, Transaction } from "../lib/types"
import { ACTIONS, LIVING, type Row } from "./table"

export type Refused = Extract<ActionView, { allowed: false }>

export type Offer = {
  readonly row: Row
  readonly view: ActionView
  /** Null: it may be done now. */
  readonly refused: Refused | "policy" | null
}

export type Offers = {
  readonly buttons: readonly Offer[]
  readonly menu: readonly Offer[]
  /** What stands in the way of everything, until it is decided. */
  readonly blocked: Refused | null
}

/** Undefined while nobody knows yet; the server looks again in any case. */
type May = Settings["may"] | undefined

export function offersOf(transaction: Transaction, actions: Actions, may: May): Offers {
  const living = LIVING.has(transaction.state)
  const offers = ACTIONS.filter(({ kinds }) => living && kinds.includes(transaction.kind)).map(
    (row) => offerOf(row, actions[row.action], may)
  )
  const isButton = ({ row, view, refused }: Offer) =>
    refused === null &&
    (row.likelyIn.includes(transaction.state) || (row.action === "REPEAT" && owedOf(view) > 0))
  return {
    buttons: offers.filter(isButton),
    menu: offers
      .filter((offer) => !isButton(offer))
      .sort((one, other) => Number(one.refused !== null) - Number(other.refused !== null)),
    blocked: offers.map(({ view }) => view).find(isUndecided) ?? null,
  }
}

function offerOf(row: Row, view: ActionView, may: May): Offer {
  if (may && !may[row.policy]) return { row, view, refused: "policy" }
  return { row, view, refused: refusedOf(row, view) }
}

export function refusedOf({ action }: Row, view: ActionView): Refused | null {
  return view.allowed || settlesOnly(action, view) ? null : view
}

/** Its own payment has no room for it, but the order owes more: then it becomes another payment of that order. */
export function settlesOnly(action: Action, view: ActionView): boolean {
  return action === "AUTHORISE" && !view.allowed && owedOf(view) > 0
}

export function owedOf(view: ActionView): number {
  return view.owed_minor ?? 0
}

function isUndecided(view: ActionView): view is Refused {
  return !view.allowed && view.code === "undecided"
}
