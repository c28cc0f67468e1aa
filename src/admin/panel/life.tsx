import { Button } from "@medusajs/ui"
import { useId, useState } from "react"
import { useTexts } from "../lib/texts"
import type { Payment } from "../lib/types"
import { LifeEntry } from "./life-entry"
import { fewOf, lifeRows } from "./life-rows"
import { Section } from "./section"

export type LifeProps = {
  readonly payment: Payment
  /** The transaction that the page is about: marked where it is only a part of the payment. */
  readonly here?: string | undefined
}

export function Life({ payment, here }: LifeProps) {
  const { t } = useTexts()
  const [isWhole, setWhole] = useState(false)
  const listId = useId()
  const highlighted = here === payment.id ? undefined : here
  const all = lifeRows(payment)
  const few = fewOf(all, highlighted)
  const hidden = all.length - few.length
  const rows = isWhole ? all : few
  return (
    <Section title={t("panel.life.title")}>
      <ol id={listId} className="flex flex-col">
        {rows.map((row, index) => (
          <LifeEntry
            key={`${row.entry.at} ${row.entry.what} ${row.entry.operation_id ?? row.entry.transaction_id}`}
            row={row}
            payment={payment}
            isLast={index === rows.length - 1}
            isHighlighted={row.entry.transaction_id === highlighted}
          />
        ))}
      </ol>
      {hidden > 0 && (
        <Button
          size="small"
          variant="transparent"
          className="w-fit"
          aria-expanded={isWhole}
          aria-controls={listId}
          onClick={() => setWhole(!isWhole)}
        >
          {isWhole ? t("common.less") : t("panel.life.more", { count: hidden })}
        </Button>
      )}
    </Section>
  )
}
