import { ArrowUpRightOnBox, TriangleRightMini } from "@medusajs/icons"
import { Text, clx } from "@medusajs/ui"
import { Link } from "react-router-dom"
import { IdLine } from "../components/id-line"
import { LINK } from "../components/link-style"
import { useSettings } from "../lib/queries"
import { useTexts } from "../lib/texts"
import type { Payment, Transaction } from "../lib/types"
import { consoleLink } from "./console-link"
import { Notes } from "./notes"

export type DetailsProps = { readonly payment: Payment; readonly here?: string | undefined }

/** For the support call: every id, and the way to the gateway's own page. Folded until somebody asks. */
export function Details({ payment, here }: DetailsProps) {
  const { t } = useTexts()
  return (
    <details className="group px-6 py-4">
      <summary className="txt-compact-small-plus focus-visible:shadow-borders-focus flex w-fit cursor-pointer list-none items-center gap-x-1 rounded-md outline-none [&::-webkit-details-marker]:hidden">
        <TriangleRightMini
          aria-hidden
          className="text-ui-fg-muted transition-transform group-open:rotate-90"
        />
        {t("panel.details.title")}
      </summary>
      <div className="flex flex-col gap-y-4 pt-3">
        {[payment, ...payment.transactions].map((transaction) => (
          <Ids key={transaction.id} transaction={transaction} isHere={here === transaction.id} />
        ))}
        <Notes payment={payment} />
        <GatewayLink payment={payment} />
      </div>
    </details>
  )
}

type IdsProps = { readonly transaction: Transaction; readonly isHere: boolean }

function Ids({ transaction, isHere }: IdsProps) {
  const { t, money } = useTexts()
  const { id, kind, amount_minor, currency_code, vendor_tx_code, vps_tx_id, tx_auth_no } =
    transaction
  const name = t("panel.title", {
    kind: t(`common.kinds.${kind}`),
    amount: money(amount_minor, currency_code),
  })
  return (
    <div className="flex flex-col gap-y-1.5">
      <Text size="small" leading="compact" weight="plus">
        {isHere ? (
          name
        ) : (
          <Link to={`/sagepay/transactions/${id}`} className={LINK}>
            {name}
          </Link>
        )}
      </Text>
      <IdLine label={t("panel.details.vendor_tx_code")} value={vendor_tx_code} />
      {vps_tx_id !== null && <IdLine label={t("panel.details.vps_tx_id")} value={vps_tx_id} />}
      {tx_auth_no !== null && <IdLine label={t("panel.details.tx_auth_no")} value={tx_auth_no} />}
    </div>
  )
}

function GatewayLink({ payment }: { readonly payment: Payment }) {
  const { t } = useTexts()
  const { data } = useSettings()
  const link = data && consoleLink(data.accounts, payment)
  if (!link) return null
  return (
    <a
      href={link.href}
      target="_blank"
      rel="noreferrer"
      className={clx(LINK, "txt-compact-small flex w-fit items-center gap-x-1")}
    >
      {t(`panel.details.${link.to}`)}
      <ArrowUpRightOnBox aria-hidden />
    </a>
  )
}
