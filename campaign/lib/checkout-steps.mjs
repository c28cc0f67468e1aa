import seeding from "../../scripts/lib/seed.cjs"
import { REGION_OF, TAXED_COUNTRY } from "./shop-data.mjs"

/** What a shopper does, and what the gateway tells the shop of it. Each returns a word for the trace. */

const PROVIDERS = {
  DEFERRED: "pp_sagepay_sagepay",
  AUTHENTICATE: "pp_sagepay_authenticate",
  PAYMENT: "pp_sagepay_payment",
}

const said = ({ status, body }) =>
  status < 300 && status > 0
    ? "ok"
    : `${status || "no answer"} ${body.message ?? body.code ?? ""}`.trim()

const COUNTRIES = { jpy: "jp", gbp: "gb" }

export async function makeCart({ shop, plan, state, ask }) {
  const { seeded } = shop
  const country_code = plan.taxed ? TAXED_COUNTRY : COUNTRIES[plan.currency]
  const region = seeded.regions.find(({ name }) => name === REGION_OF[country_code])
  const address = { ...seeding.TEST_ADDRESS, country_code }
  const quantities = [plan.quantity, plan.cups ?? 0]
  const made = await ask("storefront", "POST", "/store/carts", {
    region_id: region.id,
    email: `p${plan.payment}.${state.run}@example.com`,
    shipping_address: address,
    billing_address: address,
    items: quantities
      .map((quantity, index) => ({ variant_id: seeded.products[index].variantId, quantity }))
      .filter(({ quantity }) => quantity > 0),
  })
  state.cartId = made.body.cart?.id
  if (!state.cartId) return `no cart: ${said(made)}`
  await ask("storefront", "POST", `/store/carts/${state.cartId}/shipping-methods`, {
    option_id: seeded.shippingOptionId,
  })
  return newSession({ plan, state, ask })
}

async function newSession({ plan, state, ask }) {
  const collection = await ask("storefront", "POST", "/store/payment-collections", {
    cart_id: state.cartId,
  })
  const id = collection.body.payment_collection?.id
  if (!id) return `no collection: ${said(collection)}`
  const provider_id = PROVIDERS[plan.type]
  const path = `/store/payment-collections/${id}/payment-sessions`
  const answer = await ask("storefront", "POST", path, { provider_id })
  const session = answer.body.payment_collection?.payment_sessions?.find(
    (one) => one.provider_id === provider_id
  )
  if (!session) return `no session: ${said(answer)}`
  state.sessionId = session.id
  return "ok"
}

async function register({ state, ask, step }) {
  const path = `/store/sagepay/payment-sessions/${state.sessionId}/register`
  const presses = Array.from({ length: step.times ?? 1 }, (_, index) =>
    ask("storefront", "POST", path, {}, step.server + index)
  )
  const answers = await Promise.all(presses)
  for (const { body } of answers) {
    const id = body.next_url && new URL(body.next_url).searchParams.get("vpstxid")
    if (id && !state.pages.includes(id)) state.pages.push(id)
  }
  return answers.map(said).join(", ")
}

const page = ({ state }, tab = state.pages.length - 1) =>
  state.pages[Math.min(tab, state.pages.length - 1)]

/** The gateway's own refusals, such as a page that is over, are a shopper's bad luck. */
async function atGateway(work) {
  try {
    return await work()
  } catch (error) {
    if (typeof error.status !== "number") throw error
    return { refused: error.message }
  }
}

async function payOn(context, vps_tx_id) {
  const { shop, step, state, ask } = context
  if (!vps_tx_id) return "no page"
  const code = shop.control.transaction(vps_tx_id).vendor_tx_code
  if (step.lost) shop.control.fault({ fault: step.lost, match: { vendorTxCode: code } })
  const paying = atGateway(() => shop.control.pay({ vps_tx_id, outcome: step.outcome }))
  const completing = step.completing
    ? ask("storefront", "POST", `/store/carts/${state.cartId}/complete`, {})
    : undefined
  const [paid, completed] = await Promise.all([paying, completing])
  if (paid.redirect_url) state.wayBack = paid.redirect_url
  const answer = paid.refused ?? `${paid.status} ${paid.answer.status ?? paid.answer.kind}`
  return completed ? `${answer}; completed: ${said(completed)}` : answer
}

async function pay(context) {
  const { step, state } = context
  if (!step.both) return payOn(context, page(context, step.tab))
  const all = await Promise.all(state.pages.slice(-2).map((id) => payOn(context, id)))
  return all.join(", ")
}

/** What is sent, by the true notification there was, if there was one. */
const NOTIFY = {
  again: (sent) => sent && {},
  twice: (sent) => sent && { times: 2 },
  forged: (sent) => (sent ? { forged: true } : { status: "OK", forged: true }),
  /** Another result under the true signature. */
  altered: (sent) =>
    sent
      ? {
          fields: {
            Status: sent.Status === "OK" ? "ABORT" : "OK",
            VPSSignature: sent.VPSSignature,
          },
        }
      : { status: "AUTHENTICATED", forged: true },
}

/** "gave up" is said only of what the gateway did give up: until it has an answer it still waits. */
async function notify(context) {
  const { shop, step } = context
  const vps_tx_id = page(context)
  if (!vps_tx_id) return "no page"
  const transaction = shop.control.transaction(vps_tx_id)
  const how = step.how
  if (how === "gave_up") {
    if (transaction.state !== "unacknowledged") return "the gateway has its answer"
    return giveUp(context, vps_tx_id)
  }
  const request = NOTIFY[how](transaction.notification?.fields)
  if (!request) return "nothing to notify"
  const told = await atGateway(() => shop.control.notify({ vps_tx_id, ...request }))
  if (told.redirect_url) context.state.wayBack = told.redirect_url
  return told.refused ?? told.answers.map((each) => each.status ?? each.kind).join(", ")
}

/** Unanswered until the gateway has asked as often as it does. */
async function giveUp({ shop }, vps_tx_id) {
  const { vendor_tx_code } = shop.control.transaction(vps_tx_id)
  for (let delivery = 0; delivery < 8; delivery += 1) {
    if (shop.control.transaction(vps_tx_id).state !== "unacknowledged") break
    shop.control.fault({ fault: "notification_lost", match: { vendorTxCode: vendor_tx_code } })
    await atGateway(() => shop.control.notify({ vps_tx_id }))
  }
  return shop.control.transaction(vps_tx_id).state
}

async function complete({ state, ask }) {
  const answer = await ask("storefront", "POST", `/store/carts/${state.cartId}/complete`, {})
  return answer.body.type ? `${answer.body.type} ${answer.body.error?.message ?? ""}` : said(answer)
}

async function changeCart({ shop, plan, state, ask }) {
  const path = `/store/carts/${state.cartId}/line-items`
  const [product] = shop.seeded.products
  const body = { variant_id: product.variantId, quantity: 1 }
  const added = await ask("storefront", "POST", path, body)
  plan.quantity += added.status === 200 ? 1 : 0
  return said(added)
}

async function comeBack({ state, ask }) {
  if (!state.wayBack) return "no way back"
  const { pathname } = new URL(state.wayBack)
  const { status, location } = await ask("stranger", "GET", pathname)
  return `${status} ${location ? new URL(location).pathname.replace(/order_\w+/, "order") : ""}`
}

/** Nothing where there is an order; else from the session on, at most twice. */
async function buyAgain(context) {
  const { state, plan, ask } = context
  for (let attempt = 0; attempt < 2; attempt += 1) {
    if (await context.findOrder()) return attempt === 0 ? "bought already" : "bought"
    const made = state.cartId ? await newSession({ plan, state, ask }) : await makeCart(context)
    if (made !== "ok") continue
    await register(context)
    await payOn({ ...context, step: { outcome: "ok", server: context.step.server } }, page(context))
  }
  return (await context.findOrder()) ? "bought" : "not bought"
}

export const CHECKOUT_STEPS = {
  register,
  pay,
  notify,
  complete,
  change_cart: changeCart,
  new_session: newSession,
  come_back: comeBack,
  buy_again: buyAgain,
}
