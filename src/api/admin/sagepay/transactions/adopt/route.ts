import { SAGEPAY_MODULE } from "../../../../../modules/sagepay"
import { adopt } from "../../../../../modules/sagepay/adopt"
import type { SagepayModuleService } from "../../../../../modules/sagepay/service"
import { readShop } from "../../../../../shop/facts"
import { bringLevel } from "../../../../../workflows/compare"
import { answering } from "../../http"
import type { AdoptBody } from "../../validators"
import { transactionView } from "../../views"

/** Takes over a payment that the ledger never saw, with all that was made from it. Moves no money. */
export const POST = answering<AdoptBody>(async (req) => {
  const ledger = req.scope.resolve<SagepayModuleService>(SAGEPAY_MODULE)
  const { vps_tx_id, vendor_tx_code, account, note } = req.validatedBody
  const adopted = await adopt(ledger.context, {
    named: vps_tx_id ? { vpsTxId: vps_tx_id } : { vendorTxCode: vendor_tx_code ?? "" },
    account: account === "default" ? null : account,
    actor: req.auth_context.actor_id,
    note,
    readShop,
  })
  await bringLevel(req.scope, [adopted])
  const { root, transactions } = await ledger.family(adopted.rootId)
  return {
    transaction: transactionView(root),
    transactions: transactions.filter(({ id }) => id !== root.id).map(transactionView),
  }
})
