import { Button, Skeleton, Text } from "@medusajs/ui"
import { useSettings } from "../lib/queries"
import { useTexts } from "../lib/texts"
import type { AttentionEntry } from "../lib/types"
import { choiceText } from "./choice-text"
import { isAllowed, type Choice } from "./choices"

export type ChoiceButtonsProps = {
  readonly entry: AttentionEntry
  readonly onChoose: (choice: Choice) => void
}

/** What this person may do about an entry; what only others may is named, so that they can be asked. */
export function ChoiceButtons({ entry, onChoose }: ChoiceButtonsProps) {
  const { t } = useTexts()
  const { data: settings } = useSettings()
  if (!settings) return <Skeleton className="h-7 w-56" />
  const labelOf = (choice: Choice) => choiceText(t, entry.kind, choice).label
  const mine = entry.choices.filter((choice) => isAllowed(choice, settings.may))
  const others = entry.choices.filter((choice) => !isAllowed(choice, settings.may))
  return (
    <div className="flex flex-col gap-y-2">
      {mine.length > 0 && (
        <div className="flex flex-wrap gap-2">
          {mine.map((choice) => (
            <Button
              key={choice.id}
              size="small"
              variant={choice.id === "resolve" ? "transparent" : "secondary"}
              onClick={() => onChoose(choice)}
            >
              {labelOf(choice)}
            </Button>
          ))}
        </div>
      )}
      {others.length > 0 && (
        <Text size="xsmall" className="text-ui-fg-subtle">
          {t("attention.not_yours", { choices: others.map(labelOf).join(", ") })}
        </Text>
      )}
    </div>
  )
}
