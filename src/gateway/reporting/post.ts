import type { Pool } from "undici"

export type Posted =
  | { readonly kind: "body"; readonly httpStatus: number; readonly bytes: Uint8Array }
  | { readonly kind: "failed"; readonly reason: string; readonly cause: Error }

const HEADERS = {
  "content-type": "application/x-www-form-urlencoded",
  accept: "text/xml, application/xml",
} as const

/** One POST, to the last byte of its answer; the signal is its only deadline. Redirects are not followed. */
export async function postDocument(
  pool: Pool,
  path: string,
  document: string,
  signal: AbortSignal
): Promise<Posted> {
  const body = new URLSearchParams({ XML: document }).toString()
  try {
    const response = await pool.request({ path, method: "POST", headers: HEADERS, body, signal })
    const bytes = new Uint8Array(await response.body.arrayBuffer())
    return { kind: "body", httpStatus: response.statusCode, bytes }
  } catch (thrown) {
    const cause = new ConnectionError(thrown)
    return { kind: "failed", reason: whyOf(cause, signal), cause }
  }
}

/** Message and code alone: undici's own error holds the bytes that it could not read, keys and all. */
class ConnectionError extends Error {
  readonly code: string | undefined

  constructor(thrown: unknown) {
    const { message, code } = thrown as { message?: unknown; code?: unknown }
    super(String(message))
    this.name = "ConnectionError"
    this.code = typeof code === "string" ? code : undefined
  }
}

function whyOf({ code }: ConnectionError, signal: AbortSignal): string {
  if (signal.aborted) return "The gateway's reporting service did not answer in time."
  return `The connection to the gateway's reporting service failed${code ? ` (${code})` : ""}.`
}
