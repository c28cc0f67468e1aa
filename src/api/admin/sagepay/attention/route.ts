import { SAGEPAY_MODULE } from "../../../../modules/sagepay"
import { attentionList } from "../../../../modules/sagepay/attention-list"
import type { SagepayModuleService } from "../../../../modules/sagepay/service"
import { answering, readQuery } from "../http"
import { attentionQuery } from "../validators"

/** What needs a person, newest first: what it means for the money, and each thing that can be done about it. */
export const GET = answering(async (req) => {
  const ledger = req.scope.resolve<SagepayModuleService>(SAGEPAY_MODULE)
  const { kind, order_id, limit, offset } = readQuery(attentionQuery, req.query)
  const found = await ledger.inTransaction((knex) =>
    attentionList(knex, {
      limit,
      offset,
      ...(kind === undefined ? {} : { kind }),
      ...(order_id === undefined ? {} : { orderId: order_id }),
    })
  )
  return { ...found, limit, offset }
})
