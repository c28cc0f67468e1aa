import { unpackAll } from "./fulfil-steps.mjs"
import { answerOpenIntents } from "./person.mjs"

/** A member of staff who works through the attention list, with the choices that it offers. */

/** By kind of finding, what is tried one after the other while it stays on the list. */
const ANSWERS = {
  open_operation: ["ask", "settle"],
  // Once more: the process may have died in the first, and left an order change in the way.
  order_without_payment: ["cancel_order", "look_again", "cancel_order", "refund", "resolve"],
  cancel_stopped: ["cancel_order", "look_again", "cancel_order", "resolve"],
  unanswered: ["look_again", "cancel_order", "resolve"],
  taken_without_order: ["refund", "refund_at_gateway", "look_again", "resolve"],
  cancelled_order_not_refunded: ["retry", "refund", "resolve"],
  hold_without_order: ["abort_at_gateway", "cancel_at_gateway", "look_again", "resolve"],
  row_without_movement: ["retry", "refund", "resolve"],
  unknown_at_gateway: ["adopt", "resolve"],
  differs_at_gateway: ["look_again", "released", "resolve"],
  capture_failed: ["retry", "retry", "cancel_order", "resolve"],
  rest_not_held: ["charge_rest", "look_again", "resolve"],
  // What waits may wait: it is taken with the last parcel, or a person takes it before.
  split_waits: ["look_again", "capture"],
  fulfilment_cancelled: ["retry", "refund", "resolve"],
  hold_expiring: ["capture", "look_again", "resolve"],
  hold_not_renewed: ["retry", "capture", "cancel_order", "resolve"],
}
const ANY = ["retry", "look_again", "resolve"]

/** What may leave a capture or a refund behind in Medusa. */
const MOVING = new Set(["retry", "capture", "refund", "charge_rest"])

const NOTE = "Looked at in the console."
const WORDS = { note: NOTE, reason: NOTE }

/**
 * @param {Map<string, number>} tried how often each finding was answered already; kept by the caller
 * @returns {Promise<string[]>} a word for each answer that was given
 */
export async function answerAttention({ shop, ask }, tried, orderId) {
  const query = orderId ? `&order_id=${orderId}` : ""
  const { status, body } = await ask("admin", "GET", `/admin/sagepay/attention?limit=200${query}`)
  if (status !== 200) return []
  const answers = []
  for (const item of body.attention) {
    const turn = tried.get(item.id) ?? 0
    const offered = (ANSWERS[item.kind] ?? ANY).filter(
      (id) => id === "settle" || item.choices.some((choice) => choice.id === id)
    )
    const chosen = offered[turn]
    if (chosen === undefined) continue
    tried.set(item.id, turn + 1)
    answers.push(`${item.kind} ${chosen}: ${await give({ shop, ask }, item, chosen)}`)
  }
  return answers
}

async function give({ shop, ask }, item, chosen) {
  if (chosen === "settle") {
    const settled = await answerOpenIntents({ shop, ask }, { intent: item.subject_id })
    return settled?.join("; ") ?? "decided meanwhile"
  }
  const { method, path, body: form } = item.choices.find(({ id }) => id === chosen)
  const filled = {}
  for (const [name, field] of Object.entries(form?.properties ?? {})) {
    const value = field.const ?? WORDS[name] ?? (await worked(shop, item, path, name))
    if (value !== undefined) filled[name] = value
  }
  if (MOVING.has(chosen)) shop.chosen.set(item.order_id, (shop.chosen.get(item.order_id) ?? 0) + 1)
  if (chosen === "cancel_order") await unpackAll({ shop, ask }, item.order_id)
  const { status, body } = await ask("admin", method, path, filled)
  return `${status} ${String(body.message ?? "").slice(0, 120)}`
}

const LEFT_IN_MEDUSA = `
  select (select coalesce(sum((raw_amount ->> 'value')::numeric), 0) from capture
      where payment_id = $1 and deleted_at is null)
    - (select coalesce(sum((raw_amount ->> 'value')::numeric), 0) from refund
      where payment_id = $1 and deleted_at is null) as left`

const LEFT_AT_GATEWAY =
  "select taken_minor - refunded_minor as left from sagepay_transaction where id = $1"

/** What a person reads off the screen before filling it in. */
async function worked(shop, item, path, name) {
  if (name === "key") return `attention-${item.id}`
  const [, table, id] = /\/(payments|transactions)\/(\w+)\//.exec(path) ?? []
  if (name !== "amount" && name !== "amount_minor") return undefined
  if (path.endsWith("/released")) {
    const there = shop.control.transactions().find((one) => one.vps_tx_id === item.facts.vps_tx_id)
    return there?.released || undefined
  }
  const query = table === "payments" ? LEFT_IN_MEDUSA : LEFT_AT_GATEWAY
  const { left } = (await shop.database.row(query, [id])) ?? {}
  return Number(left) > 0 ? Number(left) : undefined
}
