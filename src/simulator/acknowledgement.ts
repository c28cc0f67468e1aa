import type { Acknowledgement } from "./types"

export type ShopAnswer =
  { kind: "none"; explanation: string } | { kind: "answered"; httpStatus: number; body: string }

const MAX_REDIRECT_URL = 255

/** Reads the shop's answer to a notification (Server protocol): Status first, RedirectURL a must. */
export function acknowledge(answer: ShopAnswer): Acknowledgement {
  if (answer.kind === "none") return { kind: "none", explanation: answer.explanation }
  const lines = linesOf(answer.body)
  const seen: Acknowledgement = {
    kind: "answered",
    http_status: answer.httpStatus,
    ...present("status", lines.get("status")),
    ...present("redirect_url", lines.get("redirecturl")),
    ...present("status_detail", lines.get("statusdetail")),
  }
  const explanation = fault(answer, seen)
  return explanation === undefined ? seen : { ...seen, kind: "unusable", explanation }
}

function fault({ httpStatus, body }: { httpStatus: number; body: string }, seen: Acknowledgement) {
  if (httpStatus !== 200) return `the shop answered with HTTP ${httpStatus}`
  if (!/^status=/i.test(body)) return "the answer does not begin with Status"
  if (!["OK", "INVALID", "ERROR"].includes(seen.status ?? "")) {
    return "Status is none of OK, INVALID and ERROR"
  }
  return redirectFault(seen.redirect_url)
}

function redirectFault(url: string | undefined): string | undefined {
  if (url === undefined || url === "") return "RedirectURL is missing"
  if (url.length > MAX_REDIRECT_URL) return `RedirectURL is longer than ${MAX_REDIRECT_URL}`
  if (!/^https?:\/\/[^/]/i.test(url) || !URL.canParse(url)) {
    return "RedirectURL is not fully qualified"
  }
  return /[^\x21-\x7e]/.test(url) ? "RedirectURL has characters that must be encoded" : undefined
}

/** Names are compared without case: both RedirectURL and RedirectUrl are in use and work. */
function linesOf(body: string): Map<string, string> {
  const lines = new Map<string, string>()
  for (const line of body.split(/\r\n|\n/)) {
    const at = line.indexOf("=")
    if (at > 0) lines.set(line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim())
  }
  return lines
}

function present<K extends string>(name: K, value: string | undefined): { [P in K]?: string } {
  return value === undefined ? {} : ({ [name]: value } as { [P in K]?: string })
}
