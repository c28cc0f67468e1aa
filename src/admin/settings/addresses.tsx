import { useTexts } from "../lib/texts"
import type { Settings } from "../lib/types"
import { Address } from "./address"
import { Row } from "./row"
import { Section } from "./section"

type AddressesProps = Pick<Settings, "backend_url" | "notification_url" | "storefront">

export function Addresses({ backend_url, notification_url, storefront }: AddressesProps) {
  const { t } = useTexts()
  return (
    <Section title={t("settings.addresses.title")}>
      <dl className="divide-y">
        <Row
          label={t("settings.addresses.notification.label")}
          meaning={t("settings.addresses.notification.meaning")}
        >
          <Address value={notification_url} copyLabel={t("settings.addresses.notification.copy")} />
        </Row>
        <Row
          label={t("settings.addresses.backend.label")}
          meaning={t("settings.addresses.backend.meaning")}
          option="backend_url"
        >
          <Address value={backend_url} />
        </Row>
        <Row
          label={t("settings.addresses.success.label")}
          meaning={t("settings.addresses.success.meaning")}
          option="storefront.success_url"
        >
          <Address value={storefront.success_url} />
        </Row>
        <Row
          label={t("settings.addresses.failure.label")}
          meaning={t("settings.addresses.failure.meaning")}
          option="storefront.failure_url"
        >
          <Address value={storefront.failure_url} />
        </Row>
        <Row
          label={t("settings.addresses.origins.label")}
          meaning={t("settings.addresses.origins.meaning")}
          option="storefront.allowed_origins"
        >
          {storefront.allowed_origins.length === 0
            ? t("settings.addresses.origins.none")
            : storefront.allowed_origins.map((origin) => <Address key={origin} value={origin} />)}
        </Row>
      </dl>
    </Section>
  )
}
