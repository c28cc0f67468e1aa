/** One line of the self-test. */

export type TestResult = {
  readonly name: string
  /** The vendor account it is about; null for what is the server's. */
  readonly account: string | null
  /** Null: nobody can say, or it was not looked at; the message says why. */
  readonly ok: boolean | null
  readonly message: string
  /** What to do about it. */
  readonly todo: string | null
}

/** How long each look may take. */
export const PATIENCE_MS = 15_000

export function resultOf(
  name: string,
  account: string | null,
  ok: boolean | null,
  message: string,
  todo: string | null = null
): TestResult {
  return { name, account, ok, message, todo }
}
