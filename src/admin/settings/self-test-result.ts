/** The self-test as it is read: what is wrong first, and in one sentence what it comes to. */
import type { SelfTest } from "../lib/types"

export type Check = SelfTest["checks"][number]
export type Verdict = "failed" | "unclear" | "passed"

export function verdictOf({ ok }: Pick<Check, "ok">): Verdict {
  if (ok === null) return "unclear"
  return ok ? "passed" : "failed"
}

const ORDER: readonly Verdict[] = ["failed", "unclear", "passed"]

export function inOrder(checks: readonly Check[]): Check[] {
  return ORDER.flatMap((verdict) => checks.filter((check) => verdictOf(check) === verdict))
}

export type Summary = { readonly verdict: Verdict; readonly count: number }

/** What it comes to, and how many checks say so. */
export function summaryOf({ checks }: Pick<SelfTest, "checks">): Summary {
  const verdict = ORDER.find((one) => checks.some((check) => verdictOf(check) === one)) ?? "passed"
  return { verdict, count: checks.filter((check) => verdictOf(check) === verdict).length }
}

/** Told only where there is more than one. */
export function hasSeveralAccounts(checks: readonly Check[]): boolean {
  return new Set(checks.flatMap(({ account }) => account ?? [])).size > 1
}
