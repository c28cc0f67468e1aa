import { Crumb } from "../components/crumb"
import { useTexts } from "../lib/texts"
import type { Purpose } from "./draft"

export function FormCrumb({ purpose }: { readonly purpose: Purpose }) {
  const { t } = useTexts()
  return <Crumb text={t(`common.kinds.${purpose === "manual" ? "MANUAL" : "DIRECTREFUND"}`)} />
}
