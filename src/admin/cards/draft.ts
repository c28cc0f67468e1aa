/** What a form holds while somebody types: text, as typed. It lives in the component's memory and nowhere else. */
import type { CardType } from "../../protocol/card-types"
import { minorToTyped } from "../lib/money"
import type { ChosenOrder, ShopAddress } from "./shop-order"

export type Purpose = "manual" | "direct_refund"

export const ACCOUNT_TYPES = ["E", "M", "C"] as const
export const ADDRESS_FIELDS = [
  "first_name",
  "last_name",
  "company",
  "address_1",
  "address_2",
  "city",
  "province",
  "postal_code",
  "country_code",
  "phone",
] as const
export type AddressField = (typeof ADDRESS_FIELDS)[number]
export type AddressDraft = Readonly<Record<AddressField, string>>

export type CardDraft = {
  readonly number: string
  readonly expiry: string
  readonly holder: string
  readonly cv2: string
  /** Auto: as the number says. */
  readonly type: CardType | "auto"
}

export type Draft = {
  readonly amount: string
  /** The amount of a direct refund once more. */
  readonly confirm: string
  readonly currency: string
  readonly order: ChosenOrder | undefined
  readonly description: string
  readonly reason: string
  readonly account: string
  /** Auto: the one that the gateway takes by itself. */
  readonly accountType: (typeof ACCOUNT_TYPES)[number] | "auto"
  readonly authCode: string
  readonly email: string
  readonly billing: AddressDraft
  readonly delivery: AddressDraft
  readonly card: CardDraft
}

type Account = { readonly account: string }

/** The options' own account, where they have one. */
export function firstAccount(accounts: readonly Account[]): string {
  const own = accounts.find(({ account }) => account === "default") ?? accounts[0]
  return own?.account ?? "default"
}

export const NO_CARD: CardDraft = { number: "", expiry: "", holder: "", cv2: "", type: "auto" }

export function addressDraft(given?: ShopAddress | null): AddressDraft {
  const fields = ADDRESS_FIELDS.map((field) => {
    const line = given?.[field] ?? ""
    return [field, field === "country_code" ? line.toUpperCase() : line] as const
  })
  return Object.fromEntries(fields) as AddressDraft
}

export function emptyDraft(currency: string, account: string): Draft {
  return {
    amount: "",
    confirm: "",
    currency,
    order: undefined,
    description: "",
    reason: "",
    account,
    accountType: "auto",
    authCode: "",
    email: "",
    billing: addressDraft(),
    delivery: addressDraft(),
    card: NO_CARD,
  }
}

/** What a manual payment takes over from the order that it is for. */
export function forOrder(draft: Draft, order: ChosenOrder, description: string): Draft {
  const { owedMinor, currency } = order
  return {
    ...draft,
    order,
    currency,
    amount: owedMinor > 0 ? minorToTyped(owedMinor, currency) : "",
    description: draft.description.trim() === "" ? description : draft.description,
    email: order.email ?? "",
    billing: addressDraft(order.billing),
    delivery: addressDraft(order.delivery),
  }
}

/** Without it the payment stands beside all orders; what came with the order goes with it. */
export function withoutOrder(draft: Draft, currency: string): Draft {
  const bare = emptyDraft(currency, draft.account)
  const { reason, accountType, authCode, card } = draft
  return { ...bare, reason, accountType, authCode, card }
}
