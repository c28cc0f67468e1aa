import { Agent, request } from "undici"

/** What one request for looking found. It says whether something answers there, and nothing about money. */
export type Probed =
  | {
      readonly kind: "answered"
      readonly httpStatus: number
      /** What the other side's clock showed, as far as it says so. */
      readonly date: Date | undefined
      readonly body: string
    }
  | { readonly kind: "failed"; readonly reason: string }

export type Probe = {
  readonly url: string
  /** A form, posted; without it the address is only asked for. */
  readonly form?: Readonly<Record<string, string>>
  readonly timeoutMs: number
}

const MAX_BYTES = 65_536

/** Never rejects, asks once, follows no redirect, and keeps no socket. */
export async function probe({ url, form, timeoutMs }: Probe): Promise<Probed> {
  const agent = new Agent({ maxResponseSize: MAX_BYTES, connect: { timeout: timeoutMs } })
  const signal = AbortSignal.timeout(timeoutMs)
  try {
    const response = await request(url, {
      dispatcher: agent,
      signal,
      ...(form && {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams(form).toString(),
      }),
    })
    const bytes = await response.body.arrayBuffer().catch(() => new ArrayBuffer(0))
    return {
      kind: "answered",
      httpStatus: response.statusCode,
      date: dateOf(response.headers.date),
      body: Buffer.from(bytes).toString("latin1"),
    }
  } catch (thrown) {
    return { kind: "failed", reason: whyOf(thrown, signal, timeoutMs) }
  } finally {
    await agent.destroy()
  }
}

function dateOf(header: string | string[] | undefined): Date | undefined {
  const written = Array.isArray(header) ? header[0] : header
  const date = written === undefined ? undefined : new Date(written)
  return date && !Number.isNaN(date.getTime()) ? date : undefined
}

/** By code, for messages of sockets are not for people. */
function whyOf(thrown: unknown, signal: AbortSignal, timeoutMs: number): string {
  if (signal.aborted) return `no answer within ${timeoutMs / 1_000} seconds`
  const { code, cause } = thrown as { code?: unknown; cause?: { code?: unknown } }
  const known = code ?? cause?.code
  const words: Readonly<Record<string, string>> = {
    ENOTFOUND: "its name is not known here (DNS)",
    EAI_AGAIN: "its name cannot be looked up at the moment (DNS)",
    ECONNREFUSED: "nothing listens there, or a firewall refuses",
    ECONNRESET: "the connection was cut",
    UND_ERR_SOCKET: "the connection was cut",
    UND_ERR_CONNECT_TIMEOUT: "the connection did not stand in time",
    CERT_HAS_EXPIRED: "its certificate has expired",
  }
  const named = typeof known === "string" ? known : "no code"
  return `${words[named] ?? "the connection failed"} (${named})`
}
