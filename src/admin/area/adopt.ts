/** What was pasted to adopt a payment by: one of the two names that it has at the gateway. */
import { looksLikeCard } from "../../protocol/card-numbers"
import { canonicalVpsTxId } from "../../protocol/vps-tx-id"
import type { Settings } from "../lib/types"

export type Recognised =
  | { readonly name: { readonly vps_tx_id: string } }
  | { readonly name: { readonly vendor_tx_code: string } }
  | { readonly mistake: "empty" | "cut_off" | "too_long" | "characters" }

/** Fewer or more letters than an id has, or one of its braces: something was lost when it was copied. */
const LIKE_AN_ID = /^\{|\}$|^[0-9A-F]+(-[0-9A-F]+){4}$/i

export function recognise(text: string): Recognised {
  const trimmed = text.trim()
  if (trimmed === "") return { mistake: "empty" }
  const id = canonicalVpsTxId(trimmed)
  if (id) return { name: { vps_tx_id: id } }
  if (LIKE_AN_ID.test(trimmed)) return { mistake: "cut_off" }
  if (trimmed.length > 40) return { mistake: "too_long" }
  return /^[A-Za-z0-9{}._-]+$/.test(trimmed)
    ? { name: { vendor_tx_code: trimmed } }
    : { mistake: "characters" }
}

export type AdoptForm = {
  readonly text: string
  readonly account: string
  readonly note: string
}

/** With one account nobody need choose. */
export function newForm(accounts: Settings["accounts"]): AdoptForm {
  return { text: "", account: accounts[0]?.account ?? "default", note: "" }
}

const NOTE = { min: 3, max: 500 } as const

export function noteMistake(note: string): "length" | "card" | undefined {
  const { length } = note.trim()
  if (looksLikeCard(note)) return "card"
  return length >= NOTE.min && length <= NOTE.max ? undefined : "length"
}

/** What is sent; undefined while something is missing. */
export function bodyOf({ text, account, note }: AdoptForm) {
  const recognised = recognise(text)
  if ("mistake" in recognised || noteMistake(note)) return undefined
  return { ...recognised.name, account, note: note.trim() }
}
