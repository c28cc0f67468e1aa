import { Button, Container, Heading, Text } from "@medusajs/ui"
import { Link } from "react-router-dom"
import { RunningButton } from "../bulk/running-button"
import type { BulkDesk } from "../bulk/use-bulk"
import { DirectRefundButton, ManualPaymentButton } from "../cards"
import { useAttention, useSettings } from "../lib/queries"
import { useTexts } from "../lib/texts"
import { AdoptButton } from "./adopt-button"

export function Header({ bulk }: { readonly bulk: BulkDesk }) {
  const { t } = useTexts()
  const { data: settings } = useSettings()
  return (
    // Side by side only where all buttons fit into one row, in every language.
    <Container className="flex flex-col gap-3 px-6 py-4 2xl:flex-row 2xl:items-center 2xl:justify-between">
      <div className="min-w-0 shrink-[99]">
        <Heading level="h1">{t("common.name")}</Heading>
        <Text size="small" className="text-ui-fg-subtle">
          {t("area.subtitle")}
        </Text>
      </div>
      <div className="flex flex-wrap gap-2 2xl:justify-end">
        <RunningButton bulk={bulk} />
        <AttentionLink />
        <ManualPaymentButton />
        <DirectRefundButton />
        {settings?.may.settle && <AdoptButton accounts={settings.accounts} />}
      </div>
    </Container>
  )
}

function AttentionLink() {
  const { t } = useTexts()
  const { data } = useAttention({ limit: 1 })
  if (!data) return null
  const { count } = data
  return (
    <Button size="small" variant="secondary" asChild>
      <Link to="/sagepay/attention">
        {count > 0 && (
          <span
            aria-hidden
            className="bg-ui-tag-orange-icon inline-block size-2 shrink-0 rounded-full"
          />
        )}
        {count > 0 ? t("area.attention.count", { count }) : t("area.attention.none")}
      </Link>
    </Button>
  )
}
