/** Reports give the time of Europe/London [inferred], as `dd/MM/yyyy HH:mm:ss`, some with thousandths. */
const HOUR = 3_600_000
const WRITTEN = /^(\d{2})\/(\d{2})\/(\d{4}) (\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,3}))?$/

const clock = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Europe/London",
  hourCycle: "h23",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
})

/** What a clock in London shows, to the second. */
export function toLondonTime(instant: Date): string {
  return clock.format(instant).replace(",", "")
}

/**
 * Undefined for what is no date. The hour that comes twice in autumn is read as its first coming,
 * the one that is left out in spring as if the clocks had not been changed yet.
 */
export function fromLondonTime(text: string): Date | undefined {
  const parts = WRITTEN.exec(text)
  if (!parts) return undefined
  const [day = 0, month = 0, year = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1, 7)
    .map(Number)
  const thousandths = Number((parts[7] ?? "").padEnd(3, "0"))
  const winter = new Date(Date.UTC(year, month - 1, day, hour, minute, second, thousandths))
  // Date.UTC carries over: 31/02 would become a day in March.
  if (winter.getUTCDate() !== day || winter.getUTCMonth() !== month - 1) return undefined
  if (hour > 23 || minute > 59 || second > 59) return undefined
  const summer = new Date(winter.getTime() - HOUR)
  return toLondonTime(summer) === text.slice(0, 19) ? summer : winter
}

/** Whether a clock in London shows the same an hour earlier or later. */
export function comesTwice(instant: Date): boolean {
  const shown = toLondonTime(instant)
  return [-HOUR, HOUR].some((shift) => toLondonTime(new Date(instant.getTime() + shift)) === shown)
}
