import { answerAttention } from "./attention.mjs"
import { age } from "./database.mjs"
import { unpackAll } from "./fulfil-steps.mjs"
import { minorOf, moneyPress, words } from "./money-press.mjs"
import { answerOpenIntents } from "./person.mjs"

/** What staff do after the order, in the store and in the gateway's own console. */

async function money(context) {
  const { step } = context
  if (!(await context.findOrder())) return undefined
  return moneyPress(context, step.do, minorOf(context, step.share), step)
}

/** Presses once more what failed: the same amount, or another. */
async function again(context) {
  const { state, step } = context
  if (!state.failed || !(await context.findOrder())) return undefined
  const { kind, amountMinor } = state.failed
  const amount = step.amount === "same" ? amountMinor : minorOf(context, step.amount)
  state.failed = undefined
  return `${kind} ${await moneyPress(context, kind, amount)}`
}

async function cancel(context) {
  const { state, step, ask } = context
  if (!(await context.findOrder())) return undefined
  if (step.unpack) state.unpacked += await unpackAll(context, state.orderId)
  const presses = Array.from({ length: step.times ?? 1 }, (_, index) =>
    ask("admin", "POST", `/admin/orders/${state.orderId}/cancel`, {}, step.server + index)
  )
  const answers = await Promise.all(presses)
  if (answers.some(({ status }) => status === 200)) state.cancelled = true
  return answers.map(words).join(" | ")
}

/** Lets time pass for this payment, and has the jobs run. */
async function jobs(context) {
  const { shop, step } = context
  const roots = await context.roots()
  if (roots.length > 0) {
    await context.listenedOut()
    await age(shop.database, step.minutes, roots)
  }
  const { failures } = await shop.worker.runJobsSoon()
  return failures.length === 0 ? "ok" : failures.join("; ")
}

/** Somebody looks into the gateway's console, and says what became of what is open. */
async function person(context) {
  const { step } = context
  const roots = await context.roots()
  if (roots.length === 0) return undefined
  await context.listenedOut()
  // Some look at the list and take what it offers, some go by the console alone.
  const answers = step.list
    ? await answerAttention(context, context.state.tried, context.state.orderId)
    : await answerOpenIntents(context, { roots })
  return answers?.length ? answers.join("; ") : undefined
}

const TAKES = ["authorised", "released"]
const OPEN_AUTHORISATION = ["authenticated", "registered"]
const isCredit = ({ tx_type }) => tx_type === "REFUND" || tx_type === "DIRECTREFUND"

/** Which transactions such an action could be for, by the gateway's own list. */
const TARGETS = {
  REFUND: (one) => TAKES.includes(one.state) && !isCredit(one),
  VOID: (one) => TAKES.includes(one.state),
  RELEASE: (one) => one.state === "deferred",
  ABORT: (one) => one.state === "deferred",
  CANCEL: (one) => OPEN_AUTHORISATION.includes(one.state),
  AUTHORISE: (one) => OPEN_AUTHORISATION.includes(one.state),
  REPEAT: (one) => TAKES.includes(one.state) && !isCredit(one),
}
const WITHOUT_AMOUNT = new Set(["VOID", "ABORT", "CANCEL"])

/** One of those that are possible now; which, the step has drawn. */
function chosen(context) {
  const family = context.family()
  const possible = context.step.actions.filter((action) => family.some(TARGETS[action]))
  const action = possible[Math.floor(context.step.draw * possible.length)]
  return action && { action, target: family.find(TARGETS[action]) }
}

async function inConsole(context) {
  const { shop, state, step } = context
  // Without reports nobody learns of it (docs/reliability.md).
  if (!shop.reporting) return undefined
  if (typeof shop.control.console !== "function" || !(await context.findOrder())) return undefined
  const { action, target } = chosen(context) ?? {}
  if (!action) return undefined
  const amount_minor = minorOf(context, step.share)
  const request = { action, vps_tx_id: target.vps_tx_id }
  const needsAmount = !WITHOUT_AMOUNT.has(action)
  try {
    const made = shop.control.console({ ...request, ...(needsAmount && { amount_minor }) })
    state.asked.push({ kind: `console ${action}`, amountMinor: amount_minor, ok: true })
    return `${action} ${needsAmount ? amount_minor : ""}: ${made.state}`
  } catch (error) {
    if (typeof error.status !== "number") throw error
    return `${action}: ${error.message}`
  }
}

/** A button of ours on one transaction; twice with the same key is one movement. */
async function press(context) {
  const { shop, state, step, ask } = context
  if (!shop.hasPress || !(await context.findOrder())) return undefined
  const { action, target } = chosen(context) ?? {}
  if (!action) return undefined
  const row = await shop.database.row("select id from sagepay_transaction where vps_tx_id = $1", [
    target.vps_tx_id,
  ])
  if (!row) return undefined
  state.keys += 1
  const minor = minorOf(context, step.share)
  const needsAmount = !WITHOUT_AMOUNT.has(action)
  const body = {
    action,
    key: `press-${context.plan.payment}-${state.run}-${state.keys}`,
    reason: "The campaign wants it.",
    ...(needsAmount && { amount_minor: minor }),
  }
  const path = `/admin/sagepay/transactions/${row.id}/actions`
  const presses = Array.from({ length: step.times ?? 1 }, (_, index) =>
    ask("admin", "POST", path, body, step.server + index)
  )
  const answers = await Promise.all(presses)
  const ok = answers.some(({ status }) => status >= 200 && status < 300)
  state.asked.push({ kind: `press ${action}`, amountMinor: minor, ok, key: body.key })
  return `${action} ${needsAmount ? minor : ""}: ${answers.map(words).join(" | ")}`
}

function settlement({ shop }) {
  return `${shop.control.settle().settled} settled`
}

export const OFFICE_STEPS = {
  capture: money,
  refund: money,
  again,
  cancel,
  jobs,
  person,
  console: inConsole,
  press,
  settlement,
}
