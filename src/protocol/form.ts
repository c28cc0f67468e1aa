import type { WireMessage } from "./versions"
import { WireFormatError } from "./wire-format-error"

const UNRESERVED = /^[A-Za-z0-9*._-]$/

/**
 * What each byte becomes; null when it stays as it is. The wire is ISO-8859-1, so that é is one
 * byte: %E9.
 */
const ENCODED: readonly (string | null)[] = Array.from({ length: 256 }, (_, byte) => {
  if (byte === 0x20) return "+"
  if (UNRESERVED.test(String.fromCharCode(byte))) return null
  return `%${byte.toString(16).toUpperCase().padStart(2, "0")}`
})

function encodeText(name: string, text: string): string {
  let encoded = ""
  let done = 0
  for (let index = 0; index < text.length; index += 1) {
    const part = ENCODED[text.charCodeAt(index)]
    if (part === null) continue
    if (part === undefined) {
      const rule = "must not contain characters outside ISO-8859-1"
      throw new WireFormatError([{ field: name, kind: "format", rule }])
    }
    encoded += text.slice(done, index) + part
    done = index + 1
  }
  return done === 0 ? text : encoded + text.slice(done)
}

/**
 * A message as the body of a POST (Shared guide 3). Fields that are undefined are left out.
 * Throws WireFormatError for characters that the wire cannot carry.
 */
export function encodeForm(message: WireMessage): string {
  let body = ""
  for (const name of Object.keys(message)) {
    const value = message[name]
    if (value === undefined) continue
    if (body !== "") body += "&"
    body += `${encodeText(name, name)}=${encodeText(name, value)}`
  }
  return body
}

function decodeText(text: string): string {
  const spaced = text.includes("+") ? text.replaceAll("+", " ") : text
  if (!spaced.includes("%")) return spaced
  // An escape that is none stays as it stands: garbage is shown, not thrown.
  return spaced.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16))
  )
}

export type DecodedForm = {
  readonly fields: Record<string, string>
  /** Names that came more than once; `fields` has the first value of each. */
  readonly repeated: string[]
}

/** Reads a form, as ISO-8859-1. Never throws: any bytes give some fields. */
export function decodeForm(body: Uint8Array | string): DecodedForm {
  const text = typeof body === "string" ? body : Buffer.from(body).toString("latin1")
  const fields = new Map<string, string>()
  const repeated = new Set<string>()
  for (const pair of text.split("&")) {
    if (pair === "") continue
    const equals = pair.indexOf("=")
    const name = decodeText(equals === -1 ? pair : pair.slice(0, equals))
    if (fields.has(name)) repeated.add(name)
    else fields.set(name, equals === -1 ? "" : decodeText(pair.slice(equals + 1)))
  }
  // fromEntries makes own properties even of names such as __proto__.
  return { fields: Object.fromEntries(fields), repeated: [...repeated] }
}
