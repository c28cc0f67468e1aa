import { Badge, StatusBadge } from "@medusajs/ui"
import { useTexts } from "../lib/texts"
import type { Settings } from "../lib/types"
import { Row } from "./row"
import { Section } from "./section"

export function EncryptionKeys({ ids }: { readonly ids: readonly string[] }) {
  const { t } = useTexts()
  return (
    <Section title={t("settings.keys.title")} text={t("settings.keys.text")}>
      <dl className="divide-y">
        {ids.map((id, index) => (
          <Row key={id} label={id} option={`encryption_keys[${index}]`}>
            {index === 0 ? (
              <>
                <StatusBadge color="green">{t("settings.keys.seals.label")}</StatusBadge>
                {t("settings.keys.seals.text")}
              </>
            ) : (
              <>
                <StatusBadge color="grey">{t("settings.keys.opens.label")}</StatusBadge>
                {t("settings.keys.opens.text")}
              </>
            )}
          </Row>
        ))}
      </dl>
    </Section>
  )
}

export function Providers({ providers }: Pick<Settings, "providers">) {
  const { t } = useTexts()
  return (
    <Section title={t("settings.providers.title")} text={t("settings.providers.text")}>
      {providers.length === 0 ? (
        <p className="txt-small text-ui-fg-subtle px-6 py-4">{t("settings.providers.none")}</p>
      ) : (
        <dl className="divide-y">
          {providers.map(({ id, is_enabled, regions }) => (
            <Row key={id} label={id}>
              {!is_enabled && (
                <StatusBadge color="red">{t("settings.providers.disabled")}</StatusBadge>
              )}
              {regions.length === 0 ? (
                <StatusBadge color="orange">{t("settings.providers.no_region")}</StatusBadge>
              ) : (
                <span className="flex flex-wrap gap-1">
                  {regions.map((region) => (
                    <Badge key={region} size="2xsmall">
                      {region}
                    </Badge>
                  ))}
                </span>
              )}
            </Row>
          ))}
        </dl>
      )}
    </Section>
  )
}
