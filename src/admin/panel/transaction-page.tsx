import { ArrowLeft } from "@medusajs/icons"
import { Container, Text } from "@medusajs/ui"
import { Link } from "react-router-dom"
import { faultOf } from "../lib/api"
import { useTransaction, type TransactionDetail } from "../lib/queries"
import { useTexts } from "../lib/texts"
import { Checks } from "./checks"
import { LoadFailed } from "./load-failed"
import { NotFound } from "./not-found"
import { PanelSkeleton } from "./panel-skeleton"
import { PaymentPanel } from "./payment-panel"
import { OrderLink, RelatedPayments } from "./surroundings"

export function TransactionPage({ id }: { readonly id: string }) {
  const { t } = useTexts()
  return (
    <div className="flex w-full flex-col gap-y-3">
      <Link
        to="/sagepay"
        className="text-ui-fg-subtle hover:text-ui-fg-base txt-compact-small-plus flex w-fit items-center gap-x-1.5 py-1"
      >
        <ArrowLeft aria-hidden />
        {t("panel.page.all")}
      </Link>
      {/* Back to another one must not leave a form open that was filled in for this one. */}
      <Looked key={id} id={id} />
    </div>
  )
}

function Looked({ id }: { readonly id: string }) {
  const { t } = useTexts()
  const { data, error, refetch } = useTransaction(id)
  if (data) return <Found detail={data} />
  if (!error) return <PanelSkeleton />
  if (faultOf(error).kind === "not_found") return <NotFound id={id} />
  const text = t("panel.page.load_failed")
  return <LoadFailed text={text} error={error} onRetry={() => void refetch()} />
}

function Found({ detail }: { readonly detail: TransactionDetail }) {
  const { t, money } = useTexts()
  const { transaction, checks, order, related } = detail
  const { root, ...parts } = detail.family
  const payment = { ...root, ...parts }
  const isRoot = transaction.id === root.id
  const { kind, amount_minor, currency_code } = transaction
  const name = t("panel.title", {
    kind: t(`common.kinds.${kind}`),
    amount: money(amount_minor, currency_code),
  })
  return (
    <div className="flex flex-col gap-3 xl:grid xl:grid-cols-[minmax(0,1fr)_440px] xl:items-start xl:gap-4">
      <div className="flex min-w-0 flex-col gap-y-3">
        {!isRoot && (
          <Text size="small" className="text-ui-fg-subtle px-1">
            {t("panel.page.part", { name })}
          </Text>
        )}
        <PaymentPanel payment={payment} here={transaction.id} />
      </div>
      <div className="flex min-w-0 flex-col gap-y-3">
        <OrderLink order={order} />
        {!isRoot && checks.length > 0 && (
          <Container className="p-0">
            <Checks checks={checks} title={t("panel.page.checks_of", { name })} />
          </Container>
        )}
        <RelatedPayments related={related} payment={payment} />
      </div>
    </div>
  )
}
