/** The plugin's texts, amounts and times in the dashboard's language. */
import { useTranslation } from "react-i18next"
import { showMinor } from "./money"

export function useTexts() {
  const { t, i18n } = useTranslation("sagepay")
  const language = i18n.language
  return {
    t,
    language,
    money: (minor: number, currency: string) => showMinor(minor, currency, language),
    date: (iso: string) =>
      new Intl.DateTimeFormat(language, { dateStyle: "medium" }).format(new Date(iso)),
    dateTime: (iso: string) =>
      new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(
        new Date(iso)
      ),
  }
}

export type Texts = ReturnType<typeof useTexts>
