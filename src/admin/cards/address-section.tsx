/** Where the card's owner lives and where the goods go: seldom needed, so folded away. */
import { Button, Hint } from "@medusajs/ui"
import { useMemo } from "react"
import { COUNTRIES } from "../../protocol/countries"
import { useTexts } from "../lib/texts"
import { ADDRESS_FIELDS, addressDraft, type AddressDraft, type AddressField } from "./draft"
import { SelectField, TextField } from "./inputs"
import { Fold } from "./section"
import type { ShopAddress } from "./shop-order"

type AddressProps = {
  readonly title: string
  readonly value: AddressDraft
  /** The order's own. */
  readonly offered: ShopAddress | null | undefined
  readonly mistake: string | undefined
  readonly onChange: (address: AddressDraft) => void
}

export function AddressSection({ title, value, offered, mistake, onChange }: AddressProps) {
  const { t } = useTexts()
  const lines = ADDRESS_FIELDS.map((field) => value[field].trim()).filter((line) => line !== "")
  const set = (field: AddressField) => (text: string) => onChange({ ...value, [field]: text })
  return (
    <Fold
      title={title}
      summary={lines.join(", ") || t("cards.address.empty")}
      isForcedOpen={mistake !== undefined}
    >
      {mistake && (
        <Hint variant="error" role="alert" className="sm:col-span-2">
          {mistake}
        </Hint>
      )}
      {ADDRESS_FIELDS.map((field) =>
        field === "country_code" ? (
          <CountryField key={field} value={value[field]} onChange={set(field)} />
        ) : (
          <TextField
            key={field}
            label={t(`cards.address.${field}`)}
            value={value[field]}
            maxLength={200}
            onChange={set(field)}
          />
        )
      )}
      <div className="flex flex-wrap gap-2 sm:col-span-2">
        {offered && (
          <Button size="small" variant="secondary" onClick={() => onChange(addressDraft(offered))}>
            {t("cards.address.from_order")}
          </Button>
        )}
        {lines.length > 0 && (
          <Button size="small" variant="transparent" onClick={() => onChange(addressDraft())}>
            {t("cards.address.clear")}
          </Button>
        )}
      </div>
    </Fold>
  )
}

const NONE = "none"

function CountryField(props: { value: string; onChange: (code: string) => void }) {
  const { t, language } = useTexts()
  const options = useMemo(() => {
    const names = new Intl.DisplayNames(language, { type: "region" })
    const named = [...COUNTRIES].map((code) => ({ value: code, label: names.of(code) ?? code }))
    return named.sort((one, other) => one.label.localeCompare(other.label, language))
  }, [language])
  return (
    <SelectField
      label={t("cards.address.country_code")}
      value={props.value || NONE}
      options={[{ value: NONE, label: t("cards.address.no_country") }, ...options]}
      onChange={(code) => props.onChange(code === NONE ? "" : code)}
    />
  )
}
