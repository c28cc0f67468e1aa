import { paymentOf, sum } from "./books.mjs"

/**
 * Rule 12, reckoned anew from what Medusa says of the order: what is captured is what is fulfilled, or
 * somebody was told why not. Refunds that people made are not captured again.
 */

/** The plugin says these with the amount that it is about. */
const LESS = ["capture_failed", "rest_not_held", "split_waits"]
const MORE = ["fulfilment_cancelled"]
/** Whoever is told one of these, or took it off the list, knows that the payment needs a person. */
const ANY = [
  "open_operation",
  "interrupted",
  "order_without_payment",
  "hold_gone",
  "hold_not_renewed",
  "hold_expiring",
  "unsettled_charge",
]

const MARK = "sagepay-fulfilment:"
const FIELDS = [
  "id",
  "total",
  "shipping_total",
  "credit_lines.amount",
  "items.id",
  "items.quantity",
  "items.fulfilled_total",
  "items.detail.fulfilled_quantity",
]
const PAGE = 50

/** What Medusa says of every order of which something is or was packed, by order. */
export async function readFulfilled(shop) {
  const found = await shop.database.rows(
    `select l.order_id as id, bool_or(f.canceled_at is not null) as unpacked
     from order_fulfillment l join fulfillment f on f.id = l.fulfillment_id
     where l.deleted_at is null group by l.order_id`
  )
  const orders = new Map()
  const { admin } = shop.at(() => shop.servers.find(({ alive }) => alive))
  for (let from = 0; from < found.length; from += PAGE) {
    const page = found.slice(from, from + PAGE)
    const ids = page.map(({ id }) => `id[]=${id}`).join("&")
    const path = `/admin/orders?${ids}&limit=${PAGE}&fields=${FIELDS.join(",")}`
    const { status, body } = await admin("GET", path)
    if (status !== 200) throw new Error(`Medusa does not list its orders: ${body.message}`)
    for (const order of body.orders) {
      orders.set(order.id, { ...order, ...page.find(({ id }) => id === order.id) })
    }
  }
  return orders
}

const minor = (amount, currency) =>
  Math.round(Number((amount * (currency === "JPY" ? 1 : 100)).toFixed(6)))

/** @returns {string[]} */
export function checkFulfilled(books, order, roots) {
  const fulfilled = order && order.status !== "canceled" && books.fulfilled.get(order.id)
  if (!fulfilled) return []
  const ours = roots.filter((root) => paymentOf(books, root)?.order_id === order.id)
  if (ours.length === 0) return []
  const money = moneyOf(books, ours)
  const { level, most, comes } = levelOf(fulfilled, ours[0].currency.toUpperCase(), money.givenBack)
  const problems = []
  const less = Math.min(level - money.captured, comes - money.net)
  if (less > 0 && told(books, order, ours, LESS) < less) {
    problems.push(
      `${level} of ${comes} is fulfilled, ${money.captured} is captured, and nobody is told of ${less}`
    )
  }
  // A DEFERRED is released whole with the first: then the order's own amount is the level.
  const isWhole = books.policy.deferred_split === "all" && level > 0
  const top = isWhole ? comes : most
  const more = Math.min(
    money.byFulfilment,
    money.net,
    money.captured - top - money.givenBackByPeople
  )
  if (more > 0 && !(fulfilled.unpacked && told(books, order, ours, MORE) >= more)) {
    problems.push(
      `${money.byFulfilment} of ${money.captured} was captured by fulfilment, ${level} of ${comes} is fulfilled`
    )
  }
  return problems
}

/**
 * Shipping goes with the first. What was credited was refunded, and is no part of what the order came to; but for what was
 * never taken, and so not given back: Medusa asks for that much less. Two fulfilments
 * at the same moment leave each line, and the shipping, twice in Medusa's order: it is sold once all the same.
 */
function levelOf({ total, shipping_total, credit_lines, items }, currency, givenBack) {
  const lines = [...new Map(items.map((item) => [item.id, item])).values()]
  const copies = items.length / lines.length
  const credits = sum(credit_lines ?? [], ({ amount }) => Number(amount))
  const factor = currency === "JPY" ? 1 : 100
  const comes = minor((total + Math.min(credits, givenBack / factor)) / copies, currency)
  const count = ({ detail }) => Number(detail.fulfilled_quantity)
  if (lines.every((item) => count(item) >= Number(item.quantity))) {
    return { level: comes, most: comes, comes }
  }
  if (!lines.some((item) => count(item) > 0)) return { level: 0, most: 0, comes }
  const goods = sum(lines, ({ fulfilled_total }) => Number(fulfilled_total))
  const upTo = (packed) =>
    Math.min(comes, minor(goods * packed + shipping_total / copies, currency))
  // Each of the two has packed as much, and Medusa has counted one of them.
  return { level: upTo(1), most: upTo(copies), comes }
}

function moneyOf(books, roots) {
  const family = roots.flatMap(({ id }) => books.family(id))
  const intents = roots.flatMap(({ id }) => books.intents(id))
  const moved = (kind, isMarked) =>
    sum(
      intents.filter((one) => one.kind === kind && (one.actor ?? "").startsWith(MARK) === isMarked),
      ({ moved_minor }) => moved_minor
    )
  const taken = sum(family, ({ taken_minor }) => taken_minor)
  const net = sum(family, ({ state, taken_minor, refunded_minor }) =>
    state === "taken" ? taken_minor - refunded_minor : 0
  )
  return {
    captured: taken - moved("refund", true),
    net,
    givenBack: taken - net,
    byFulfilment: moved("capture", true) - moved("refund", true),
    // By REFUND or VOID, also in the console.
    givenBackByPeople: taken - net - moved("refund", true),
  }
}

/** How much of the difference people were told of, the last time that they were. */
function told(books, order, roots, kinds) {
  const subjects = new Set(
    roots.flatMap(({ id }) => [id, ...books.intents(id).map((one) => one.id)])
  )
  const about = books.all.told.filter(
    ({ subject_id, order_id }) => order_id === order.id || subjects.has(subject_id)
  )
  if (about.some(({ kind }) => ANY.includes(kind))) return Infinity
  const last = new Map(
    about
      .filter(({ kind }) => kinds.includes(kind))
      .map(({ kind, subject_id, amount }) => [`${kind} ${subject_id}`, amount])
  )
  return sum([...last.values()], (amount) => amount)
}
