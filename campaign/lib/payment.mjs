import { setTimeout as wait } from "node:timers/promises"
import { CHECKOUT_STEPS, makeCart } from "./checkout-steps.mjs"
import { FULFIL_STEPS } from "./fulfil-steps.mjs"
import { KILL_STEPS } from "./kill-steps.mjs"
import { OFFICE_STEPS } from "./office-steps.mjs"
import { living } from "./servers.mjs"
import { TIME_STEPS } from "./time-steps.mjs"
import { TOGETHER_STEPS } from "./two-servers.mjs"

/** Takes one payment through its plan, step by step, and keeps a trace of it. */

const STEPS = {
  ...CHECKOUT_STEPS,
  ...OFFICE_STEPS,
  ...FULFIL_STEPS,
  ...TIME_STEPS,
  ...KILL_STEPS,
  ...TOGETHER_STEPS,
}

/** The longest that a store listens for an answer, and a little more. */
const LISTENING_MS = 4_500

const ORDER = `
  select o.order_id as id, p.id as payment_id, (p.raw_amount ->> 'value')::numeric as amount
  from order_cart o
  left join order_payment_collection l on l.order_id = o.order_id and l.deleted_at is null
  left join payment p on p.payment_collection_id = l.payment_collection_id and p.deleted_at is null
  where o.cart_id = $1 and o.deleted_at is null
  order by p.canceled_at is not null, p.created_at limit 1`

export function newRun(shop, plan, run = "a") {
  const state = {
    run,
    pages: [],
    asked: [],
    shown: new Set(),
    problems: [],
    tried: new Map(),
    keys: 0,
    packed: 0,
    unpacked: 0,
    lapsing: 0,
    cartId: undefined,
    orderId: undefined,
    paymentId: undefined,
    posted: 0,
  }
  return { shop, plan, state, trace: [], operations: 0, steps: {} }
}

export async function runPayment(run) {
  const { shop, plan, state, trace } = run
  shop.faults.begin(plan.payment, { calm: plan.calm ?? false })
  shop.faults.listen(plan.payment, (line) => {
    state.posted = Date.now()
    trace.push(`      ${line}`)
  })
  const tell = (line) => trace.push(`  ${line}`)
  try {
    tell(
      `cart of ${plan.quantity}${plan.cups ? ` and ${plan.cups}` : ""}, ${plan.currency}${plan.taxed ? " with tax" : ""}, ${plan.type}: ${await makeCart(contextOf(run, { server: 0 }))}`
    )
    for (const step of plan.steps) {
      const context = contextOf(run, step)
      const said = await STEPS[step.do](context)
      if (said === undefined) continue
      run.operations += 1
      run.steps[step.do] = (run.steps[step.do] ?? 0) + 1
      tell(`${step.do} ${said}`)
    }
  } catch (error) {
    // A defect of the campaign's own, or of the gateway's: never to be taken for a quiet end.
    run.broken = error
    tell(`BROKEN ${error.stack}`)
  }
  shop.faults.forget(plan.payment)
  await contextOf(run, {}).findOrder()
  return run
}

export function contextOf(run, step) {
  const { shop, plan, state } = run
  const clients = new Map()
  const ask = async (who, method, path, body, wanted = step.server ?? 0) => {
    // Nobody presses anything while the whole shop is down.
    while (!shop.servers.some(({ alive }) => alive)) await wait(50)
    if (!clients.has(wanted))
      clients.set(
        wanted,
        shop.at(() => living(shop.servers, wanted))
      )
    return clients.get(wanted)[who](method, path, body)
  }
  return {
    shop,
    plan,
    state,
    step,
    ask,
    async findOrder() {
      if (state.paymentId) return true
      if (!state.cartId) return false
      const found = await shop.database.row(ORDER, [state.cartId])
      state.orderId = found?.id
      state.paymentId = found?.payment_id ?? undefined
      if (!state.paymentId) return false
      state.totalMinor = Math.round(Number(found.amount) * (plan.currency === "jpy" ? 1 : 100))
      return true
    },
    async roots() {
      const found = await shop.database.rows(
        "select id from sagepay_transaction where cart_id = $1 and id = root_id",
        [state.cartId ?? null]
      )
      return found.map(({ id }) => id)
    },
    /** All that the gateway has of this payment's pages. */
    family() {
      return shop.control
        .transactions()
        .filter(({ root_vps_tx_id }) => state.pages.includes(root_vps_tx_id))
    },
    /** Nobody listens for an answer any more, also to what was sent meanwhile. */
    async listenedOut() {
      for (;;) {
        const left = state.posted + LISTENING_MS - Date.now()
        if (left <= 0) return
        await wait(left)
      }
    },
  }
}
