import { setTimeout as wait } from "node:timers/promises"
import { POINTS } from "./kill-steps.mjs"
import { drawPlan } from "./plan.mjs"
import { rng } from "./random.mjs"

/** Which process is killed when: at each named point in turn, and at random moments in between. */

const FIRST = 1_000_000
/** One of so many kills is at a random moment. */
const RANDOM_SHARE = 3
/** A point is not reached each time. */
const TRIES = 4

const PRESSES = {
  "operation committed": ["capture", "refund", "cancel", "fulfil"],
  "acted, no reply": ["capture", "refund", "cancel", "fulfil"],
  outcome: ["capture", "refund", "cancel", "fulfil"],
  intent: ["capture", "refund"],
  payment_update: ["capture", "fulfil"],
  order_transaction: ["capture", "refund", "fulfil"],
  fulfilled: ["fulfil"],
  fulfilment_capture: ["fulfil"],
}

/** They take money that a PAYMENT has taken already: nothing of it could be stopped. */
const TAKING = ["capture", "fulfil"]

const NAMED = [...POINTS.after_office_press, ...POINTS.in_checkout]

/** How many of these kills are at named points. */
export const atNamedPoints = (kills) =>
  Math.max(Math.min(kills, NAMED.length), kills - Math.floor(kills / RANDOM_SHARE))

/**
 * Always the point at which the fewest were killed so far, until there are enough. A press may be
 * refused before it gets there; then the point comes again.
 */
export function* drawKillPlans(shop, seed, wanted) {
  const points = NAMED.slice(0, wanted)
  const at = (point) => shop.kills[point] ?? 0
  const tries = Object.fromEntries(points.map((point) => [point, 0]))
  const enough = () =>
    points.every((point) => at(point) > 0) &&
    points.reduce((sum, point) => sum + at(point), 0) >= wanted
  for (let number = FIRST; !enough() && number < FIRST + wanted * TRIES; number += 1) {
    const rank = (point) => at(point) * 2 + tries[point]
    const [point] = [...points].sort((a, b) => rank(a) - rank(b))
    tries[point] += 1
    yield killPlan(seed, number, point)
  }
}

function killPlan(seed, payment, point) {
  const random = rng(seed, "kill", payment)
  const { steps, ...plan } = drawPlan(seed, payment)
  const after = steps.slice(-3)
  const server = random.below(2)
  if (POINTS.in_checkout.includes(point)) {
    const way = [{ do: "register" }, { do: "kill_pay", point }]
    return {
      ...plan,
      point,
      steps: [
        ...way,
        // At once, while the dead run's claim still stands; or when it is a dead one's.
        ...(random.chance(0.3) ? [{ do: "notify", how: "again" }] : []),
        { do: "jobs", minutes: 20 },
        { do: "notify", how: "again" },
        { do: "buy_again" },
        ...after,
      ].map((step) => ({ server, ...step })),
    }
  }
  const press = random.pick(PRESSES[point])
  // A refund needs a capture before it; a cancel shows more with one.
  const captured = press === "refund" || (press === "cancel" && random.chance(0.5))
  // A part leaves Medusa's payment as it is.
  const share = point === "payment_update" ? 1 : random.pick([1, 0.5])
  const type = plan.type === "PAYMENT" && TAKING.includes(press) ? "DEFERRED" : plan.type
  return {
    ...plan,
    type,
    point,
    calm: true,
    steps: [
      { do: "register" },
      { do: "pay", outcome: "ok" },
      { do: "buy_again" },
      ...(captured ? [{ do: "capture", share: 1 }] : []),
      { do: "kill_press", point, press, share },
      { do: "again", amount: "same" },
      ...after,
    ].map((step) => ({ server, ...step })),
  }
}

/** Kills at random moments until `over`; never while nobody else lives. */
export async function killAtRandom(shop, { seed, count, over }) {
  const random = rng(seed, "random kills")
  for (let killed = 0; killed < count && !over();) {
    await wait(random.between(200, 6_000))
    const server = random.pick(shop.servers)
    const others = shop.servers.some((one) => one !== server && one.alive)
    if (over() || !server.alive || !others) continue
    await server.kill()
    shop.kills.random = (shop.kills.random ?? 0) + 1
    killed += 1
    shop.revive(server)
  }
}
