import { Select } from "@medusajs/ui"
import { Field } from "../components/field"
import { useTexts } from "../lib/texts"
import { Line } from "./line"
import { MIT_DETAILS, MIT_TYPES, type Mit } from "./mit"
import type { ActionFormState } from "./use-action-form"

/** Why the card is charged without the shopper, and what that reason needs. */
export function MitFields({ form }: { readonly form: ActionFormState }) {
  const { t } = useTexts()
  const { values, setValues, mistakes, isTried } = form
  const { mit } = values
  const set = (given: Partial<Mit>) => setValues({ ...values, mit: { ...mit, ...given } })
  const choose = (chosen: string) => {
    const type = MIT_TYPES.find((one) => one === chosen)
    if (type) set({ type })
  }
  return (
    <>
      <Field label={t("actions.why")} hint={t("actions.why_hint")}>
        {(given) => (
          <Select value={mit.type} onValueChange={choose}>
            <Select.Trigger {...given}>
              <Select.Value />
            </Select.Trigger>
            <Select.Content>
              {MIT_TYPES.map((type) => (
                <Select.Item key={type} value={type}>
                  {t(`actions.mit.${type}`)}
                </Select.Item>
              ))}
            </Select.Content>
          </Select>
        )}
      </Field>
      {MIT_DETAILS[mit.type].map((detail) => (
        <Line
          key={detail}
          label={t(`actions.mit_details.${detail}`)}
          mistake={
            isTried && mistakes.others.has(detail) ? t(`actions.mit_wrong.${detail}`) : undefined
          }
          value={mit[detail]}
          {...(detail === "expiry" ? { type: "date" } : { inputMode: "numeric", maxLength: 4 })}
          onChange={(text) => set({ [detail]: text })}
        />
      ))}
    </>
  )
}
