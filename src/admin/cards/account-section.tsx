/** By which account and merchant number; most shops leave it as it is. */
import { useSettings } from "../lib/queries"
import { useTexts } from "../lib/texts"
import { ACCOUNT_TYPES } from "./draft"
import { SelectField, TextField } from "./inputs"
import { Section } from "./section"
import type { CardForm } from "./use-card-form"

export function AccountSection({ form }: { readonly form: CardForm }) {
  const { t } = useTexts()
  const accounts = useSettings().data?.accounts ?? []
  const { draft, patch, leave, mistakeOf } = form
  return (
    <Section title={t("cards.bank.title")}>
      {form.purpose === "manual" && (
        <TextField
          label={t("cards.bank.auth_code")}
          hint={t("cards.bank.auth_code_hint")}
          optional
          value={draft.authCode}
          maxLength={15}
          mistake={mistakeOf("auth_code")}
          onChange={(authCode) => patch({ authCode })}
          onLeave={() => leave("auth_code")}
        />
      )}
      <SelectField
        label={t("cards.bank.account_type")}
        hint={t("cards.bank.account_type_hint")}
        value={draft.accountType}
        options={[
          { value: "auto", label: t("cards.bank.account_types.auto") },
          ...ACCOUNT_TYPES.map((type) => ({
            value: type,
            label: t(`cards.bank.account_types.${type}`),
          })),
        ]}
        onChange={(accountType) => patch({ accountType })}
      />
      {accounts.length > 1 && (
        <SelectField
          label={t("common.account")}
          value={draft.account}
          options={accounts.map(({ account }) => ({ value: account, label: account }))}
          onChange={(account) => patch({ account })}
        />
      )}
    </Section>
  )
}
