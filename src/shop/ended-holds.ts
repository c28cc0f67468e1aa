/** Holds that were ended in the gateway's console or by a button of ours, and whose payment Medusa still counts as authorised. */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"

export type EndedHold = {
  readonly intent_id: string
  /** Medusa's payment, if it is to be cancelled: it lives, and nothing was captured with it. */
  readonly payment_id: string | null
}

/** Each until it is marked as levelled. */
export async function holdsEndedElsewhere(knex: Knex): Promise<EndedHold[]> {
  const found: unknown = await knex.raw(
    `select i.id as intent_id, p.id as payment_id
     from sagepay_intent i
     join sagepay_transaction t on t.id = i.root_id
     left join payment p
       on (p.id = t.payment_id or (t.claim is not null and p.payment_session_id = t.session_id))
       and p.deleted_at is null and p.canceled_at is null
       and t.state not in ('deferred', 'authenticated', 'taken')
       and not exists (
         select 1 from capture c where c.payment_id = p.id and c.deleted_at is null)
       and not exists (
         select 1 from sagepay_transaction f where f.root_id = t.id and f.state = 'taken')
     where i.source in ('console', 'press') and i.kind = 'cancel' and i.status = 'done' and i.levelled_at is null
     order by i.created_at limit 50`
  )
  return (found as { rows: EndedHold[] }).rows
}
