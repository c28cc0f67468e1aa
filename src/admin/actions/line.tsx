import { Input } from "@medusajs/ui"
import type { ComponentProps } from "react"
import { Field, type FieldProps } from "../components/field"
import { MASKED, UNKEPT } from "../components/unkept"
import { useTexts } from "../lib/texts"

type LineProps = Pick<FieldProps, "label" | "hint" | "mistake" | "optional"> &
  Pick<ComponentProps<typeof Input>, "inputMode" | "maxLength" | "type" | "disabled" | "min"> & {
    readonly value: string
    /** Dots on the screen. */
    readonly masked?: boolean
    readonly onChange: (text: string) => void
  }

/** One line of text that the browser is not to remember. */
export function Line(props: LineProps) {
  const { label, hint, mistake, optional = false, masked, onChange, ...input } = props
  const { t } = useTexts()
  return (
    <Field
      label={label}
      hint={hint}
      mistake={mistake}
      optional={optional}
      optionalText={t("common.optional")}
    >
      {(given) => (
        <Input
          {...given}
          {...input}
          {...UNKEPT}
          className={masked ? MASKED : ""}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}
