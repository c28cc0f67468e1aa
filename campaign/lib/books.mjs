import { EVENTS } from "./check-events.mjs"
import { readFulfilled } from "./check-fulfilment.mjs"

/** The three books, read once: by cart, as the campaign knows its payments. */

const grouped = (rows, key) => {
  const groups = new Map()
  for (const row of rows) {
    const group = groups.get(row[key])
    if (group) group.push(row)
    else groups.set(row[key], [row])
  }
  return (value) => groups.get(value) ?? []
}

const QUERIES = {
  events: EVENTS,
  transactions: "select * from sagepay_transaction where deleted_at is null order by created_at",
  intents: "select * from sagepay_intent where deleted_at is null order by created_at",
  operations: "select * from sagepay_operation where deleted_at is null order by leg",
  findings: "select * from sagepay_finding where status = 'open' and deleted_at is null",
  /** Open, or taken off the list by a person. */
  told: `
    select kind, subject_id, order_id, (facts ->> 'amount_minor')::int as amount from sagepay_finding
    where deleted_at is null and (status = 'open' or resolved_by <> 'sagepay') order by created_at`,
  paidBackTwice:
    "select subject_id, facts ->> 'transaction_id' as other from sagepay_finding where kind = 'paid_back_twice'",
  payments: `
    select p.id, p.payment_session_id as session_id, p.canceled_at, p.currency_code, l.order_id
    from payment p
    left join order_payment_collection l
      on l.payment_collection_id = p.payment_collection_id and l.deleted_at is null
    where p.deleted_at is null`,
  captures: `
    select id, payment_id, (raw_amount ->> 'value')::numeric as amount, created_by
    from capture where deleted_at is null`,
  refunds: `
    select id, payment_id, (raw_amount ->> 'value')::numeric as amount, created_by
    from refund where deleted_at is null`,
  orders: `
    select o.id, o.status, c.cart_id, s.totals ->> 'paid_total' as paid,
      s.totals ->> 'refunded_total' as refunded, s.totals ->> 'transaction_total' as left
    from order_cart c
    join "order" o on o.id = c.order_id
    left join order_summary s on s.order_id = o.id and s.version = o.version and s.deleted_at is null
    where c.deleted_at is null and o.deleted_at is null`,
  orderTransactions: `
    select order_id, (raw_amount ->> 'value')::numeric as amount, reference, reference_id
    from order_transaction where deleted_at is null`,
}

export async function readBooks(shop) {
  const names = Object.keys(QUERIES)
  const found = await Promise.all(names.map((name) => shop.database.rows(QUERIES[name])))
  const all = Object.fromEntries(names.map((name, index) => [name, found[index]]))
  const gateway = shop.control.transactions()
  const lines = shop.control.money()
  return {
    all,
    gateway: grouped(gateway, "root_vps_tx_id"),
    gatewayById: new Map(gateway.map((one) => [one.vps_tx_id, one])),
    money: new Map(lines.map((line) => [line.root_vps_tx_id, line])),
    rootsOfCart: rootsOf(all.transactions),
    family: grouped(all.transactions, "root_id"),
    intents: grouped(all.intents, "root_id"),
    operations: grouped(all.operations, "intent_id"),
    eventsOf: grouped(all.events, "root_id"),
    /** What a merchant gave back twice in the console: no refund of Medusa's could say so. */
    paidBackTwice: new Set(
      all.paidBackTwice.flatMap(({ subject_id, other }) => [subject_id, other])
    ),
    /** What Medusa says of orders that were packed. */
    fulfilled: await readFulfilled(shop),
    policy: shop.policy,
    /** How often people chose something on the attention list that leaves a row in Medusa, by order. */
    chosen: shop.chosen,
    findingsOf: grouped(all.findings, "subject_id"),
    findingsOfOrder: grouped(all.findings, "order_id"),
    payments: all.payments,
    paymentsOfOrder: grouped(all.payments, "order_id"),
    paymentById: grouped(all.payments, "id"),
    paymentOfSession: grouped(all.payments, "session_id"),
    captures: grouped(all.captures, "payment_id"),
    refunds: grouped(all.refunds, "payment_id"),
    ordersOfCart: grouped(all.orders, "cart_id"),
    orderTransactions: grouped(all.orderTransactions, "order_id"),
  }
}

/** A REPEAT is a payment of its own in the ledger, without a cart: it belongs to that of its original. */
function rootsOf(transactions) {
  const byId = new Map(transactions.map((row) => [row.id, row]))
  const cartOf = (row) => {
    if (row.cart_id || !row.related_id) return row.cart_id
    const related = byId.get(row.related_id)
    return related && cartOf(byId.get(related.root_id) ?? related)
  }
  const roots = transactions.filter(({ id, root_id }) => id === root_id)
  return grouped(
    roots.map((row) => ({ ...row, of_cart: cartOf(row) })),
    "of_cart"
  )
}

/** Medusa's payment of a root: the one it names, else that of the session whose try was claimed. */
export function paymentOf(books, root) {
  if (root.payment_id) return books.paymentById(root.payment_id)[0]
  return root.claim ? books.paymentOfSession(root.session_id)[0] : undefined
}

const factorOf = (currency) => (currency.toUpperCase() === "JPY" ? 1 : 100)

export const sumMinor = (rows, currency) =>
  Math.round(rows.reduce((sum, { amount }) => sum + Number(amount), 0) * factorOf(currency))

export const sum = (rows, of) => rows.reduce((total, row) => total + of(row), 0)
