/** What a transaction's page shows beside its payment. */
import { TriangleRightMini } from "@medusajs/icons"
import { Container, Heading, Text } from "@medusajs/ui"
import type { ReactNode } from "react"
import { Link } from "react-router-dom"
import { StateBadge } from "../components/state-badge"
import type { TransactionDetail } from "../lib/queries"
import { useTexts } from "../lib/texts"
import type { Payment, Transaction } from "../lib/types"

export function OrderLink({ order }: Pick<TransactionDetail, "order">) {
  const { t } = useTexts()
  return (
    <Container className="divide-y p-0">
      <div className="px-6 py-4">
        <Heading level="h2">{t("common.order")}</Heading>
      </div>
      {order === null ? (
        <Text size="small" className="text-ui-fg-subtle px-6 py-4">
          {t("panel.page.no_order")}
        </Text>
      ) : (
        <RowLink to={`/orders/${order.id}`}>
          <Text size="small" weight="plus" leading="compact">
            {order.display_id === null
              ? t("panel.page.order")
              : t("panel.page.order_number", { number: order.display_id })}
          </Text>
        </RowLink>
      )}
    </Container>
  )
}

type RelatedProps = {
  readonly related: TransactionDetail["related"]
  readonly payment: Payment
}

/** Payments of their own: what this one charged again, and what charged this one again. */
export function RelatedPayments({ related, payment }: RelatedProps) {
  const { t } = useTexts()
  if (related.length === 0) return null
  return (
    <Container className="divide-y p-0">
      <div className="px-6 py-4">
        <Heading level="h2">{t("panel.page.related")}</Heading>
      </div>
      {related.map((one) => (
        <Related key={one.id} one={one} isOrigin={one.id === payment.related_id} />
      ))}
    </Container>
  )
}

function Related({ one, isOrigin }: { readonly one: Transaction; readonly isOrigin: boolean }) {
  const { t, money, date } = useTexts()
  const kind = t(`common.kinds.${one.kind}`)
  const amount = money(one.amount_minor, one.currency_code)
  return (
    <RowLink to={`/sagepay/transactions/${one.id}`}>
      <span className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
        <Text as="span" size="small" weight="plus" leading="compact">
          {t("panel.title", { kind, amount })}
        </Text>
        <StateBadge state={one.state} />
      </span>
      <Text as="span" size="small" leading="compact" className="text-ui-fg-subtle">
        {isOrigin ? t("panel.page.origin") : t("panel.page.made_from_it")} · {date(one.created_at)}
      </Text>
    </RowLink>
  )
}

type RowLinkProps = { readonly to: string; readonly children: ReactNode }

function RowLink({ to, children }: RowLinkProps) {
  return (
    <Link
      to={to}
      className="hover:bg-ui-bg-base-hover focus-visible:shadow-borders-focus flex items-center gap-x-3 px-6 py-4 outline-none last:rounded-b-lg"
    >
      <span className="flex min-w-0 flex-1 flex-col gap-y-1">{children}</span>
      <TriangleRightMini aria-hidden className="text-ui-fg-muted shrink-0" />
    </Link>
  )
}
