/** The buttons of one transaction, and the form that the pressed one opens. */
import { Button, Skeleton, Text } from "@medusajs/ui"
import { useState } from "react"
import { useSettings } from "../lib/queries"
import { useTexts } from "../lib/texts"
import type { Actions, ActionView, Payment, Transaction } from "../lib/types"
import { ActionDrawer } from "./action-drawer"
import { MoreMenu } from "./more-menu"
import { nameOf } from "./names"
import { offersOf, type Offers } from "./offers"
import { refusalText } from "./refusal"
import type { Row } from "./table"

export type TransactionActionsProps = {
  readonly transaction: Transaction
  /** Undefined where it was never anything, or is nothing any more. */
  readonly actions: Actions | undefined
  /** That it belongs to. */
  readonly payment: Payment
}

/** With what was known of it then: its form stays open when the page learns that nothing may be done any more. */
type Pressed = { readonly row: Row; readonly view: ActionView }

const NOTHING: Offers = { buttons: [], menu: [], blocked: null }

export function TransactionActions({ transaction, actions, payment }: TransactionActionsProps) {
  const texts = useTexts()
  const { data: settings, isPending } = useSettings()
  const [pressed, setPressed] = useState<Pressed | null>(null)
  const { buttons, menu, blocked } = actions
    ? offersOf(transaction, actions, settings?.may)
    : NOTHING
  const isEmpty = buttons.length === 0 && menu.length === 0
  if (isPending && !isEmpty) return <Skeleton className="h-7 w-48" />
  return (
    <>
      {!isEmpty && (
        <div className="flex flex-col gap-y-2">
          {blocked && (
            <Text size="small" className="text-ui-fg-subtle text-pretty">
              {refusalText(texts, blocked)}
            </Text>
          )}
          <div className="flex flex-wrap items-center gap-2">
            {buttons.map(({ row, view }) => (
              <Button
                key={row.action}
                type="button"
                size="small"
                variant="secondary"
                onClick={() => setPressed({ row, view })}
              >
                {nameOf(texts, row.action, transaction)}
              </Button>
            ))}
            <MoreMenu transaction={transaction} offers={menu} onPress={setPressed} />
          </div>
        </div>
      )}
      {pressed !== null && (
        <ActionDrawer
          row={pressed.row}
          transaction={transaction}
          view={actions?.[pressed.row.action] ?? pressed.view}
          payment={payment}
          onClose={() => setPressed(null)}
        />
      )}
    </>
  )
}
