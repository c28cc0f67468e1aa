/** Times as reports write them: dd/MM/yyyy HH:mm:ss, as a clock in London shows them (inferred). */
const clock = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Europe/London",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
})

export function londonTime(time: number): string {
  return clock.format(time).replace(",", "")
}

/** Some elements have thousandths too. */
export function londonTimeWithThousandths(time: number): string {
  return `${londonTime(time)}.${String(((time % 1000) + 1000) % 1000).padStart(3, "0")}`
}

/**
 * What a written time says, as a number that can be compared with others: the gateway keeps the
 * clock's face, so the hour that comes twice in October is one hour to it (inferred).
 */
export function faceOf(written: string): number | undefined {
  const match = /^(\d\d)\/(\d\d)\/(\d{4}) (\d\d):(\d\d):(\d\d)$/.exec(written)
  if (!match) return undefined
  const [day = 0, month = 0, year = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map(Number)
  const face = Date.UTC(year, month - 1, day, hour, minute, second)
  const read = new Date(face)
  const isReal = read.getUTCDate() === day && read.getUTCMonth() === month - 1
  return isReal && hour < 24 && minute < 60 && second < 60 ? face : undefined
}

/** The same face one month on; the last day of a shorter month. */
export function oneMonthAfter(face: number): number {
  const date = new Date(face)
  const day = date.getUTCDate()
  date.setUTCMonth(date.getUTCMonth() + 1)
  // The 31st of a month that has none runs over into the next one.
  if (date.getUTCDate() !== day) date.setUTCDate(0)
  return date.getTime()
}
