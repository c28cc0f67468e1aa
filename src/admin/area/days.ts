/** Days of the calendar as `2026-11-21`. */

const DAY_MS = 86_400_000

/** Whether there is such a day. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const at = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}

/** Midnight where the reader is, so many days later. */
export function startOfDay(day: string, later = 0): Date {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number)
  return new Date(year, month - 1, date + later)
}

/** The day that it is where the reader is, so many days ago. */
export function dayAgo(now: Date, days = 0): string {
  const at = new Date(now.getFullYear(), now.getMonth(), now.getDate() - days)
  const two = (part: number) => String(part).padStart(2, "0")
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
}

/** A day is the same day everywhere: no time zone moves it. */
export function showDay(day: string, language: string, length: "short" | "long"): string {
  const parts: Intl.DateTimeFormatOptions =
    length === "short"
      ? { day: "numeric", month: "short" }
      : { weekday: "short", day: "numeric", month: "long", year: "numeric" }
  const format = new Intl.DateTimeFormat(language, { ...parts, timeZone: "UTC" })
  return format.format(new Date(`${day}T00:00:00Z`))
}

/** "in 3 days", "in 5 hours", "2 days ago". */
export function showDistance(iso: string, now: Date, language: string): string {
  const distance = new Date(iso).getTime() - now.getTime()
  const format = new Intl.RelativeTimeFormat(language, { numeric: "auto" })
  return Math.abs(distance) < DAY_MS
    ? format.format(Math.trunc(distance / 3_600_000), "hour")
    : format.format(Math.trunc(distance / DAY_MS), "day")
}
