import { SAGEPAY_MODULE } from "../../../../modules/sagepay"
import { attentionList } from "../../../../modules/sagepay/attention-list"
import type { SagepayModuleService } from "../../../../modules/sagepay/service"
import { lapsingHolds, sumsByDay } from "../../../../shop/overview"
import { answering, readQuery } from "../http"
import { overviewQuery } from "../queries"
import { listedView } from "../views"

/** So many are named; the list of transactions has all of them. */
const NAMED = 50

/** Money by day and currency, what is held now, what needs a person, and which holds end soon. */
export const GET = answering(async (req) => {
  const ledger = req.scope.resolve<SagepayModuleService>(SAGEPAY_MODULE)
  const { days, lapsing_within_days } = readQuery(overviewQuery, req.query)
  const { now } = ledger.context
  return ledger.inTransaction(async (knex) => {
    const { count } = await attentionList(knex, { limit: 1, offset: 0 })
    const lapsing = await lapsingHolds(knex, lapsing_within_days, NAMED)
    return {
      currencies: await sumsByDay(knex, days, now()),
      attention_count: count,
      lapsing: { holds: lapsing.rows.map(listedView), count: lapsing.count },
      days,
      lapsing_within_days,
    }
  })
})
