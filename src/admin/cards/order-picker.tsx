/** The order that a payment is for: sought by its number, or told by its id. */
import { XMarkMini } from "@medusajs/icons"
import { Hint, IconButton, Skeleton, Text } from "@medusajs/ui"
import { useQueryClient } from "@tanstack/react-query"
import { useEffect, useState } from "react"
import { FaultAlert } from "../components/fault-alert"
import { faultOf, type Fault } from "../lib/api"
import { useTexts } from "../lib/texts"
import type { Purpose } from "./draft"
import { TextField } from "./inputs"
import { orderQuery, useOrderSearch } from "./queries"
import { chosenOrder, soughtIn, type ChosenOrder } from "./shop-order"

type PickerProps = {
  readonly purpose: Purpose
  readonly chosen: ChosenOrder | undefined
  /** Given by the page that opened the form. */
  readonly isFixed: boolean
  readonly mistake: string | undefined
  readonly onChoose: (order: ChosenOrder) => void
  readonly onRemove: () => void
}

export function OrderPicker({ purpose, chosen, isFixed, mistake, ...asked }: PickerProps) {
  if (!chosen) return <Search purpose={purpose} onChoose={asked.onChoose} />
  return (
    <Chosen
      order={chosen}
      mistake={mistake}
      showsOwed={purpose === "manual"}
      onRemove={isFixed ? undefined : asked.onRemove}
    />
  )
}

type ChosenProps = {
  readonly order: ChosenOrder
  readonly mistake: string | undefined
  readonly showsOwed: boolean
  readonly onRemove: (() => void) | undefined
}

function Chosen({ order, mistake, showsOwed, onRemove }: ChosenProps) {
  const { t, money } = useTexts()
  const { number, isDraft, owedMinor, currency } = order
  const name = isDraft ? t("cards.order.draft", { number }) : t("cards.order.order", { number })
  return (
    <div className="flex flex-col gap-y-1">
      <Text size="small" weight="plus" leading="compact">
        {t("common.order")}
      </Text>
      <div className="bg-ui-bg-subtle flex min-h-8 items-center justify-between gap-x-2 rounded-md border px-2 py-1">
        <Text size="small" leading="compact" className="min-w-0">
          {name}
          {showsOwed && (
            <span className="text-ui-fg-subtle">
              {" · "}
              {t("cards.order.owes", { amount: money(owedMinor, currency) })}
            </span>
          )}
        </Text>
        {onRemove && (
          <IconButton
            size="2xsmall"
            variant="transparent"
            aria-label={t("cards.order.remove", { order: name })}
            onClick={onRemove}
          >
            <XMarkMini />
          </IconButton>
        )}
      </div>
      {mistake && (
        <Hint variant="error" role="alert">
          {mistake}
        </Hint>
      )}
    </div>
  )
}

const PAUSE_MS = 300

function Search({ purpose, onChoose }: Pick<PickerProps, "purpose" | "onChoose">) {
  const { t } = useTexts()
  const [typed, setTyped] = useState("")
  const [settled, setSettled] = useState("")
  useEffect(() => {
    const timer = setTimeout(() => setSettled(typed), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [typed])
  const isWrong = soughtIn(typed).by === "mistake"
  const sought = soughtIn(settled)
  return (
    <div className="flex flex-col gap-y-2">
      <TextField
        label={t("common.order")}
        hint={purpose === "manual" ? t("cards.order.hint") : t("cards.order.hint_refund")}
        mistake={isWrong ? t("cards.order.seek_number") : undefined}
        optional
        placeholder="#12"
        value={typed}
        maxLength={60}
        onChange={setTyped}
      />
      {sought.by === "number" && <Found number={sought.number} onChoose={onChoose} />}
      {sought.by === "id" && (
        <Matches matches={[{ id: sought.id, name: sought.id }]} onChoose={onChoose} />
      )}
    </div>
  )
}

function Found({ number, onChoose }: { number: string } & Pick<PickerProps, "onChoose">) {
  const { t } = useTexts()
  const { data, error } = useOrderSearch(number)
  if (error) return <FaultAlert fault={faultOf(error)} />
  if (!data) return <Skeleton className="h-8 w-full" />
  if (data.length > 0) {
    const matches = data.map(({ id, display_id, isDraft, email }) => {
      const values = { number: display_id }
      const name = isDraft ? t("cards.order.draft", values) : t("cards.order.order", values)
      return { id, name, email }
    })
    return <Matches matches={matches} onChoose={onChoose} />
  }
  return (
    <Text size="small" className="text-ui-fg-subtle" role="status">
      {t("cards.order.none", { number })}
    </Text>
  )
}

type Match = { readonly id: string; readonly name: string; readonly email?: string | null }
type MatchesProps = { readonly matches: readonly Match[] } & Pick<PickerProps, "onChoose">

function Matches({ matches, onChoose }: MatchesProps) {
  const { t } = useTexts()
  const client = useQueryClient()
  const [fault, setFault] = useState<Fault>()
  const choose = async (id: string) => {
    try {
      const { order, owed } = await client.fetchQuery(orderQuery(id))
      onChoose(chosenOrder(order, owed))
    } catch (error) {
      setFault(faultOf(error))
    }
  }
  return (
    <>
      <ul aria-label={t("cards.order.found")} className="divide-y rounded-md border">
        {matches.map(({ id, name, email }) => (
          <li key={id}>
            <button
              type="button"
              onClick={() => void choose(id)}
              className="hover:bg-ui-bg-base-hover focus-visible:shadow-borders-focus flex w-full flex-wrap items-center justify-between gap-x-2 rounded-md px-2 py-1.5 text-left outline-none"
            >
              <span className="txt-small break-all">{name}</span>
              {email && (
                <span className="txt-small text-ui-fg-subtle min-w-0 break-all">{email}</span>
              )}
            </button>
          </li>
        ))}
      </ul>
      {fault && <FaultAlert fault={fault} />}
    </>
  )
}
