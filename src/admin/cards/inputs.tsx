/**
 * The inputs of these forms, which nothing but the page may remember. `off`, and not the cc-* tokens: those tell the
 * browser that this is a card, so that it offers to fill in the person's own and to save the shopper's. It also keeps what
 * was typed from coming back with the page. Without a form and without names there is nothing that a browser counts as
 * submitted.
 */
import { Input, Select, Textarea } from "@medusajs/ui"
import { useLayoutEffect, useRef, type ComponentProps } from "react"
import { Field, type FieldProps } from "../components/field"
import { UNKEPT } from "../components/unkept"
import { useTexts } from "../lib/texts"
import { regroup } from "./number"

type Common = Omit<FieldProps, "children" | "optionalText">

type TextFieldProps = Common & {
  readonly value: string
  readonly maxLength: number
  readonly inputMode?: ComponentProps<"input">["inputMode"]
  readonly placeholder?: string
  readonly isLong?: boolean
  readonly onChange: (text: string) => void
  readonly onLeave?: () => void
}

export function TextField(props: TextFieldProps) {
  const { value, maxLength, inputMode, placeholder, isLong, onChange, onLeave, ...field } = props
  const { t } = useTexts()
  return (
    <Field {...field} optionalText={t("common.optional")}>
      {(given) => {
        const shared = {
          ...given,
          ...UNKEPT,
          value,
          maxLength,
          placeholder,
          onBlur: onLeave,
          onChange: (event: { target: { value: string } }) => onChange(event.target.value),
        }
        return isLong ? (
          <Textarea {...shared} rows={2} />
        ) : (
          <Input {...shared} inputMode={inputMode} />
        )
      }}
    </Field>
  )
}

type NumberFieldProps = Common & {
  readonly value: string
  readonly onChange: (text: string) => void
  readonly onLeave: () => void
}

/** Grouped as it is typed or pasted; the caret stays behind its digit. */
export function NumberField({ value, onChange, onLeave, ...field }: NumberFieldProps) {
  const input = useRef<HTMLInputElement>(null)
  const caret = useRef<number | null>(null)
  useLayoutEffect(() => {
    if (caret.current !== null) input.current?.setSelectionRange(caret.current, caret.current)
    caret.current = null
  })
  return (
    <Field {...field}>
      {(given) => (
        <Input
          {...given}
          {...UNKEPT}
          ref={input}
          value={value}
          inputMode="numeric"
          onBlur={onLeave}
          onChange={({ target }) => {
            const next = regroup(target.value, target.selectionStart ?? target.value.length)
            caret.current = next.caret
            onChange(next.text)
          }}
        />
      )}
    </Field>
  )
}

type SelectFieldProps<V extends string> = Common & {
  readonly value: V
  readonly options: readonly { readonly value: V; readonly label: string }[]
  readonly onChange: (value: V) => void
}

export function SelectField<V extends string>(props: SelectFieldProps<V>) {
  const { value, options, onChange, ...field } = props
  const { t } = useTexts()
  const choose = (chosen: string) => {
    const option = options.find((each) => each.value === chosen)
    if (option) onChange(option.value)
  }
  return (
    <Field {...field} optionalText={t("common.optional")}>
      {(given) => (
        <Select value={value} onValueChange={choose}>
          <Select.Trigger {...given}>
            <Select.Value />
          </Select.Trigger>
          <Select.Content>
            {options.map((option) => (
              <Select.Item key={option.value} value={option.value}>
                {option.label}
              </Select.Item>
            ))}
          </Select.Content>
        </Select>
      )}
    </Field>
  )
}
