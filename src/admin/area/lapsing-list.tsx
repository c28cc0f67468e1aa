import { Container, Heading, Text, clx } from "@medusajs/ui"
import { Link } from "react-router-dom"
import { LINK } from "../components/link-style"
import { cardText } from "../lib/card"
import { useTexts } from "../lib/texts"
import type { ListedTransaction } from "../lib/types"
import { showDistance } from "./days"
import { isOverdue, LAPSING_DAYS, LAPSING_SHOWN, leftOf } from "./lapsing"
import { Loading } from "./loading"
import type { Overview } from "./queries"
import { LIST } from "./place"

export type LapsingProps = {
  readonly lapsing: Overview["lapsing"] | undefined
  readonly hasFailed: boolean
}

/** Money that goes back to the shopper by itself unless somebody takes it. */
export function Lapsing({ lapsing, hasFailed }: LapsingProps) {
  const { t } = useTexts()
  return (
    <Container className="flex flex-col divide-y p-0">
      <div className="px-6 py-4">
        <Heading level="h2">{t("area.lapsing.title")}</Heading>
        <Text size="small" className="text-ui-fg-subtle">
          {t("area.lapsing.meaning")}
        </Text>
      </div>
      {!lapsing && !hasFailed && <Loading className="h-24" />}
      {hasFailed && (
        <Text size="small" className="text-ui-fg-subtle px-6 py-4">
          {t("common.load.failed")}
        </Text>
      )}
      {lapsing?.count === 0 && (
        <Text size="small" className="text-ui-fg-subtle px-6 py-8 text-center">
          {t("area.lapsing.none", { count: LAPSING_DAYS })}
        </Text>
      )}
      {lapsing && lapsing.count > 0 && (
        <ul className="divide-y">
          {lapsing.holds.slice(0, LAPSING_SHOWN).map((hold) => (
            <Hold key={hold.id} hold={hold} />
          ))}
        </ul>
      )}
      {lapsing && lapsing.count > LAPSING_SHOWN && (
        <Link
          className={clx("txt-compact-small mx-6 my-3 self-start", LINK)}
          to={`?lapsing=${LAPSING_DAYS}#${LIST}`}
        >
          {t("area.lapsing.all", { count: lapsing.count })}
        </Link>
      )}
    </Container>
  )
}

function Hold({ hold }: { readonly hold: ListedTransaction }) {
  const { t, language, money, dateTime } = useTexts()
  const now = new Date()
  const { display_id, lapses_at } = hold
  const name =
    display_id === null
      ? t("area.lapsing.no_order")
      : t("area.lapsing.order", { number: display_id })
  return (
    <li>
      <Link
        to={`/sagepay/transactions/${hold.id}`}
        className="hover:bg-ui-bg-base-hover focus-visible:shadow-borders-focus flex items-start justify-between gap-x-4 px-6 py-3 outline-none"
      >
        <span className="flex min-w-0 flex-col">
          <span className="txt-compact-small-plus">{name}</span>
          <span className="txt-compact-small text-ui-fg-subtle truncate">
            {cardText(hold.results) ?? t(`common.states.${hold.state}`)}
          </span>
        </span>
        <span className="flex shrink-0 flex-col items-end">
          <span className="txt-compact-small-plus tabular-nums">
            {money(leftOf(hold), hold.currency_code)}
          </span>
          {lapses_at !== null && (
            <time
              dateTime={lapses_at}
              title={dateTime(lapses_at)}
              className={clx(
                "txt-compact-small",
                isOverdue(hold, now) ? "text-ui-fg-error" : "text-ui-fg-subtle"
              )}
            >
              {isOverdue(hold, now)
                ? t("area.lapsing.overdue")
                : showDistance(lapses_at, now, language)}
            </time>
          )}
        </span>
      </Link>
    </li>
  )
}
