/**
 * The nightly settlement run: one batch per day, started at midnight in London, of everything authorised or released
 * the day before. Until it starts a transaction can be voided; afterwards only refunded (Shared guide 2.5). That the
 * gateway means Europe/London, summer time included, is inferred.
 */
const ZONE = "Europe/London"
const HOUR = 3_600_000

const clock = new Intl.DateTimeFormat("en-GB", {
  timeZone: ZONE,
  hourCycle: "h23",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
})

/** The first midnight in London after the given instant. */
export function settlementAfter(instant: Date): Date {
  const [day, month, year] = clock.format(instant).split("/").map(Number)
  const nextMidnightUtc = Date.UTC(year ?? 0, (month ?? 1) - 1, (day ?? 1) + 1)
  // London is at UTC or one hour ahead of it, so its midnight is one of these two instants.
  const summer = new Date(nextMidnightUtc - HOUR)
  return clock.format(summer) === clock.format(new Date(nextMidnightUtc))
    ? summer
    : new Date(nextMidnightUtc)
}

/** Whether money that entered the batch at `takenAt` is settled, as far as a clock can tell. */
export function isSettled(takenAt: Date, now: Date): boolean {
  return now.getTime() >= settlementAfter(takenAt).getTime()
}
