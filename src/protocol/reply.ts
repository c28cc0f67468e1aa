import type { WireMessage } from "./versions"

/** A reply of the gateway, read. */
export type Reply = {
  readonly Status: string
  readonly StatusDetail: string
  /** The four digits before StatusDetail's colon. */
  readonly code?: string
  /** All lines, also those that this version of the protocol does not know. */
  readonly fields: Readonly<Record<string, string>>
}

const CODE = /^\s*(\d{4,5})\s*:/

/** The number that StatusDetail begins with. Some texts come without the space before the colon. */
export function codeOf(statusDetail: string): string | undefined {
  return CODE.exec(statusDetail)?.[1]
}

/**
 * Reads `Name=Value` lines in ISO-8859-1. A value may contain "=", as NextURL does, so lines are
 * split at the first. Undefined when there is no Status to go by: an HTML page, an empty body, a
 * Status without a value or with two.
 */
export function parseReply(body: Uint8Array | string): Reply | undefined {
  const text =
    typeof body === "string"
      ? body
      : Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("latin1")
  if (/^\s*</.test(text)) return undefined
  const fields: Record<string, string> = {}
  let equals = -1
  for (let start = 0, end = 0; start < text.length; start = end + 1) {
    end = text.indexOf("\n", start)
    if (end === -1) end = text.length
    if (equals < start) equals = text.indexOf("=", start)
    if (equals === -1) break
    if (equals === start || equals > end) continue
    const name = text.slice(start, equals).trim()
    const value = text.slice(equals + 1, end).trimEnd()
    if (!Object.hasOwn(fields, name)) fields[name] = value
    else if (name === "Status" && fields.Status !== value) return undefined
  }
  const { Status, StatusDetail = "" } = fields
  if (!Status) return undefined
  const code = codeOf(StatusDetail)
  return code === undefined
    ? { Status, StatusDetail, fields }
    : { Status, StatusDetail, code, fields }
}

/** The lines of a reply, or of the answer to a notification: CRLF after each, also the last. */
export function formatReply(fields: WireMessage): string {
  let text = ""
  for (const [name, value] of Object.entries(fields)) {
    // A line break inside a value would begin a line of its own.
    if (value !== undefined) text += `${name}=${value.replace(/[\r\n]+/g, " ")}\r\n`
  }
  return text
}
