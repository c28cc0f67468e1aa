import { Button, Text } from "@medusajs/ui"
import { useTexts } from "../lib/texts"
import { PAGE_SIZE } from "./queries"

export type PageButtonsProps = {
  /** The first is 0. */
  readonly page: number
  readonly count: number
  readonly onChange: (page: number) => void
}

export function PageButtons({ page, count, onChange }: PageButtonsProps) {
  const { t } = useTexts()
  const from = page * PAGE_SIZE + 1
  const to = Math.min(count, from + PAGE_SIZE - 1)
  if (count <= PAGE_SIZE) return null
  return (
    <div className="flex flex-wrap items-center justify-between gap-2">
      <Text size="small" className="text-ui-fg-subtle tabular-nums">
        {t("bulk.report.page", { from, to, count })}
      </Text>
      <div className="flex gap-x-2">
        <Button
          type="button"
          size="small"
          variant="secondary"
          disabled={page === 0}
          onClick={() => onChange(page - 1)}
        >
          {t("area.list.prev")}
        </Button>
        <Button
          type="button"
          size="small"
          variant="secondary"
          disabled={to >= count}
          onClick={() => onChange(page + 1)}
        >
          {t("area.list.next")}
        </Button>
      </div>
    </div>
  )
}
