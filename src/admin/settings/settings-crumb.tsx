import { useTexts } from "../lib/texts"

export function SettingsCrumb() {
  const { t } = useTexts()
  return <span>{t("common.name")}</span>
}
