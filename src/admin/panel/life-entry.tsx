import { Text, clx } from "@medusajs/ui"
import { Link } from "react-router-dom"
import { LINK } from "../components/link-style"
import { useTexts } from "../lib/texts"
import type { Payment, TimelineEntry } from "../lib/types"
import { ActionsOf } from "./actions-of"
import { LOOKS } from "./life-icons"
import type { LifeRow } from "./life-rows"
import { isElsewhere, kindOf, titleOf, whoOf } from "./life-words"
import { TONE_CLASSES } from "./tones"

export type LifeEntryProps = {
  readonly row: LifeRow
  readonly payment: Payment
  readonly isLast: boolean
  readonly isHighlighted: boolean
}

const INDENT = ["", "ml-4 sm:ml-6", "ml-8 sm:ml-12"] as const

export function LifeEntry({ row, payment, isLast, isHighlighted }: LifeEntryProps) {
  const { t, money } = useTexts()
  const { entry, depth, opens } = row
  const { amount_minor, currency_code } = entry
  return (
    <li
      aria-current={isHighlighted || undefined}
      className={clx("relative flex gap-x-3", INDENT[depth], {
        "bg-ui-bg-highlight -mr-2 rounded-md px-2 pt-2": isHighlighted,
      })}
    >
      <Marker what={entry.what} isLast={isLast} />
      <div
        className={clx("flex min-w-0 flex-1 flex-col gap-y-0.5", {
          "pb-4": !isLast,
          "pb-2": isLast && isHighlighted,
        })}
      >
        <div className="flex flex-wrap items-baseline justify-between gap-x-3">
          <Text size="small" leading="compact" weight="plus">
            <EntryTitle entry={entry} payment={payment} />
          </Text>
          {amount_minor > 0 && (
            <Text size="small" leading="compact" className="tabular-nums">
              {money(amount_minor, currency_code)}
            </Text>
          )}
        </div>
        <Story entry={entry} />
        {isElsewhere(payment, entry.transaction_id) && (
          <Link
            to={`/sagepay/transactions/${entry.transaction_id}`}
            className={clx(LINK, "txt-small w-fit")}
          >
            {t("panel.life.elsewhere")}
          </Link>
        )}
        {opens && <ActionsOf transaction={opens} payment={payment} className="pt-1.5" />}
      </div>
    </li>
  )
}

type MarkerProps = { readonly what: TimelineEntry["what"]; readonly isLast: boolean }

function Marker({ what, isLast }: MarkerProps) {
  const { Icon, tone } = LOOKS[what]
  return (
    <div aria-hidden className="flex shrink-0 flex-col items-center">
      <span
        className={clx(
          "flex size-6 items-center justify-center rounded-full border [&_svg]:size-3.5",
          TONE_CLASSES[tone]
        )}
      >
        <Icon />
      </span>
      {!isLast && <span className="bg-ui-border-base w-px flex-1" />}
    </div>
  )
}

type EntryTitleProps = { readonly entry: TimelineEntry; readonly payment: Payment }

function EntryTitle({ entry, payment }: EntryTitleProps) {
  const { t } = useTexts()
  const title = titleOf(entry, kindOf(payment, entry.transaction_id))
  return <>{"asked" in title ? t(title.key, { asked: t(title.asked) }) : t(title.key)}</>
}

/** When, who, and why; and who said what became of it where no answer came. */
function Story({ entry }: { readonly entry: TimelineEntry }) {
  const { t, dateTime } = useTexts()
  const nameOf = (by: string | null, name: string | null) => {
    const who = whoOf(by, name)
    return who && ("key" in who ? t(who.key) : who.name)
  }
  const decider = nameOf(entry.decided_by, entry.decided_by_name)
  const facts = [dateTime(entry.at), nameOf(entry.by, entry.by_name), entry.verb]
  return (
    <>
      <Text size="xsmall" leading="compact" className="text-ui-fg-subtle break-words">
        {facts.filter((fact) => fact != null).join(" · ")}
      </Text>
      {entry.reason !== null && (
        <Text size="small" className="text-ui-fg-subtle break-words">
          {entry.reason}
        </Text>
      )}
      {decider && (
        <Text size="small" className="text-ui-fg-subtle break-words">
          {entry.decided_note === null
            ? t("panel.life.decided", { name: decider })
            : t("panel.life.decided_why", { name: decider, note: entry.decided_note })}
        </Text>
      )}
      {entry.what === "unknown" && (
        <Text size="small" className="text-ui-fg-subtle">
          {t("panel.life.unknown_meaning")}{" "}
          <Link to="/sagepay/attention" className={LINK}>
            {t("panel.life.attention")}
          </Link>
        </Text>
      )}
    </>
  )
}
