/** Falsifies one book of one payment, so that it can be seen that the checks find it. */

const WAYS = {
  gateway: ({ control }, { vps_tx_id }) =>
    control.console({ action: "REFUND", vps_tx_id, amount_minor: 1 }),
  ledger: ({ database }, { id }) =>
    database.rows(
      "update sagepay_transaction set refunded_minor = refunded_minor + 1 where id = $1",
      [id]
    ),
  medusa: ({ database }, { capture }) =>
    database.rows("update capture set deleted_at = now() where id = $1", [capture]),
  order: ({ database }, { order_id }) =>
    database.rows(
      "update order_transaction set deleted_at = now() where order_id = $1 and reference = 'capture'",
      [order_id]
    ),
  operation: ({ database }, { root_id }) =>
    database.rows(
      `update sagepay_intent set status = 'open' where id =
         (select id from sagepay_intent where root_id = $1 order by created_at limit 1)`,
      [root_id]
    ),
  event: ({ database }, { root_id }) =>
    database.rows(
      `update sagepay_outbox
       set payload = payload || jsonb_build_object('amount_minor', (payload ->> 'amount_minor')::int + 1)
       where payload ->> 'root_id' = $1 and name = 'sagepay.transaction_released'`,
      [root_id]
    ),
  /** As if nothing were packed of what was captured because it was. */
  fulfilment: ({ database }, { order_id }) =>
    database.rows(
      `update order_item set fulfilled_quantity = 0, raw_fulfilled_quantity = '{"value": "0"}'
       where order_id = $1`,
      [order_id]
    ),
}

const CAPTURED_BY_FULFILMENT = `
  exists (select 1 from sagepay_intent m where m.root_id = r.id and m.kind = 'capture'
    and m.moved_minor > 0 and m.actor like 'sagepay-fulfilment:%')
  and not exists (select 1 from sagepay_intent m where m.root_id = r.id and m.kind = 'refund')
  and exists (select 1 from "order" w where w.id = o.order_id and w.status <> 'canceled')
  and not exists (select 1 from order_fulfillment l join fulfillment f on f.id = l.fulfillment_id
    where l.order_id = o.order_id and f.canceled_at is not null)`

export const BREAKABLE = Object.keys(WAYS)

/** @returns {Promise<Record<string, number>>} which payment each book was falsified of */
export async function breakBooks(shop, runs, names) {
  const broken = {}
  const takings = await shop.database.rows(
    `select t.id, t.root_id, t.vps_tx_id, o.order_id, o.cart_id, min(c.id) as capture,
       bool_or(${CAPTURED_BY_FULFILMENT}) as by_fulfilment
     from sagepay_transaction t
     join sagepay_transaction r on r.id = t.root_id
     join order_cart o on o.cart_id = r.cart_id
     join payment p on p.payment_session_id = r.session_id
     join capture c on c.payment_id = p.id and c.deleted_at is null
     join sagepay_intent i on i.root_id = r.id and i.moved_minor > 0
     where t.state = 'taken' and t.taken_minor > t.refunded_minor + 1
       and t.kind in ('DEFERRED', 'AUTHORISE')
     group by 1, 2, 3, 4, 5 order by t.id`
  )
  const byCart = new Map(takings.map((taking) => [taking.cart_id, taking]))
  const candidates = runs.filter(({ state }) => byCart.has(state.cartId))
  for (const name of names) {
    const fits = ({ state }) => name !== "fulfilment" || byCart.get(state.cartId).by_fulfilment
    const run = candidates.find(fits)
    candidates.splice(candidates.indexOf(run), 1)
    if (!run) throw new Error(`There is no payment left of which ${name} could be falsified`)
    await WAYS[name](shop, byCart.get(run.state.cartId))
    broken[name] = run.plan.payment
  }
  return broken
}
