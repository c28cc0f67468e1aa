import { Button, Text } from "@medusajs/ui"
import { useTexts } from "../lib/texts"
import { EVERYTHING, isNarrowed } from "./list-state"
import type { List } from "./use-list"

/** Nothing there at all is something else than nothing found. */
export function ListEmpty({ list: { state, change } }: { readonly list: List }) {
  const { t } = useTexts()
  const wasNarrowed = isNarrowed(state)
  const hint = state.q.trim() === "" ? "no_match" : "nothing_found_hint"
  return (
    <div className="flex flex-col items-center gap-y-2 text-center">
      <Text weight="plus">{t(wasNarrowed ? "area.list.nothing_found" : "area.list.empty")}</Text>
      <Text size="small" className="text-ui-fg-subtle max-w-md">
        {t(wasNarrowed ? `area.list.${hint}` : "area.list.empty_hint")}
      </Text>
      {wasNarrowed && (
        <Button
          size="small"
          variant="secondary"
          onClick={() => change({ ...EVERYTHING, order: state.order })}
        >
          {t("area.filters.clear")}
        </Button>
      )}
    </div>
  )
}
