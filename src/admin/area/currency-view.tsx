import { Text } from "@medusajs/ui"
import { Link } from "react-router-dom"
import { LINK } from "../components/link-style"
import { useTexts } from "../lib/texts"
import { DayChart } from "./day-chart"
import { sumOf } from "./chart-scale"
import type { Currency } from "./queries"
import { LIST } from "./place"

/** The figures of one currency, and its days. */
export function CurrencyView({ currency }: { readonly currency: Currency }) {
  const { t, money } = useTexts()
  const { currency_code: code, days, holds } = currency
  const inPeriod = t("area.overview.last_days", { count: days.length })
  const figures = [
    ["held_now", currency.held_now_minor, t("area.overview.held_now_hint")],
    ["authenticated_now", currency.authenticated_now_minor, t("area.overview.authenticated_hint")],
    ["taken", sumOf(days, "taken"), inPeriod],
    ["refunded", sumOf(days, "refunded"), inPeriod],
  ] as const
  return (
    <div className="flex flex-col gap-y-6 px-6 py-4">
      <dl className="grid grid-cols-2 gap-x-4 gap-y-4 md:grid-cols-4">
        {figures.map(([name, minor, hint]) => (
          <div key={name} className="flex min-w-0 flex-col gap-y-1">
            <dt className="txt-compact-small text-ui-fg-subtle">{t(`area.overview.${name}`)}</dt>
            <dd className="flex flex-col gap-y-1">
              <span className="text-ui-fg-base break-words text-lg font-medium tabular-nums">
                {money(minor, code)}
              </span>
              <span className="txt-compact-xsmall text-ui-fg-subtle">{hint}</span>
            </dd>
          </div>
        ))}
      </dl>
      {holds > 0 && (
        <Text size="small" className="text-ui-fg-subtle -mt-3">
          <Link className={LINK} to={`?state=deferred,authenticated&currency=${code}#${LIST}`}>
            {t("area.overview.holds", { count: holds })}
          </Link>
        </Text>
      )}
      <DayChart currency={code} days={days} />
    </div>
  )
}
