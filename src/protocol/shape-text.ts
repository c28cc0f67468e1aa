import { checkField } from "./check-request"
import { transliterate } from "./transliterate"
import type { ProtocolVersion } from "./versions"

/** An optional field, or nothing and the reason. */
export type ShapedField = { readonly field?: string; readonly notes: string[] }

/** The shopper's e-mail address; one that the gateway would refuse is left out. */
export function shapeEmail(
  email: string | null | undefined,
  version: ProtocolVersion
): ShapedField {
  const text = (email ?? "").trim()
  if (text === "") return { notes: [] }
  const problem = checkField("CustomerEMail", text, version)
  if (problem) return { notes: [`CustomerEMail: left out, it ${problem.rule}.`] }
  return { field: text, notes: [] }
}

/** The field takes IPv4 only. An IPv4 address in IPv6's clothes is unwrapped, others are left out. */
export function shapeClientIp(address: string | null | undefined): ShapedField {
  const text = (address ?? "").trim().replace(/^::ffff:/i, "")
  if (text === "") return { notes: [] }
  if (!checkField("ClientIPAddress", text, "4.00")) return { field: text, notes: [] }
  const what = text.includes(":") ? "it is an IPv6 address" : "it is no IPv4 address"
  return { notes: [`ClientIPAddress: left out, ${what}.`] }
}

/** The mandatory description of at most 100 characters; `fallback` stands in for an empty one. */
export function shapeDescription(description: string, fallback = "Order"): string {
  return transliterate(description).slice(0, 100).trim() || transliterate(fallback).slice(0, 100)
}
