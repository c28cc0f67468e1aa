/** What will happen to the shopper's money, and where it will be counted. */
import { Text } from "@medusajs/ui"
import { useTexts } from "../lib/texts"
import { countedIn, sayingOf } from "./saying"
import type { ActionFormState } from "./use-action-form"

export function Outcome({ form: { subject, values } }: { readonly form: ActionFormState }) {
  const texts = useTexts()
  const { t } = texts
  const { row, transaction } = subject
  const notes = [
    countedIn(texts, subject, values),
    row.action === "RELEASE" ? t("actions.once_only") : undefined,
    row.endsHold && transaction.order_id !== null ? t("actions.order_stays") : undefined,
  ].filter((note) => note !== undefined)
  return (
    <div className="bg-ui-bg-subtle flex flex-col gap-y-1 rounded-lg border p-3">
      <Text size="small" weight="plus" className="text-pretty">
        {sayingOf(texts, subject, values) ?? t("actions.says.nothing_yet")}
      </Text>
      {notes.map((note) => (
        <Text key={note} size="small" className="text-ui-fg-subtle text-pretty">
          {note}
        </Text>
      ))}
    </div>
  )
}
