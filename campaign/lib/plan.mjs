import { rng } from "./random.mjs"

/** What happens to one payment, drawn from the seed and its number alone: plain data, one entry a step. */

const TYPES = { DEFERRED: 5, AUTHENTICATE: 3, PAYMENT: 2 }
/** Where the shopper lives: with tax a total is no whole number of pence. */
const PLACES = {
  gb: { currency: "gbp" },
  ie: { currency: "gbp", taxed: true },
  jp: { currency: "jpy" },
}
const PLACE_WEIGHTS = { gb: 3, ie: 1, jp: 1 }
/** Of the order's total. "rest" leaves the amount out. */
const CAPTURES = ["rest", 1, 1, 0.5, 0.34, 0.01]
const REFUNDS = ["rest", 1, 0.5, 0.5, 0.25, 0.01]

const CHECKOUTS = {
  plain: 10,
  double_press: 1,
  two_tabs: 1,
  declined: 1,
  cancelled: 1,
  failed_3ds: 0.5,
  notification_lost: 1,
  answer_lost: 1,
  notified_twice: 1,
  forged_first: 1,
  altered: 1,
  storefront_completes: 1,
  cart_changed: 1,
  silent: 0.5,
}

const OFFICE = {
  capture: 20,
  refund: 18,
  again: 9,
  cancel: 5,
  fulfil: 16,
  cancel_fulfilment: 5,
  jobs: 9,
  night: 2,
  month: 1,
  person: 5,
  console: 6,
  press: 6,
  notify: 4,
  new_session: 3,
  settlement: 1,
}

const CONSOLE = ["REFUND", "VOID", "RELEASE", "ABORT", "CANCEL", "AUTHORISE"]
const PRESSES = ["REFUND", "VOID", "RELEASE", "ABORT", "CANCEL", "AUTHORISE", "REPEAT"]

/** Of the pieces that are left. */
const PARTS = [1, 1, 0.5, 0.34]

/** @returns {{ payment: number, type: string, currency: string, taxed?: boolean, quantity: number, cups: number, steps: object[] }} */
export function drawPlan(seed, payment) {
  const random = rng(seed, "plan", payment)
  const plan = {
    payment,
    type: random.weighted(TYPES),
    ...PLACES[random.weighted(PLACE_WEIGHTS)],
    quantity: random.between(1, 3),
    cups: 0,
  }
  if (plan.currency === "gbp" && random.chance(0.4)) plan.cups = random.between(1, 3)
  const way = random.weighted(CHECKOUTS)
  const steps = [...checkout(way, random)]
  const count = random.between(3, 12)
  const before = steps.length
  // Without a capture early on, most of what follows is refused by Medusa itself.
  const first = random.weighted({ capture: 4, fulfil: 3, any: 3 })
  if (first === "capture") steps.push(capture(random))
  if (first === "fulfil") steps.push(fulfil(random))
  while (steps.length < before + count) steps.push(office(random))
  return { ...plan, way, steps: steps.map((step) => ({ ...step, server: random.below(2) })) }
}

function* checkout(way, random) {
  const paid = { do: "pay", outcome: "ok" }
  switch (way) {
    case "double_press":
      yield { do: "register", times: 2 }
      yield paid
      break
    case "two_tabs":
      // The second tab makes a session of its own; the first one's page is still open.
      yield { do: "register" }
      yield { do: "new_session" }
      yield { do: "register" }
      yield { ...paid, tab: random.below(2), both: random.chance(0.5) }
      yield { ...paid, tab: random.below(2) }
      break
    case "declined":
      yield { do: "register" }
      yield { do: "pay", outcome: "decline" }
      break
    case "cancelled":
      yield { do: "register" }
      yield { do: "pay", outcome: "cancel" }
      break
    case "failed_3ds":
      yield { do: "register" }
      yield { do: "pay", outcome: "3ds_fail" }
      break
    case "notification_lost":
      yield { do: "register" }
      yield { ...paid, lost: "notification_lost" }
      if (random.chance(0.3)) yield { do: "complete" }
      yield { do: "notify", how: "again" }
      break
    case "answer_lost":
      yield { do: "register" }
      yield { ...paid, lost: "answer_lost" }
      if (random.chance(0.3)) yield { do: "notify", how: "gave_up" }
      else yield { do: "notify", how: "again" }
      break
    case "notified_twice":
      yield { do: "register" }
      yield paid
      yield { do: "notify", how: "twice" }
      break
    case "forged_first":
      yield { do: "register" }
      yield { do: "notify", how: "forged" }
      yield paid
      break
    case "altered":
      yield { do: "register" }
      yield { do: "notify", how: "altered" }
      yield paid
      yield { do: "notify", how: "altered" }
      break
    case "storefront_completes":
      yield { do: "register" }
      if (random.chance(0.5)) yield { do: "complete" }
      yield { ...paid, completing: true }
      break
    case "cart_changed":
      yield { do: "register" }
      yield { do: "change_cart" }
      yield paid
      break
    case "silent":
      yield { do: "register" }
      yield { ...paid, lost: "notification_lost" }
      yield { do: "notify", how: "gave_up" }
      break
    default:
      yield { do: "register" }
      yield paid
  }
  if (random.chance(0.5)) yield { do: "come_back" }
  // Whoever could not buy tries again, or most of the plan would have nothing to act on.
  yield { do: "buy_again" }
}

const capture = (random) => ({ do: "capture", share: random.pick(CAPTURES) })

const fulfil = (random) => ({
  do: "fulfil",
  part: random.pick(PARTS),
  ...(random.chance(0.12) && { times: 2 }),
  ...(random.chance(0.15) && { beside: random.pick(CAPTURES) }),
})

function office(random) {
  const kind = random.weighted(OFFICE)
  switch (kind) {
    case "capture":
    case "refund":
      return {
        do: kind,
        share: random.pick(kind === "capture" ? CAPTURES : REFUNDS),
        ...(random.chance(0.12) && { times: 2, apart: random.chance(0.5) }),
      }
    case "again":
      return { do: kind, amount: random.chance(0.75) ? "same" : random.pick([0.5, 0.33, 1]) }
    case "fulfil":
      return fulfil(random)
    case "cancel_fulfilment":
      return { do: kind, draw: random.next() }
    case "jobs":
      return { do: kind, minutes: random.pick([2, 11, 65]) }
    case "console":
      return {
        do: kind,
        actions: CONSOLE,
        draw: random.next(),
        share: random.pick([1, 1, 0.5, 0.2]),
      }
    case "press":
      return {
        do: kind,
        actions: PRESSES,
        draw: random.next(),
        share: random.pick([1, 0.5, 0.2]),
        ...(random.chance(0.3) && { times: 2 }),
      }
    case "notify":
      return { do: kind, how: random.pick(["again", "twice", "forged", "altered", "gave_up"]) }
    case "person":
      return { do: kind, list: random.chance(0.7) }
    case "cancel":
      return {
        do: kind,
        unpack: random.chance(0.5),
        ...(random.chance(0.2) && { times: 2 }),
      }
    default:
      return { do: kind }
  }
}

/** Payments, from the first, without end. */
export function* drawPlans(seed) {
  for (let number = 1; ; number += 1) yield drawPlan(seed, number)
}
