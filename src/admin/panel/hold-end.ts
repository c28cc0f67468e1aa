/** When the gateway ends a hold by itself, and how pressing that is. */
const DAY = 86_400_000
const SOON_DAYS = 5

export type HoldEnd = {
  readonly when: "later" | "soon" | "last_day" | "over"
  /** Whole days that are left, begun ones counted. */
  readonly days: number
}

export function holdEnd(lapsesAt: string, now: Date): HoldEnd {
  const left = new Date(lapsesAt).getTime() - now.getTime()
  const days = Math.max(0, Math.ceil(left / DAY))
  if (left <= 0) return { when: "over", days }
  if (left <= DAY) return { when: "last_day", days }
  return { when: days <= SOON_DAYS ? "soon" : "later", days }
}

export function isOver(time: string, now: Date): boolean {
  return new Date(time).getTime() <= now.getTime()
}
