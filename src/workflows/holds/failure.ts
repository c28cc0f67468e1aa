/** What a workflow of core's, or the ledger, threw. Core's workflows throw plain objects, too. */
export type Failure = { readonly code: string | undefined; readonly message: string }

export function failureOf(error: unknown): Failure {
  const { code, message } = (typeof error === "object" && error !== null ? error : {}) as {
    code?: unknown
    message?: unknown
  }
  return {
    code: typeof code === "string" ? code.replace(/^sagepay_/, "") : undefined,
    message: typeof message === "string" ? message : String(error),
  }
}

const LATER: readonly (string | undefined)[] = ["busy", "not_sent", "unknown", "another_shop"]

/** Nothing is wrong with it: it comes with the next sweep, or stands on the attention list as what it is. */
export function isLater({ code }: Failure): boolean {
  return LATER.includes(code)
}
