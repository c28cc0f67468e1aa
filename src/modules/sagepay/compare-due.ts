/** Which rows are to be asked about now: what is held, taken or paid back until it is settled; the longest unasked first. */
import type { Run } from "./compare-run"
import type { TransactionRow } from "./rows"

/** What was compared is compared again after this long; what is old or could not be settled, once a day. */
const AGAIN_AFTER_MS = 1_800_000
const DAY_MS = 86_400_000
const YOUNG_DAYS = 3
/** A taking that shows no batch by then will show none; it can be voided no more, only refunded, which the list shows. */
const WATCHED_DAYS = 30
/** A run that has claimed a payment and not answered by then is dead. */
const STALE_MS = 900_000

type Times = Readonly<Record<"young" | "watched" | "stale" | "daily" | "often", Date>>

function timesOf({ startedAt, again }: Run): Times {
  const ago = (ms: number) => new Date(startedAt.getTime() - ms)
  return {
    young: ago(YOUNG_DAYS * DAY_MS),
    watched: ago(WATCHED_DAYS * DAY_MS),
    stale: ago(STALE_MS),
    daily: ago(again ? 0 : DAY_MS),
    often: ago(again ? 0 : AGAIN_AFTER_MS),
  }
}

const DUE = `(t.compared_at is null or t.compared_at < case
    when t.gateway_state = 23 or t.taken_at < :young then :daily::timestamptz
    else :often::timestamptz end)`

export async function dueIds(run: Run): Promise<string[]> {
  const found: unknown = await run.context.transaction((knex) =>
    knex.raw(
      `select t.id from sagepay_transaction t
       where coalesce(t.account, '') = :account and t.vps_tx_id is not null
         and t.deleted_at is null and ${DUE}
         and (t.state in ('deferred', 'authenticated')
           or (t.state in ('taken', 'credited') and t.settled_at is null
             and coalesce(t.taken_at, t.created_at) > :watched)
           or (t.state = 'notified' and t.answer_status is null and t.claimed_at < :stale))
         and not exists (
           select 1 from sagepay_intent i where i.root_id = t.root_id and i.status = 'open')
       order by t.compared_at nulls first, t.created_at
       limit :limit`,
      // One more than may be asked about, so that the run knows that it left some.
      { ...timesOf(run), account: run.account ?? "", limit: run.left + 1 }
    )
  )
  return (found as { rows: { id: string }[] }).rows.map(({ id }) => id)
}

/** Undefined when another process was quicker. */
export async function claim(run: Run, id: string): Promise<TransactionRow | undefined> {
  const now = run.context.now()
  const claimed: unknown = await run.context.transaction((knex) =>
    knex.raw(
      `update sagepay_transaction t set compared_at = :now where t.id = :id and ${DUE} returning *`,
      { ...timesOf(run), now, id }
    )
  )
  return (claimed as { rows: TransactionRow[] }).rows[0]
}

/** Whether it is one of those that are asked about. */
export function isCompared({ state, settled_at }: TransactionRow): boolean {
  const isMoney = state === "taken" || state === "credited"
  return state === "deferred" || state === "authenticated" || (isMoney && settled_at === null)
}
