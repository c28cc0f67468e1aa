/** How far captures have come, and which of them the header tells of. */
import type { Bulk, ItemStatus } from "./types"

const OVER: readonly ItemStatus[] = ["captured", "nothing", "failed"]
const DAY = 86_400_000

export function doneOf({ counts }: Pick<Bulk, "counts">): number {
  return OVER.reduce((sum, status) => sum + counts[status], 0)
}

export function percentOf(bulk: Pick<Bulk, "counts" | "total">): number {
  return bulk.total === 0 ? 100 : Math.floor((100 * doneOf(bulk)) / bulk.total)
}

/** The newest that is under way; else the newest of the last day in which something failed, for somebody must read that. */
export function shownBulk(bulks: readonly Bulk[], now: Date): Bulk | undefined {
  const newest = [...bulks].sort((one, other) => other.created_at.localeCompare(one.created_at))
  const isRecent = ({ finished_at }: Bulk) =>
    finished_at !== null && now.getTime() - new Date(finished_at).getTime() < DAY
  return (
    newest.find(({ status }) => status === "open") ??
    newest.find((bulk) => bulk.counts.failed > 0 && isRecent(bulk))
  )
}

/** Those that were under way when they were last looked at, and are over now. */
export function finishedSince(before: ReadonlySet<string>, bulks: readonly Bulk[]): Bulk[] {
  return bulks.filter(({ id, status }) => status === "done" && before.has(id))
}

export function openIds(bulks: readonly Bulk[]): Set<string> {
  return new Set(bulks.filter(({ status }) => status === "open").map(({ id }) => id))
}
