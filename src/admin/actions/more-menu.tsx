/** What is done less often, and what cannot be done now, with the reason. */
import { TriangleDownMini } from "@medusajs/icons"
import { Button, clx, DropdownMenu } from "@medusajs/ui"
import { Fragment, useRef } from "react"
import { useTexts } from "../lib/texts"
import type { Transaction } from "../lib/types"
import { nameOf } from "./names"
import type { Offer } from "./offers"
import { refusalText } from "./refusal"

export type MoreMenuProps = {
  readonly transaction: Transaction
  readonly offers: readonly Offer[]
  readonly onPress: (offer: Offer) => void
}

export function MoreMenu({ transaction, offers, onPress }: MoreMenuProps) {
  const { t } = useTexts()
  const picked = useRef<Offer | null>(null)
  if (offers.length === 0) return null
  const firstRefused = offers.findIndex(({ refused }) => refused !== null)
  // Only when the menu is gone: the form gives the focus back to what had it, and that is the button.
  const press = () => {
    if (picked.current !== null) onPress(picked.current)
    picked.current = null
  }
  return (
    <DropdownMenu modal={false}>
      <DropdownMenu.Trigger asChild>
        <Button type="button" size="small" variant="secondary">
          {t("actions.more")}
          <TriangleDownMini />
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Content
        align="start"
        className="w-80 max-w-[calc(100vw-16px)] overflow-y-auto"
        onCloseAutoFocus={press}
      >
        {offers.map((offer, index) => (
          <Fragment key={offer.row.action}>
            {index === firstRefused && index > 0 && <DropdownMenu.Separator />}
            <Entry
              transaction={transaction}
              offer={offer}
              onPick={() => (picked.current = offer)}
            />
          </Fragment>
        ))}
      </DropdownMenu.Content>
    </DropdownMenu>
  )
}

type EntryProps = {
  readonly transaction: Transaction
  readonly offer: Offer
  readonly onPick: () => void
}

function Entry({ transaction, offer: { row, refused }, onPick }: EntryProps) {
  const texts = useTexts()
  // Not `disabled`, which the arrow keys would pass over: the reason is to be read.
  return (
    <DropdownMenu.Item
      aria-disabled={refused !== null}
      className={clx("flex-col items-start gap-y-0.5", refused !== null && "cursor-not-allowed")}
      onSelect={(event) => (refused === null ? onPick() : event.preventDefault())}
    >
      <span className={clx(refused !== null && "text-ui-fg-disabled")}>
        {nameOf(texts, row.action, transaction)}
      </span>
      {refused !== null && (
        <span className="txt-compact-xsmall text-ui-fg-subtle text-pretty">
          {refusalText(texts, refused)}
        </span>
      )}
    </DropdownMenu.Item>
  )
}
