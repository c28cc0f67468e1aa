import { ExclamationCircleSolid } from "@medusajs/icons"
import { Button, Heading, Text, clx } from "@medusajs/ui"
import { useId, useState } from "react"
import { Link } from "react-router-dom"
import { LINK } from "../components/link-style"
import { useTexts } from "../lib/texts"
import type { AttentionEntry } from "../lib/types"
import { ChoiceButtons } from "./choice-buttons"
import { kindText } from "./choice-text"
import type { Choice } from "./choices"
import { EntryDetails } from "./entry-details"

export type EntryProps = {
  readonly entry: AttentionEntry
  /** Inside an order: that order needs no link. */
  readonly compact?: boolean
  readonly orderNumber?: number | undefined
  readonly onChoose: (choice: Choice) => void
}

/** What happened, what it means for the money, and what can be done about it. */
export function Entry({ entry, compact, orderNumber, onChoose }: EntryProps) {
  const { t, dateTime } = useTexts()
  const { title, meaning } = kindText(t, entry)
  return (
    <article className={clx("flex gap-x-3", "px-6", compact ? "py-4" : "py-5")}>
      <ExclamationCircleSolid className="text-ui-tag-orange-icon mt-0.5 shrink-0" aria-hidden />
      <div className="flex min-w-0 flex-1 flex-col gap-y-3">
        <div className="flex flex-col gap-y-1">
          <div className="flex flex-wrap items-baseline justify-between gap-x-4">
            <Heading level={compact ? "h3" : "h2"} className="h3-core text-pretty">
              {title}
            </Heading>
            <Text as="span" size="xsmall" className="text-ui-fg-subtle">
              <time dateTime={entry.since}>{dateTime(entry.since)}</time>
            </Text>
          </div>
          <Text size="small" className="text-ui-fg-subtle max-w-3xl text-pretty">
            {meaning}
          </Text>
        </div>
        <Text size="small" className="max-w-3xl text-pretty break-words">
          {entry.message}
        </Text>
        <More entry={entry} compact={compact} orderNumber={orderNumber} />
        <ChoiceButtons entry={entry} onChoose={onChoose} />
      </div>
    </article>
  )
}

const SMALL_LINK = `txt-compact-small ${LINK}`

function More({ entry, compact, orderNumber }: Omit<EntryProps, "onChoose">) {
  const { t } = useTexts()
  const [isOpen, setOpen] = useState(false)
  const id = useId()
  const to = transactionAddress(entry)
  return (
    <div className="flex flex-col gap-y-2">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        {!compact && entry.order_id !== null && (
          <Link to={`/orders/${entry.order_id}`} className={SMALL_LINK}>
            {orderNumber === undefined
              ? t("common.order")
              : t("attention.order", { number: orderNumber })}
          </Link>
        )}
        {to && (
          <Link to={to} className={SMALL_LINK}>
            {t("attention.transaction")}
          </Link>
        )}
        <Button
          size="small"
          variant="transparent"
          className="text-ui-fg-subtle -mx-2"
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => setOpen(!isOpen)}
        >
          {isOpen ? t("attention.details.hide") : t("attention.details.show")}
        </Button>
      </div>
      <div id={id} hidden={!isOpen}>
        {isOpen && <EntryDetails entry={entry} />}
      </div>
    </div>
  )
}

/** Where nobody knows its transaction, the list is searched for its code. */
function transactionAddress({ facts, transaction_id }: AttentionEntry): string | undefined {
  if (transaction_id !== null) return `/sagepay/transactions/${transaction_id}`
  const code = facts.vendor_tx_code
  return typeof code === "string" ? `/sagepay?q=${encodeURIComponent(code)}` : undefined
}
