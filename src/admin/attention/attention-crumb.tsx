import { Crumb } from "../components/crumb"
import { useTexts } from "../lib/texts"

export function AttentionCrumb() {
  const { t } = useTexts()
  return <Crumb text={t("attention.title")} />
}
