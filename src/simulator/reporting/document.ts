import { createHash } from "node:crypto"
import { readXml } from "../xml"
import type { Element } from "../xml"

/** What a request to the Reporting & Admin API says, read without the client's own reader. */
export type ReportingDocument = {
  root: Element | undefined
  /** From the first element to the signature, byte for byte as it came (ISO-8859-1). */
  signedText: string | undefined
  signature: string
}

const FIELD = "XML="
const DECLARATION = /^\s*<\?xml[^>]*\?>/

/** Both forms are in use: `XML=<vspaccess>...` as it is, and percent-encoded as forms are. */
export function documentText(body: Buffer): string {
  const text = body.toString("latin1")
  if (!/%3C/i.test(text)) return text.startsWith(FIELD) ? text.slice(FIELD.length) : ""
  const field = text.split("&").find((part) => part.startsWith(FIELD)) ?? ""
  return field
    .slice(FIELD.length)
    .replaceAll("+", " ")
    .replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
}

export function readDocument(text: string): ReportingDocument {
  const bare = text.replace(DECLARATION, "").trim()
  const [, signedText, signature = ""] =
    /^<vspaccess>([\s\S]*)<signature>([^<]*)<\/signature><\/vspaccess>$/.exec(bare) ?? []
  return { root: readXml(bare), signedText, signature }
}

/** The password is hashed in the place where the signature is sent. */
export function signatureOver(signedText: string, password: string): string {
  const hashed = `${signedText}<password>${password}</password>`
  return createHash("md5").update(hashed, "latin1").digest("hex")
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
}

export function unescapeXml(text: string): string {
  return text.replace(
    /&(#x?)?([0-9A-Za-z]+);/g,
    (whole, number: string | undefined, name: string) => {
      if (number === undefined) return ENTITIES[name] ?? whole
      const code = parseInt(name, number === "#" ? 10 : 16)
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole
    }
  )
}

/** Values as they came, escaped once; what ISO-8859-1 has no byte for becomes a number. */
export function escapeXml(text: string): string {
  const escaped = text.replace(/[&<>"']/g, (character) => {
    const name = Object.entries(ENTITIES).find(([, value]) => value === character)?.[0]
    return `&${name};`
  })
  return [...escaped]
    .map((character) => {
      const code = character.codePointAt(0) ?? 0
      return code > 0xff ? `&#${code};` : character
    })
    .join("")
}

export function element(name: string, value: string | number | undefined): string {
  return value === undefined || value === ""
    ? `<${name}></${name}>`
    : `<${name}>${escapeXml(String(value))}</${name}>`
}
