import { Crumb } from "../components/crumb"
import { useTexts } from "../lib/texts"

export function TransactionCrumb() {
  const { t } = useTexts()
  return <Crumb text={t("panel.page.crumb")} />
}
