import { Checkbox, Input, Label, Textarea } from "@medusajs/ui"
import { useId } from "react"
import { AmountField } from "../components/amount-field"
import { Field } from "../components/field"
import { MASKED, UNKEPT } from "../components/unkept"
import { useTexts } from "../lib/texts"
import { MAX_WORDS, mistakeIn, type FormField, type Mistake, type Money } from "./fields"

export type ChoiceFieldProps = {
  readonly field: FormField
  readonly value: string
  readonly money: Money | undefined
  /** Somebody has tried to send it: what is missing is a mistake now. */
  readonly tried: boolean
  readonly disabled: boolean
  readonly onChange: (value: string) => void
}

/** One field of a choice's form, by its name; a name that has no text is shown with the server's own. */
export function ChoiceField(props: ChoiceFieldProps) {
  const { field, value, money, tried, disabled, onChange } = props
  const { t } = useTexts()
  const text = (part: "label" | "hint" | "format", fallback: string) =>
    t(`attention.fields.${field.name}.${part}`, { defaultValue: fallback })
  const label = text("label", field.name)

  if (field.kind === "amount") {
    return (
      money && (
        <AmountField
          label={label}
          value={value}
          currency={money.currency}
          limitMinor={money.limitMinor}
          disabled={disabled}
          untried={!tried}
          onChange={onChange}
        />
      )
    )
  }
  if (field.kind === "flag") {
    return <Flag label={label} value={value} disabled={disabled} onChange={onChange} />
  }
  const found = mistakeIn(field, value, money)
  const said: Partial<Record<NonNullable<Mistake>, string>> = {
    missing: t("attention.mistakes.missing"),
    too_short: t("attention.mistakes.too_short"),
    format: text("format", t("attention.mistakes.format")),
    card: t("common.card_here"),
  }
  return (
    <Field
      label={label}
      hint={text("hint", field.description)}
      mistake={found && (tried || found === "card") ? said[found] : undefined}
      optional={!field.required}
      optionalText={t("common.optional")}
    >
      {(given) =>
        field.kind === "words" ? (
          <Textarea
            {...given}
            value={value}
            disabled={disabled}
            maxLength={MAX_WORDS}
            rows={3}
            onChange={(event) => onChange(event.target.value)}
          />
        ) : (
          <Input
            {...given}
            {...UNKEPT}
            value={value}
            disabled={disabled}
            className={field.kind === "secret" ? MASKED : ""}
            onChange={(event) => onChange(event.target.value)}
          />
        )
      }
    </Field>
  )
}

type FlagProps = Pick<ChoiceFieldProps, "value" | "disabled" | "onChange"> & {
  readonly label: string
}

function Flag({ label, value, disabled, onChange }: FlagProps) {
  const id = useId()
  return (
    <div className="flex items-center gap-x-2">
      <Checkbox
        id={id}
        checked={value === "true"}
        disabled={disabled}
        onCheckedChange={(checked) => onChange(checked === true ? "true" : "")}
      />
      <Label htmlFor={id} size="small">
        {label}
      </Label>
    </div>
  )
}
