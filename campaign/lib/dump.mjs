import { writeFileSync } from "node:fs"
import path from "node:path"

/** What all books say of one payment that is not right, beside the logs. */

const CARTS_ORDERS = `select order_id from order_cart where cart_id = $1`
/** A REPEAT is a payment of its own, and those of it are in turn. */
const ROOTS = `
  with recursive of_cart as (
    select id, root_id from sagepay_transaction
      where cart_id = $1 or order_id in (${CARTS_ORDERS})
    union
    select t.id, t.root_id from sagepay_transaction t
      join of_cart o on t.related_id = o.id or t.root_id = o.root_id
  ) select root_id from of_cart`
const PAYMENTS = `
  select p.id from payment p
  join order_payment_collection l on l.payment_collection_id = p.payment_collection_id
  where l.order_id in (${CARTS_ORDERS})
  union select p.id from payment p join sagepay_transaction t
    on t.payment_id = p.id or t.session_id = p.payment_session_id
  where t.root_id in (${ROOTS})`

/** Deleted ones too: a row that core took away again often is the story. */
const QUERIES = {
  transactions: `select * from sagepay_transaction where root_id in (${ROOTS})`,
  intents: `select * from sagepay_intent where root_id in (${ROOTS})`,
  operations: `select * from sagepay_operation where root_id in (${ROOTS})`,
  findings: `select * from sagepay_finding where order_id in (${CARTS_ORDERS}) or subject_id in (
    select id from sagepay_transaction where root_id in (${ROOTS})
    union select id from sagepay_intent where root_id in (${ROOTS})
    union ${PAYMENTS})`,
  events: `select *, payload ->> 'verb' as verb, payload ->> 'kind' as kind,
    payload ->> 'amount_minor' as amount_minor from sagepay_outbox
    where payload ->> 'root_id' in (${ROOTS})`,
  orders: `select id, status, canceled_at, created_at, deleted_at from "order"
    where id in (${CARTS_ORDERS})`,
  order_items: `select i.*, l.title from order_item i join order_line_item l on l.id = i.item_id
    where i.order_id in (${CARTS_ORDERS})`,
  fulfilments: `select f.id, f.created_at, f.canceled_at, f.deleted_at, i.line_item_id, i.quantity
    from fulfillment f join order_fulfillment l on l.fulfillment_id = f.id
    join fulfillment_item i on i.fulfillment_id = f.id
    where l.order_id in (${CARTS_ORDERS})`,
  order_carts: `select * from order_cart where cart_id = $1`,
  order_changes: `select * from order_change where order_id in (${CARTS_ORDERS})`,
  payments: `select * from payment where id in (${PAYMENTS})`,
  captures: `select * from capture where payment_id in (${PAYMENTS})`,
  refunds: `select * from refund where payment_id in (${PAYMENTS})`,
  order_transactions: `select * from order_transaction where order_id in (${CARTS_ORDERS})`,
}

/** Keys and one-time addresses are nobody's business, nor what is told twice or says nothing. */
const LEFT_OUT =
  /key|token|url|^registration$|signature|fingerprint|^data$|^raw_|^results$|^metadata$/i

const shown = (row) =>
  Object.fromEntries(
    Object.entries(row).filter(([name, value]) => value !== null && !LEFT_OUT.test(name))
  )

/** @returns {Promise<string>} the file's name */
export async function dumpPayment(shop, { plan, state, trace }, problems) {
  const books = {}
  for (const [name, query] of Object.entries(QUERIES)) {
    const rows = await shop.database.rows(`${query} order by created_at`, [state.cartId ?? null])
    books[name] = rows.map(shown)
  }
  const known = new Set(books.transactions.map(({ vps_tx_id }) => vps_tx_id))
  const gateway = shop.control
    .transactions()
    .filter(({ vps_tx_id, root_vps_tx_id }) => known.has(vps_tx_id) || known.has(root_vps_tx_id))
    .map(shown)
  const file = path.join(shop.logs, `payment-${plan.payment}.json`)
  const asked = state.asked.map(shown)
  writeFileSync(file, JSON.stringify({ problems, trace, asked, gateway, ...books }, null, 1))
  return file
}
