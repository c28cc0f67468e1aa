import { Hint, Label, Switch } from "@medusajs/ui"
import { useId } from "react"
import { useTexts } from "../lib/texts"
import { owedOf } from "./offers"
import type { ActionFormState } from "./use-action-form"
import { maySettle, withSettles } from "./values"

/** Whether it is for what the order owes. */
export function SettlesSwitch({ form }: { readonly form: ActionFormState }) {
  const { t, money } = useTexts()
  const id = useId()
  const { subject, values, setValues } = form
  const may = maySettle(subject)
  if (may === "no") return null
  const owed = money(owedOf(subject.view), subject.transaction.currency_code)
  return (
    <div className="flex items-start gap-x-3">
      <Switch
        id={id}
        size="small"
        className="mt-0.5 shrink-0"
        checked={values.settles}
        disabled={may === "must"}
        aria-describedby={may === "must" ? `${id}-why` : undefined}
        onCheckedChange={(settles) => setValues(withSettles(subject, values, settles))}
      />
      <div className="flex flex-col gap-y-1">
        <Label htmlFor={id} size="small" weight="plus" className="text-pretty">
          {t("actions.settles", { owed })}
        </Label>
        {may === "must" && <Hint id={`${id}-why`}>{t("actions.settles_only")}</Hint>}
      </div>
    </div>
  )
}
