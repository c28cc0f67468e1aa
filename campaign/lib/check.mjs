import { paymentOf, readBooks, sum, sumMinor } from "./books.mjs"
import { checkEvents } from "./check-events.mjs"
import { checkFulfilled } from "./check-fulfilment.mjs"

/**
 * After everything has gone quiet: gateway, ledger and Medusa, payment by payment. Each check gives
 * sentences; none means that the payment is right.
 */

const HELD = { deferred: "deferred", authenticated: "authenticated", registered: "authenticated" }

export async function checkAll(shop, runs) {
  const books = await readBooks(shop)
  const failures = []
  for (const run of runs) {
    const problems = run.broken ? [`the campaign itself broke: ${run.broken.stack}`] : []
    problems.push(...checkPayment(books, run))
    if (problems.length > 0) failures.push({ run, problems })
  }
  const findings = {}
  for (const { kind } of books.all.findings) findings[kind] = (findings[kind] ?? 0) + 1
  return { failures, findings }
}

/** @returns {string[]} what is wrong with this payment */
export function checkPayment(books, { state }) {
  const roots = state.cartId ? books.rootsOfCart(state.cartId) : []
  const orders = state.cartId ? books.ordersOfCart(state.cartId) : []
  // The same one may come in two rows: linked twice, or with two summaries.
  const orderIds = new Set(orders.map(({ id }) => id))
  const known = new Set(roots.map(({ vps_tx_id }) => vps_tx_id))
  const first = roots.filter(({ related_id }) => related_id === null)
  return [
    ...state.problems,
    ...(orderIds.size > 1 ? [`${orderIds.size} orders of one cart`] : []),
    ...(first.filter(isOurs).length > 1 ? ["two payments of one cart were answered OK"] : []),
    ...roots.flatMap((root) => ofRoot(books, root, orders[0])),
    ...first.flatMap((root) => ofFamily(books, root, roots)),
    ...state.pages.filter((id) => !known.has(id)).map((id) => `the ledger never heard of ${id}`),
    ...orders.flatMap((order) => ofOrder(books, order)),
    ...checkFulfilled(books, orders[0], roots),
    ...checkEvents(books, roots, netOf(roots.flatMap(({ id }) => books.family(id)))),
    ...asked(books, state, orders),
  ]
}

const isOurs = (root) =>
  root.answer_status === "OK" &&
  ["deferred", "authenticated", "taken", "spent"].includes(root.state)

/** What is voided is given back whole; what was refunded of it besides, twice. */
const netOf = (family) =>
  sum(family, ({ state, taken_minor, refunded_minor }) =>
    state === "taken" ? taken_minor - refunded_minor : state === "voided" ? -refunded_minor : 0
  )

/** A REPEAT is a payment of its own in the ledger, and belongs to the family of the first at the gateway. */
const chargedBy = (books, root, roots) =>
  roots.filter((other) => {
    const there = books.gatewayById.get(other.vps_tx_id)
    return (there?.root_vps_tx_id ?? other.vps_tx_id) === root.vps_tx_id
  })

function ofFamily(books, root, roots) {
  const line = books.money.get(root.vps_tx_id) ?? { net: 0, held: 0 }
  const family = chargedBy(books, root, roots).flatMap(({ id }) => books.family(id))
  const ledger = netOf(family)
  const problems = []
  if (line.net !== ledger) {
    problems.push(`${root.vendor_tx_code}: net ${line.net} at the gateway, ${ledger} in the ledger`)
  }
  return [...problems, ...members(books, root, family)]
}

/** One payment of the ledger: its hold, and what Medusa counts for it. */
function ofRoot(books, root, order) {
  const problems = []
  const say = (text) => problems.push(`${root.vendor_tx_code}: ${text}`)
  const ledger = netOf(books.family(root.id))
  const payment = paymentOf(books, root)
  const counted = payment
    ? sumMinor(books.captures(payment.id), root.currency) -
      sumMinor(books.refunds(payment.id), root.currency)
    : 0
  const isAlone = root.related_id !== null && !payment
  // Medusa cannot count what was given back twice, whatever was captured besides.
  const twice = sum(books.family(root.id), (row) =>
    books.paidBackTwice.has(row.id) ? row.refunded_minor : 0
  )
  const isTwice = twice > 0 && (counted === ledger + twice || (ledger < 0 && counted === 0))
  if (ledger !== counted && !isAlone && !isTwice)
    say(`${ledger} in the ledger, ${counted} in Medusa`)
  const there = books.gatewayById.get(root.vps_tx_id)
  const heldThere = HELD[there?.state]
  const heldHere = ["deferred", "authenticated"].includes(root.state) ? root.state : undefined
  if (heldThere !== heldHere && !(heldThere === "authenticated" && root.state === "spent")) {
    say(`is ${there?.state ?? "unknown"} at the gateway and ${root.state} in the ledger`)
  }
  if (isAlone) return [...problems, ...movements(books, root, payment)]
  const ended = !order || order.status === "canceled"
  if (ended && heldThere) say(`is held at the gateway for ${order ? "a cancelled" : "no"} order`)
  if (ended && ledger > 0) {
    say(`${ledger} are taken for ${order ? "a cancelled" : "no"} order`)
  }
  return [...problems, ...movements(books, root, payment)]
}

/** Every transaction that the gateway made is the ledger's, with the same money in it. */
function members(books, root, family) {
  const ours = new Map(family.map((row) => [row.vps_tx_id, row]))
  const problems = []
  for (const there of books.gateway(root.vps_tx_id)) {
    if (there.vps_tx_id === root.vps_tx_id) continue
    const here = ours.get(there.vps_tx_id)
    const moved = there.state === "authorised" || there.state === "voided"
    if (!here && moved) {
      problems.push(
        `${there.tx_type} ${there.vendor_tx_code} of ${there.amount} is not in the ledger`
      )
    }
    if (here && here.amount_minor !== there.amount) {
      problems.push(
        `${there.vendor_tx_code} is ${there.amount} there and ${here.amount_minor} here`
      )
    }
    if (here && (here.state === "voided") !== (there.state === "voided")) {
      problems.push(`${there.vendor_tx_code} is ${there.state} there and ${here.state} here`)
    }
  }
  return problems
}

/** No Medusa row and no press has moved money twice; nothing is open without being on the list. */
function movements(books, root, payment) {
  const problems = []
  const intents = books.intents(root.id)
  for (const intent of intents.filter(({ status }) => status === "open")) {
    const listed = books.findingsOf(intent.id).length > 0
    problems.push(
      `${intent.kind} ${intent.id} is still open${listed ? "" : ", and not on the attention list"}`
    )
  }
  const done = intents.filter(({ moved_minor }) => moved_minor > 0)
  const keys = done.map(({ source, source_id }) => `${source} ${source_id}`)
  for (const key of keys.filter((one, index) => keys.indexOf(one) !== index)) {
    problems.push(`${key} has moved money twice`)
  }
  for (const intent of done) {
    const legs = books.operations(intent.id).filter(({ status }) => status === "done")
    const targets = legs.map(({ transaction_id, verb }) => `${transaction_id} ${verb}`)
    if (new Set(targets).size < targets.length) problems.push(`${intent.id} has a leg twice`)
  }
  const claims = done
    .filter(({ kind }) => kind === "capture" || kind === "refund")
    .map(({ claimed_by, source_id }) => claimed_by ?? source_id)
  for (const claim of claims.filter((one, index) => claims.indexOf(one) !== index)) {
    problems.push(`two movements stand for ${claim}`)
  }
  if (payment) problems.push(...rowsWithMovements(books, root, payment, intents))
  return problems
}

/**
 * A row that was answered out of a movement which others had made moves nothing itself; that movement's row lacks it. So
 * does what a refund moved that was voided in the console since: Medusa cannot take its row back.
 */
function rowsWithMovements(books, root, payment, intents) {
  const problems = []
  for (const [kind, rows] of [
    ["capture", books.captures(payment.id)],
    ["refund", books.refunds(payment.id)],
  ]) {
    const done = intents.filter(({ status }) => status === "done")
    const intentOf = ({ id }) =>
      done.find(({ claimed_by, source_id }) => (claimed_by ?? source_id) === id)
    const answered = rows.filter((row) => {
      const intent = intentOf(row)
      return intent && (intent.moved_minor === 0 || isUndone(books, root, intent))
    })
    let spare = sumMinor(answered, root.currency)
    for (const row of rows) {
      // Voided whole although a part was refunded before: Medusa had room for the rest only.
      if (kind === "refund" && books.family(root.id).some(({ id }) => books.paidBackTwice.has(id)))
        break
      const amount = sumMinor([row], root.currency)
      const moved = intentOf(row)?.moved_minor ?? 0
      if (moved > amount + spare) problems.push(`${kind} ${row.id} of ${amount} has moved ${moved}`)
      else if (moved > amount) spare -= moved - amount
    }
  }
  return problems
}

function isUndone(books, root, { id, kind }) {
  const made = books.operations(id).map(({ made_transaction_id }) => made_transaction_id)
  const there = books.family(root.id).filter((row) => made.includes(row.id))
  return kind === "refund" && there.length > 0 && there.every(({ state }) => state === "voided")
}

/** An order's own transactions come to its captures less its refunds, and its sums are theirs. */
function ofOrder(books, order) {
  const payments = books.paymentsOfOrder(order.id)
  const currency = payments[0]?.currency_code ?? "gbp"
  const counted =
    sumMinor(
      payments.flatMap(({ id }) => books.captures(id)),
      currency
    ) -
    sumMinor(
      payments.flatMap(({ id }) => books.refunds(id)),
      currency
    )
  const lines = books.orderTransactions(order.id)
  const listed = sumMinor(lines, currency)
  const paid = sumMinor(
    lines.filter(({ amount }) => Number(amount) > 0),
    currency
  )
  const problems = []
  if (listed !== counted) {
    problems.push(`the order's transactions come to ${listed}, its payments to ${counted}`)
  }
  for (const [name, amount, right] of [
    ["paid", order.paid, paid],
    ["refunded", order.refunded, paid - listed],
    ["left", order.left, listed],
  ]) {
    const summed = sumMinor([{ amount }], currency)
    if (summed !== right) problems.push(`the order says ${summed} are ${name}, its list ${right}`)
  }
  if (payments.length === 0 && order.status !== "canceled")
    problems.push("the order has no payment")
  return problems
}

/** Nothing moved that nobody asked for, and what was shown as done has not vanished. */
function asked(books, state, [order]) {
  if (!order) return []
  const payments = books.paymentsOfOrder(order.id)
  const problems = []
  for (const kind of ["capture", "refund"]) {
    const rows = payments.flatMap(({ id }) =>
      kind === "capture" ? books.captures(id) : books.refunds(id)
    )
    const there = new Set(rows.map(({ id }) => id))
    for (const id of state.shown) {
      if (id.startsWith(kind === "capture" ? "capt" : "ref") && !there.has(id)) {
        problems.push(`${kind} ${id} was answered with success and is gone`)
      }
    }
    // Medusa refunds a cancelled order by itself, capture by capture.
    const byMedusa = kind === "refund" && state.cancelled ? state.asked.length + 1 : 0
    const byItself = payments.length
    const most = state.asked.filter((one) => one.kind.toLowerCase().includes(kind)).length
    const others = state.asked.filter((one) => /console|press/.test(one.kind)).length
    // What is packed is captured, and a hold may be captured before it lapses: each at most once.
    const packing = kind === "capture" ? state.packed + state.lapsing : state.unpacked
    const chosen = books.chosen.get(order.id) ?? 0
    if (rows.length > most + others + byMedusa + byItself + packing + chosen) {
      problems.push(`${rows.length} ${kind}s, asked for ${most + others + packing + chosen} times`)
    }
  }
  return problems
}

export { readBooks }
