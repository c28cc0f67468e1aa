import { rng } from "./random.mjs"

/** The same press on two servers at once: one movement, whoever comes first. */

const FIRST = 2_000_000
/** Well within the store's reply_timeout_ms. */
const PATIENCE_MS = 1_500
const TYPES = ["DEFERRED", "AUTHENTICATE", "PAYMENT"]

export function drawRounds(seed, rounds) {
  return Array.from({ length: rounds }, (_, index) => {
    const payment = FIRST + index
    const random = rng(seed, "round", payment)
    return {
      payment,
      type: TYPES[index % TYPES.length],
      currency: random.chance(0.2) ? "jpy" : "gbp",
      quantity: random.between(1, 3),
      calm: true,
      steps: [
        { do: "register" },
        { do: "pay", outcome: "ok" },
        { do: "both_capture" },
        { do: "held_refund" },
        { do: "both_refund" },
      ].map((step) => ({ server: index % 2, ...step })),
    }
  })
}

const isOk = ({ status }) => status >= 200 && status < 300

function need(context, holds, text) {
  context.state.problems.push(...(holds ? [] : [text]))
}

/** What the gateway has moved for this payment, by type. */
function moved(context) {
  const family = context.family()
  const refunds = family.filter(
    ({ tx_type, state }) => tx_type === "REFUND" && state === "authorised"
  )
  const captures = family.filter(
    ({ tx_type, state }) =>
      tx_type === "AUTHORISE" || (tx_type !== "REFUND" && ["released", "voided"].includes(state))
  )
  return { family, refunds, captures }
}

async function twice(context, kind, body) {
  const { state, ask, step } = context
  const path = `/admin/payments/${state.paymentId}/${kind}`
  return Promise.all([0, 1].map((other) => ask("admin", "POST", path, body, step.server + other)))
}

async function bothCapture(context) {
  if (!(await context.findOrder())) {
    need(context, false, "the order was not placed")
    return undefined
  }
  const answers = await twice(context, "capture", {})
  const { plan, state } = context
  state.asked.push({ kind: "capture", ok: true })
  need(context, answers.some(isOk), "neither capture was carried out")
  const { captures } = moved(context)
  const wanted = plan.type === "PAYMENT" ? 0 : 1
  need(context, captures.length === wanted, `${captures.length} captures at the gateway`)
  return answers.map(({ status }) => status).join(", ")
}

/** While the first is under way the second, of the same amount, is refused; afterwards it is not. */
async function heldRefund(context) {
  const { shop, plan, state, step, ask } = context
  if (!state.paymentId) return undefined
  const minor = Math.round(state.totalMinor / 4)
  const body = { amount: plan.currency === "jpy" ? minor : minor / 100 }
  const path = `/admin/payments/${state.paymentId}/refund`
  const stop = shop.line.stopAt(
    "before",
    (message) => shop.faults.paymentOf(message) === plan.payment
  )
  const first = ask("admin", "POST", path, body, step.server)
  const hand = await Promise.race([stop.held, first.then(() => undefined)])
  const heldAt = Date.now()
  stop.forget()
  const second = await ask("admin", "POST", path, body, step.server + 1)
  hand?.release("go")
  const heldMs = Date.now() - heldAt
  const answers = [await first, second, await ask("admin", "POST", path, body, step.server + 1)]
  state.asked.push(...answers.map(() => ({ kind: "refund", amountMinor: minor, ok: true })))
  need(context, hand !== undefined, "the first part refund did not reach the gateway")
  // Held beyond the client's patience its outcome is unknown, and what follows is another story.
  if (heldMs > PATIENCE_MS) return `held for ${heldMs} ms, too long`
  shop.held += 1
  need(context, isOk(answers[0]), `the first part refund failed: ${answers[0].body.message}`)
  need(
    context,
    !isOk(answers[1]),
    "the second part refund was not refused while the first was open"
  )
  need(context, isOk(answers[2]), `the part refund after it failed: ${answers[2].body.message}`)
  const { refunds } = moved(context)
  need(context, refunds.length === 2, `${refunds.length} part refunds at the gateway`)
  return answers.map(({ status }) => status).join(", ")
}

async function bothRefund(context) {
  const { plan, state } = context
  if (!state.paymentId) return undefined
  const { refunds } = moved(context)
  const before = refunds.length
  const rest = state.totalMinor - refunds.reduce((sum, { amount }) => sum + amount, 0)
  const amount = plan.currency === "jpy" ? rest : rest / 100
  const answers = await twice(context, "refund", { amount })
  state.asked.push({ kind: "refund", ok: true }, { kind: "refund", ok: true })
  // Another is open: it was held too long.
  if (answers.every(({ body }) => /not decided yet/.test(body.message ?? "")))
    return "an earlier one is open"
  need(context, answers.some(isOk), `neither refund was carried out: ${answers[0].body.message}`)
  const made = moved(context).refunds.length - before
  need(context, made === 1, `${made} refunds of the rest at the gateway`)
  return answers.map(({ status }) => status).join(", ")
}

export const TOGETHER_STEPS = {
  both_capture: bothCapture,
  held_refund: heldRefund,
  both_refund: bothRefund,
}
