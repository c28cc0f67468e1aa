import { until } from "./processes.mjs"
import { PROVIDERS } from "./shop-data.mjs"
import { shop, vpsTxIdOf } from "./shopper.mjs"

/** The steps of demo:check: every one checks what it did on both sides. */

const pounds = (minor) => (minor / 100).toFixed(2)
const minor = (amount) => Math.round(Number(amount) * 100)
const sum = (rows) => (rows ?? []).reduce((total, row) => total + minor(row.amount), 0)

const PAYMENT_FIELDS =
  "id,status,payment_status,total,summary,*payment_collections.payments," +
  "*payment_collections.payments.captures,*payment_collections.payments.refunds"

const bought = []

function expectEqual(what, found, wanted) {
  if (found !== wanted) throw new Error(`${what}: expected ${wanted}, found ${found}`)
}

async function medusaSide(admin, orderId) {
  const { order } = await admin("GET", `/admin/orders/${orderId}?fields=${PAYMENT_FIELDS}`)
  const payments = order.payment_collections.flatMap((collection) => collection.payments)
  const taken = payments.reduce((total, payment) => total + sum(payment.captures), 0)
  const refunded = payments.reduce((total, payment) => total + sum(payment.refunds), 0)
  const { paid_total, refunded_total } = order.summary
  return {
    order,
    payment: payments[0],
    net: taken - refunded,
    orderNet: minor(paid_total) - minor(refunded_total),
  }
}

/** All that the gateway took and gave back in the family of one payment. */
async function gatewaySide(control, vpsTxId) {
  const lines = await control("GET", "/_control/money")
  const line = (lines.money ?? lines).find((each) => each.root_vps_tx_id === vpsTxId)
  if (!line) throw new Error(`The gateway knows no money of ${vpsTxId}`)
  return line
}

/** Where the gateway sends the shopper, followed up to the shop's own page. */
async function followToShop(url) {
  const response = await fetch(url, { redirect: "manual" })
  const next = response.headers.get("location")
  if (!next) throw new Error(`${url} answered ${response.status} and leads nowhere`)
  return new URL(next, url)
}

async function buy(type, { admin, storefront, seeded, control }, say) {
  const cart = await shop(storefront, seeded, { providerId: PROVIDERS[type], quantity: 2 })
  const vpsTxId = vpsTxIdOf(cart.nextUrl)
  const paid = await control("POST", "/_control/pay", { vps_tx_id: vpsTxId })
  if (!paid.redirect_url) throw new Error(`No way back to the shop: ${JSON.stringify(paid)}`)
  const page = await followToShop(paid.redirect_url)
  const orderId = page.pathname.match(/^\/order\/(order_\w+)$/)?.[1]
  if (!orderId) throw new Error(`The shopper came to ${page}, not to the confirmed order`)
  const { order, payment } = await medusaSide(admin, orderId)
  const purchase = { type, orderId, vpsTxId: paid.transaction.vps_tx_id, paymentId: payment.id }
  bought.push(purchase)
  say(`bought for ${pounds(minor(order.total))}: ${paid.status}, order confirmed`)
  return purchase
}

async function capture(admin, purchase, amount, say) {
  await admin("POST", `/admin/payments/${purchase.paymentId}/capture`, { amount: amount / 100 })
  say(`captured ${pounds(amount)}`)
}

const CAPTURES = {
  async DEFERRED(purchase, parties, say) {
    await capture(parties.admin, purchase, 4000, say)
    const again = capture(parties.admin, purchase, 1000, () => undefined)
    const refusal = await again.then(
      () => undefined,
      (error) => error.body?.message ?? error.message
    )
    if (refusal === undefined) throw new Error("A second RELEASE was taken for done")
    say(`a second capture is refused: ${refusal}`)
    return 4000
  },
  async AUTHENTICATE(purchase, parties, say) {
    await capture(parties.admin, purchase, 2000, say)
    await capture(parties.admin, purchase, 3500, say)
    return 5500
  },
  async PAYMENT(_purchase, _parties, say) {
    say("captured already, with the payment itself")
    return 5500
  },
}

/** One order captured and refunded in part, another one cancelled. */
export async function walkThrough(type, parties, say) {
  const { admin, control } = parties
  const first = await buy(type, parties, say)
  const taken = await CAPTURES[type](first, parties, say)
  expectEqual("Taken at the gateway", (await gatewaySide(control, first.vpsTxId)).taken, taken)

  const refund = 1234
  await admin("POST", `/admin/payments/${first.paymentId}/refund`, { amount: refund / 100 })
  say(`refunded ${pounds(refund)}`)
  const gateway = await gatewaySide(control, first.vpsTxId)
  expectEqual("Refunded at the gateway", gateway.refunded, refund)

  const second = await buy(type, parties, say)
  await admin("POST", `/admin/orders/${second.orderId}/cancel`, {})
  // Medusa tells the plugin of a cancelled order by an event, after it has answered.
  const ended = await until(
    "the gateway to let go of the cancelled order's money",
    async () => {
      const line = await gatewaySide(control, second.vpsTxId)
      const { state } = await control("GET", `/_control/transactions/${second.vpsTxId}`)
      const over = type === "PAYMENT" ? line.net === 0 : ["aborted", "cancelled"].includes(state)
      return over && line.held === 0 && line.net === 0 ? state : undefined
    },
    { deadlineMs: 60_000 }
  )
  say(`another order cancelled: ${ended} at the gateway`)
}

/** The final money of every purchase: at the gateway, in Medusa's payments, in Medusa's order. */
export async function compareMoney({ admin, control }) {
  const lines = []
  let equal = true
  for (const { type, orderId, vpsTxId } of bought) {
    const medusa = await medusaSide(admin, orderId)
    const gateway = await gatewaySide(control, vpsTxId)
    equal &&= medusa.net === gateway.net && medusa.orderNet === gateway.net
    lines.push([type, ...[gateway.net, medusa.net, medusa.orderNet].map(pounds)])
  }
  return { lines, equal }
}
