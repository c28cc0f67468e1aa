export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** The simulator's time: a base clock plus what tests have moved it by. */
export class Clock {
  #offset = 0
  readonly #base: () => Date

  constructor(base: () => Date = () => new Date()) {
    this.#base = base
  }

  now(): number {
    return this.#base().getTime() + this.#offset
  }

  get offset(): number {
    return this.#offset
  }

  set(time: number): void {
    this.#offset = time - this.#base().getTime()
  }

  reset(): void {
    this.#offset = 0
  }
}

const london = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Europe/London",
  year: "numeric",
  month: "numeric",
  day: "numeric",
  hour: "numeric",
  hourCycle: "h23",
})

function londonParts(time: number): { year: number; month: number; day: number; hour: number } {
  const parts = new Map(london.formatToParts(time).map((part) => [part.type, Number(part.value)]))
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0
  return { year: part("year"), month: part("month"), day: part("day"), hour: part("hour") }
}

/**
 * The settlement run that takes what was authorised at `time`: the next midnight in London.
 * Summer time changes at 01:00 UTC, so midnight always exists and exists once.
 */
export function settlementRunAfter(time: number): number {
  // Asked for every transaction again and again; the same for all of one hour.
  const hour = Math.floor(time / HOUR)
  const known = runs.get(hour)
  if (known !== undefined) return known
  const run = midnightAfter(time)
  runs.set(hour, run)
  return run
}

const runs = new Map<number, number>()

function midnightAfter(time: number): number {
  const { year, month, day } = londonParts(time)
  const utcMidnight = Date.UTC(year, month - 1, day + 1)
  const summer = utcMidnight - HOUR
  return londonParts(summer).hour === 0 ? summer : utcMidnight
}

/** The same time of day two years on, as a calendar counts it. */
export function yearsAfter(time: number, years: number): number {
  const date = new Date(time)
  date.setUTCFullYear(date.getUTCFullYear() + years)
  return date.getTime()
}
