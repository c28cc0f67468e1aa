import { Button, Container, Heading, Tabs, Text } from "@medusajs/ui"
import { useState } from "react"
import { Link } from "react-router-dom"
import { useTexts } from "../lib/texts"
import { CurrencyView } from "./currency-view"
import { Lapsing } from "./lapsing-list"
import { LoadError } from "../components/load-error"
import { Loading } from "./loading"
import { useOverview, type Currency } from "./queries"

const PERIODS = [7, 30, 90] as const
type Period = (typeof PERIODS)[number]

/** What is on cards now, what moved lately, and which holds end soon. */
export function Overview() {
  const { t } = useTexts()
  const [period, setPeriod] = useState<Period>(30)
  const { data, error, isPlaceholderData, refetch } = useOverview(period)
  return (
    <div className="grid grid-cols-1 gap-2 xl:grid-cols-3">
      <Container className="divide-y p-0 xl:col-span-2" aria-busy={isPlaceholderData}>
        <div className="flex flex-wrap items-center justify-between gap-2 px-6 py-4">
          <Heading level="h2">{t("area.overview.title")}</Heading>
          <PeriodButtons period={period} onChange={setPeriod} />
        </div>
        {error && !data && <LoadError error={error} onRetry={() => void refetch()} />}
        {!error && !data && <Loading className="h-80" />}
        {data && <Currencies currencies={data.currencies} />}
      </Container>
      <Lapsing lapsing={data?.lapsing} hasFailed={error !== null && !data} />
    </div>
  )
}

type PeriodButtonsProps = {
  readonly period: Period
  readonly onChange: (period: Period) => void
}

function PeriodButtons({ period, onChange }: PeriodButtonsProps) {
  const { t } = useTexts()
  return (
    <div role="group" aria-label={t("area.overview.period")} className="flex gap-1">
      {PERIODS.map((days) => (
        <Button
          key={days}
          size="small"
          variant={days === period ? "secondary" : "transparent"}
          aria-pressed={days === period}
          onClick={() => onChange(days)}
        >
          {t("area.overview.days", { count: days })}
        </Button>
      ))}
    </div>
  )
}

function Currencies({ currencies }: { readonly currencies: readonly Currency[] }) {
  const { t } = useTexts()
  const [chosen, choose] = useState<string>()
  const [first] = currencies
  if (!first) return <NoPayments />
  if (currencies.length === 1) return <CurrencyView currency={first} />
  const shown = currencies.find(({ currency_code }) => currency_code === chosen) ?? first
  return (
    <Tabs value={shown.currency_code} onValueChange={choose}>
      <Tabs.List aria-label={t("common.currency")} className="flex-wrap px-6 pt-4">
        {currencies.map(({ currency_code }) => (
          <Tabs.Trigger key={currency_code} value={currency_code}>
            {currency_code.toUpperCase()}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      <Tabs.Content value={shown.currency_code}>
        <CurrencyView currency={shown} />
      </Tabs.Content>
    </Tabs>
  )
}

function NoPayments() {
  const { t } = useTexts()
  return (
    <div className="flex flex-col items-center gap-y-2 px-6 py-16 text-center">
      <Text weight="plus">{t("area.overview.none")}</Text>
      <Text size="small" className="text-ui-fg-subtle max-w-md">
        {t("area.overview.none_hint")}
      </Text>
      <Button size="small" variant="secondary" asChild>
        <Link to="/settings/sagepay">{t("area.overview.none_link")}</Link>
      </Button>
    </div>
  )
}
