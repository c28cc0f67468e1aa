import { StatusBadge, Text } from "@medusajs/ui"
import { useTexts } from "../lib/texts"
import type { Settings } from "../lib/types"
import { Address } from "./address"
import { Row } from "./row"
import { Section } from "./section"

type Account = Settings["accounts"][number]

export function Accounts({ accounts }: { readonly accounts: readonly Account[] }) {
  const { t } = useTexts()
  const isOne = accounts.length === 1
  return accounts.map((account) => (
    <Section
      key={account.account}
      title={
        isOne
          ? t("settings.accounts.title")
          : t("settings.accounts.named", { account: account.account })
      }
      text={t("settings.accounts.text")}
    >
      <dl className="divide-y">
        <Row label={t("settings.accounts.vendor")} option="vendor">
          <span className="font-mono">{account.vendor}</span>
        </Row>
        <Gateway account={account} />
        <Row label={t("settings.accounts.protocol")} option="protocol">
          {account.protocol}
        </Row>
        <Reporting account={account} />
      </dl>
    </Section>
  ))
}

function Gateway({ account: { environment, gateway_url } }: { readonly account: Account }) {
  const { t } = useTexts()
  return (
    <Row
      label={t("settings.accounts.gateway")}
      option={environment === null ? "gateway_url" : "environment"}
    >
      <StatusBadge color={environment === "live" ? "green" : "orange"}>
        {t(`settings.environments.${environment ?? "other"}`)}
      </StatusBadge>
      <Address value={gateway_url} />
    </Row>
  )
}

function Reporting({ account }: { readonly account: Account }) {
  const { t, dateTime } = useTexts()
  const { reporting_configured, reporting_refused_at } = account
  const is = !reporting_configured ? "missing" : reporting_refused_at ? "refused" : "configured"
  const color = { missing: "grey", refused: "red", configured: "green" } as const
  return (
    <Row
      label={t("settings.reporting.label")}
      meaning={t("settings.reporting.meaning")}
      option="reporting"
    >
      <StatusBadge color={color[is]}>{t(`settings.reporting.${is}.label`)}</StatusBadge>
      <Text size="small" className="text-ui-fg-subtle text-pretty">
        {t(`settings.reporting.${is}.text`, {
          when: reporting_refused_at === null ? "" : dateTime(reporting_refused_at),
        })}
      </Text>
    </Row>
  )
}
