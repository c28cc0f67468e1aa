import { Clock, ExclamationCircle } from "@medusajs/icons"
import { Text, clx } from "@medusajs/ui"
import { useTexts } from "../lib/texts"
import type { Payment } from "../lib/types"
import { holdEnd } from "./hold-end"

export type HoldLineProps = { readonly payment: Pick<Payment, "state" | "lapses_at"> }

/** When the gateway ends the hold by itself, red when that is near. */
export function HoldLine({ payment: { state, lapses_at } }: HoldLineProps) {
  const { t, date, dateTime } = useTexts()
  if (lapses_at === null) return null
  const { when, days } = holdEnd(lapses_at, new Date())
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
      <Text size="small" className={isPressing ? "text-ui-fg-error" : "text-ui-fg-subtle"}>
        {text()}
      </Text>
    </div>
  )
}
