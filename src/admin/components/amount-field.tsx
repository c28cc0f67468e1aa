import { Input } from "@medusajs/ui"
import { amountMistake } from "../lib/money"
import { useTexts } from "../lib/texts"
import { Field } from "./field"

export { amountMistake }

export type AmountFieldProps = {
  readonly label: string
  /** As typed; `readTyped` makes minor units of it. */
  readonly value: string
  readonly currency: string
  readonly limitMinor?: number | undefined
  readonly disabled?: boolean
  /** An empty field is no mistake yet: nobody has tried to send it. */
  readonly untried?: boolean
  readonly onChange: (text: string) => void
}

export function AmountField(props: AmountFieldProps) {
  const { label, value, currency, limitMinor, disabled, untried, onChange } = props
  const { t, money } = useTexts()
  const found = amountMistake(value, currency, limitMinor)
  const mistake = untried && found === "empty" ? undefined : found
  const limit = limitMinor === undefined ? "" : money(limitMinor, currency)
  return (
    <Field
      label={label}
      hint={limitMinor === undefined ? undefined : t("common.amount.limit", { limit })}
      mistake={
        mistake && t(`common.amount.${mistake}`, { limit, currency: currency.toUpperCase() })
      }
    >
      {(given) => (
        <div className="relative">
          <Input
            {...given}
            inputMode="decimal"
            autoComplete="off"
            value={value}
            disabled={disabled}
            className="pr-14"
            onChange={(event) => onChange(event.target.value)}
          />
          <span
            aria-hidden
            className="text-ui-fg-subtle txt-small pointer-events-none absolute right-2 top-1/2 -translate-y-1/2"
          >
            {currency.toUpperCase()}
          </span>
        </div>
      )}
    </Field>
  )
}
