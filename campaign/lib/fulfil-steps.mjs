import { minorOf, moneyPress, words } from "./money-press.mjs"

/** What is packed and unpacked. The plugin takes the money for it by itself (docs/fulfilment.md). */

const ITEMS = `
  select i.item_id as id, i.quantity::int - i.fulfilled_quantity::int as left
  from order_item i join "order" o on o.id = i.order_id and o.version = i.version
  where o.id = $1 and i.deleted_at is null and i.quantity > i.fulfilled_quantity
  order by i.item_id`

const FULFILMENTS = `
  select f.id from fulfillment f join order_fulfillment l on l.fulfillment_id = f.id
  where l.order_id = $1 and l.deleted_at is null and f.deleted_at is null and f.canceled_at is null
  order by f.created_at, f.id`

/** All that is left, or so much of each; at least one piece. */
async function packed({ shop, state }, part) {
  const left = await shop.database.rows(ITEMS, [state.orderId])
  const some = left
    .map((item) => ({ id: item.id, quantity: Math.round(item.left * part) }))
    .filter(({ quantity }) => quantity > 0)
  return some.length > 0 || left.length === 0 ? some : [{ id: left[0].id, quantity: 1 }]
}

/** @returns {Promise<{ status: number, body: object }[] | undefined>} undefined: there was nothing to pack */
export async function pack(context, { part, times = 1 }) {
  const { state, step, ask } = context
  const items = await packed(context, part)
  if (items.length === 0) return undefined
  const path = `/admin/orders/${state.orderId}/fulfillments?fields=id`
  state.packed += times
  const answers = await Promise.all(
    Array.from({ length: times }, (_, index) =>
      ask("admin", "POST", path, { items }, step.server + index)
    )
  )
  // What is sent for it is sent afterwards: nobody may make it older before that is over.
  state.posted = Date.now()
  return answers
}

/** Sometimes a person presses Capture for the same goods, at the same moment and on another server. */
async function fulfil(context) {
  const { step } = context
  if (!(await context.findOrder())) return undefined
  const packing = pack(context, step)
  const beside = step.beside === undefined ? undefined : captureBeside(context)
  const answers = await packing
  const captured = await beside
  if (!answers) return captured
  const said = `${step.part === 1 ? "all" : step.part}: ${answers.map(words).join(" | ")}`
  return captured === undefined ? said : `${said}; captured beside it ${captured}`
}

function captureBeside(context) {
  const { step } = context
  const elsewhere = { ...context, step: { ...step, server: step.server + 1 } }
  return moneyPress(elsewhere, "capture", minorOf(context, step.beside))
}

async function cancelFulfilment(context) {
  const { shop, state, step } = context
  if (!(await context.findOrder())) return undefined
  const live = await shop.database.rows(FULFILMENTS, [state.orderId])
  if (live.length === 0) return undefined
  const { id } = live[Math.floor(step.draw * live.length)]
  const answer = words(await unpack(context, state.orderId, id))
  state.posted = Date.now()
  state.unpacked += 1
  return answer
}

const unpack = ({ ask }, orderId, id) =>
  ask("admin", "POST", `/admin/orders/${orderId}/fulfillments/${id}/cancel`, {})

/** Medusa cancels no order of which something is packed. */
export async function unpackAll(context, orderId) {
  const live = await context.shop.database.rows(FULFILMENTS, [orderId])
  for (const { id } of live) await unpack(context, orderId, id)
  return live.length
}

export const FULFIL_STEPS = { fulfil, cancel_fulfilment: cancelFulfilment }
