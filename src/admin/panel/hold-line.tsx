import { Clock, ExclamationCircle } from "@medusajs/icons"
import { Text, clx } from "@medusajs/ui"
import { useTexts } from "../lib/texts"
import type { Payment } from "../lib/types"
import { holdEnd, isOver } from "./hold-end"

export type HoldLineProps = {
  readonly payment: Pick<Payment, "state" | "lapses_at" | "issuer_hold_until">
}

/** When the gateway ends the hold by itself, red when that is near; and when the bank may end it before. */
export function HoldLine({ payment }: HoldLineProps) {
  const { t, date, dateTime } = useTexts()
  const { state, lapses_at, issuer_hold_until } = payment
  if (lapses_at === null) return null
  const now = new Date()
  const { when, days } = holdEnd(lapses_at, now)
  const isPressing = when !== "later"
  const of = state === "authenticated" ? "authenticated" : "deferred"
  const text = {
    later: () => t(`panel.hold.${of}.ends`, { date: date(lapses_at), count: days }),
    soon: () => t(`panel.hold.${of}.ends`, { date: date(lapses_at), count: days }),
    last_day: () => t(`panel.hold.${of}.last_day`, { date: dateTime(lapses_at) }),
    over: () => t(`panel.hold.${of}.over`, { date: date(lapses_at) }),
  }[when]
  const Icon = isPressing ? ExclamationCircle : Clock
  return (
    <div className="flex items-start gap-x-2 px-6 py-3">
      <Icon
        aria-hidden
        className={clx("mt-0.5 shrink-0", isPressing ? "text-ui-fg-error" : "text-ui-fg-muted")}
      />
      <div className="flex flex-col gap-y-1">
        <Text size="small" className={isPressing ? "text-ui-fg-error" : "text-ui-fg-subtle"}>
          {text()}
        </Text>
        {issuer_hold_until !== null && when !== "over" && (
          <Text size="small" className="text-ui-fg-subtle">
            {t(isOver(issuer_hold_until, now) ? "panel.hold.issuer_over" : "panel.hold.issuer", {
              date: date(issuer_hold_until),
            })}
          </Text>
        )}
      </div>
    </div>
  )
}
