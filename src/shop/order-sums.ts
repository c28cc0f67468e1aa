/**
 * What of an order's money stands where, as pieces of SQL: `o` is the order, `s` its summary, `l` its link to a payment
 * collection, `p` a payment of that, `t` the root of ours which that payment is.
 */

/** What it comes to now. */
export const TOTAL = `coalesce(
    s.totals -> 'raw_current_order_total' ->> 'value', s.totals ->> 'current_order_total')`

/** Core has its lines twice, see fulfilled-once.ts: what it comes to is doubtful. */
export const DOUBLED = `exists (
    select 1 from order_item i
    where i.order_id = o.id and i.version = o.version and i.deleted_at is null
    group by i.item_id having count(*) > 1)`

/** Paid and not given back, as the order counts it. */
export const BOOKED = `(
    select coalesce(sum((x.raw_amount ->> 'value')::numeric), 0)::text
    from order_transaction x where x.order_id = o.id and x.deleted_at is null)`

/** Charges that settle this order and are no payment of it yet, and those that nobody knows about (rule 11). */
export const ON_ITS_WAY = `(
    select coalesce(sum(case
        when made.id is null then op.amount_minor
        when made.state = 'taken' then made.taken_minor - made.refunded_minor
        when made.state = 'deferred' then made.amount_minor
        else 0 end), 0)::int
    from sagepay_intent i
    join sagepay_operation op on op.intent_id = i.id
    left join sagepay_transaction made on made.id = op.made_transaction_id
    where i.kind = 'repeat' and i.order_id = o.id and i.status <> 'refused' and i.levelled_at is null
      and not exists (
        select 1 from payment own
        where (own.id = made.payment_id or own.payment_session_id = made.session_id)
          and own.deleted_at is null))`

/** Of another provider's payment, or of one that is being made, there is no root. */
export const PAYMENTS = `
  from order_payment_collection l
  join payment p on p.payment_collection_id = l.payment_collection_id and p.deleted_at is null
  left join sagepay_transaction t on t.id = t.root_id and t.answer_status = 'OK'
    and (t.payment_id = p.id or (t.claim is not null and t.session_id = p.payment_session_id))`

/** Of the payment, as Medusa has it; `m` is a capture or a refund of it. */
export const sumOf = (rows: "capture" | "refund", where = "true") =>
  `(select coalesce(sum((m.raw_amount ->> 'value')::numeric), 0)::text from ${rows} m
    where m.payment_id = p.id and m.deleted_at is null and ${where})`

/** Captures `m` that the order's own list of transactions does not have yet. */
export const UNBOOKED = `not exists (
    select 1 from order_transaction x
    where x.order_id = l.order_id and x.reference = 'capture' and x.reference_id in (m.id, p.id)
      and x.deleted_at is null)`
