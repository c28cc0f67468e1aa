/** What went wrong, and what it means for what was asked. */
import { FetchError } from "@medusajs/js-sdk"

export type Fault = {
  readonly kind:
    | "invalid"
    | "forbidden"
    | "not_found"
    | "not_allowed"
    | "busy"
    | "declined"
    | "refused"
    | "partly"
    | "not_sent"
    | "unclear"
  /** The server's own words, which say what happened to the money. */
  readonly message: string
  /** Undefined where no answer came. */
  readonly status?: number | undefined
}

/** An answer that is no success, with what the server calls it. */
export class AnswerError extends Error {
  constructor(
    message: string,
    readonly status: number,
    readonly type: string | undefined
  ) {
    super(message)
    this.name = "AnswerError"
  }

  static async of(response: Response): Promise<AnswerError> {
    // A proxy's page is no JSON, and says nothing that is known here.
    const body: unknown = await response.json().catch(() => null)
    const { message, type } = (body ?? {}) as { message?: unknown; type?: unknown }
    return new AnswerError(
      typeof message === "string" ? message : response.statusText || String(response.status),
      response.status,
      typeof type === "string" ? type : undefined
    )
  }
}

const OF_TYPE: ReadonlyMap<string | undefined, Fault["kind"]> = new Map([
  ["sagepay_invalid", "invalid"],
  ["invalid_data", "invalid"],
  ["sagepay_not_allowed", "not_allowed"],
  ["sagepay_another_shop", "not_allowed"],
  ["sagepay_hold_kept", "not_allowed"],
  ["sagepay_busy", "busy"],
  ["sagepay_declined", "declined"],
  ["sagepay_refused", "refused"],
  ["sagepay_partly", "partly"],
  ["sagepay_not_sent", "not_sent"],
])

/** Those that were turned away before anything was done. */
const OF_STATUS: Readonly<Record<number, Fault["kind"]>> = {
  401: "forbidden",
  403: "forbidden",
  404: "not_found",
}

/** Without a word of the server's own, nobody here knows what it did: the same key may be sent again. */
export function faultOf(error: unknown): Fault {
  const message = error instanceof Error ? error.message : String(error)
  const type = error instanceof AnswerError ? error.type : undefined
  const isAnswer = error instanceof AnswerError || error instanceof FetchError
  const status = isAnswer ? error.status : undefined
  return { kind: OF_TYPE.get(type) ?? OF_STATUS[status ?? 0] ?? "unclear", message, status }
}

const FINAL: ReadonlySet<Fault["kind"]> = new Set<Fault["kind"]>([
  "invalid",
  "not_allowed",
  "declined",
  "refused",
  "partly",
])

/** Under the key that it was sent with, nothing more will ever come of it. */
export const isFinal = ({ kind }: Fault): boolean => FINAL.has(kind)
