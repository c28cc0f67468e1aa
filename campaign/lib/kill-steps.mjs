import { setTimeout as wait } from "node:timers/promises"
import { pack } from "./fulfil-steps.mjs"
import { armPoint, DATABASE_POINTS } from "./points.mjs"
import { living } from "./servers.mjs"

/** One press, and the process that carries it out is killed on the way. */

/** At the line to the gateway, and in the database. */
export const POINTS = {
  after_office_press: [
    "operation committed",
    "acted, no reply",
    "outcome",
    "intent",
    "payment_update",
    "order_transaction",
    "fulfilled",
    "fulfilment_capture",
  ],
  in_checkout: ["claim", "payment_insert", "answer"],
}

const ON_THE_LINE = { "operation committed": "before", "acted, no reply": "after" }

/** Runs `press`, and kills whoever comes to the point because of it. */
async function killAt(context, point, subject, press) {
  const { shop } = context
  const stop = DATABASE_POINTS.includes(point)
    ? await inDatabase(shop, point, subject)
    : onTheLine(context, ON_THE_LINE[point])
  const pressed = press()
  const victim = await stop.victim(pressed.then(() => undefined))
  if (victim) {
    await victim.kill()
    shop.kills[point] = (shop.kills[point] ?? 0) + 1
    await stop.cut()
  }
  await stop.release()
  if (victim) shop.revive(victim)
  const said = await pressed
  return victim ? `killed at "${point}": ${said}` : `not reached "${point}": ${said}`
}

async function inDatabase(shop, point, subject) {
  const armed = await armPoint(shop.database, point, subject)
  return {
    victim: async (ended) => {
      const waiter = await armed.reached(ended)
      // The worker's jobs may come by as well: then they are let go.
      return waiter && shop.servers.find(({ name }) => name === waiter.name)
    },
    cut: () => armed.cut(),
    release: () => armed.release(),
  }
}

function onTheLine({ shop, plan, step }, moment) {
  const server = living(shop.servers, step.server)
  const stop = shop.line.stopAt(
    moment,
    (message) => !message.reporting && shop.faults.paymentOf(message) === plan.payment
  )
  let handed
  return {
    victim: async (ended) => {
      handed = await Promise.race([stop.held, ended])
      return handed && server.alive ? server : undefined
    },
    cut: () => handed.release("drop"),
    release: () => {
      stop.forget()
      handed?.release("go")
    },
  }
}

const words = ({ status, body }) => `${status || "no answer"} ${body.message ?? ""}`.trim()

async function killPress(context) {
  const { shop, state, step, ask } = context
  if (!(await context.findOrder())) return undefined
  const [root] = await shop.database.rows(
    `select t.id from sagepay_transaction t join payment p
       on t.payment_id = p.id or t.session_id = p.payment_session_id
     where p.id = $1 and t.id = t.root_id order by t.claim is null limit 1`,
    [state.paymentId]
  )
  if (!root) return undefined
  const subjects = {
    payment_update: state.paymentId,
    fulfilled: state.paymentId,
    order_transaction: state.orderId,
  }
  const subject = subjects[step.point] ?? root.id
  const presses = {
    cancel: () => ask("admin", "POST", `/admin/orders/${state.orderId}/cancel`, {}),
    fulfil: () => packAndCapture(context, root.id),
  }
  const press = presses[step.press] ?? (() => moneyPress(context))
  return `${step.press} ${await killAt(context, step.point, subject, () => press().then(words))}`
}

const TAKEN_FOR_IT = `
  select 1 from sagepay_intent
  where root_id = $1 and status <> 'open' and actor like 'sagepay-fulfilment%'`
const CAPTURING_MS = 4_000
const LOOK_MS = 100

/** The answer comes before the money for it is taken: it is over when that is done, or was not to be. */
async function packAndCapture(context, rootId) {
  const { shop, step } = context
  const [answer] = (await pack(context, { part: step.share })) ?? [
    { status: 0, body: { message: "nothing is left to pack" } },
  ]
  const until = Date.now() + CAPTURING_MS
  while (answer.status === 200 && Date.now() < until) {
    if (await shop.database.row(TAKEN_FOR_IT, [rootId])) break
    await wait(LOOK_MS)
  }
  return answer
}

function moneyPress({ plan, state, step, ask }) {
  const minor =
    step.share === 1 ? undefined : Math.max(1, Math.round(state.totalMinor * step.share))
  state.asked.push({ kind: step.press, amountMinor: minor, ok: false })
  state.failed = { kind: step.press, amountMinor: minor }
  const amount = plan.currency === "jpy" ? minor : minor / 100
  const body = minor === undefined ? {} : { amount }
  return ask("admin", "POST", `/admin/payments/${state.paymentId}/${step.press}`, body)
}

/** The notification of a payment, and the server that answers it is killed on the way. */
async function killPay(context) {
  const { shop, state, step } = context
  const vps_tx_id = state.pages.at(-1)
  if (!vps_tx_id) return undefined
  const subject = step.point === "payment_insert" ? state.sessionId : vps_tx_id
  const pay = async () => {
    const paid = await shop.control.pay({ vps_tx_id })
    return `${paid.status} ${paid.answer.status ?? paid.answer.kind}`
  }
  return killAt(context, step.point, subject, pay)
}

export const KILL_STEPS = { kill_press: killPress, kill_pay: killPay }
