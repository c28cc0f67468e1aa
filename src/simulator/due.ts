import type { Core } from "./core"
import { INACTIVITY, settleAndExpire } from "./lifecycle"
import { deliver } from "./notification"
import { giveUpInactive } from "./shopper"
import type { Transaction } from "./types"

/** Does everything that has become due by the clock: settlement, expiry, inactivity, retries. */
export async function runDue(core: Core): Promise<void> {
  settleAndExpire(core)
  const now = core.clock.now()
  for (const transaction of core.store.all()) {
    const { notification } = transaction
    if (transaction.state === "open" && transaction.activeAt + INACTIVITY <= now) {
      await giveUpInactive(core, transaction)
    } else if (
      transaction.state === "unacknowledged" &&
      (notification?.retryAt ?? Infinity) <= now
    ) {
      await deliver(core, transaction)
    }
  }
  core.store.save()
}

/**
 * Moves the clock from one delivery to the next, so that each happens at its own time. Settlement
 * and expiry need no stop: they are dated by themselves, however late they are looked at.
 */
export async function moveClock(core: Core, target: number): Promise<void> {
  for (let next = nextDelivery(core); next <= target; next = nextDelivery(core)) {
    core.clock.set(Math.max(next, core.clock.now()))
    await runDue(core)
  }
  core.clock.set(target)
  await runDue(core)
}

function nextDelivery(core: Core): number {
  let next = Infinity
  for (const transaction of core.store.all()) {
    next = Math.min(next, deliveryOf(transaction) ?? Infinity)
  }
  return next
}

function deliveryOf({ state, activeAt, notification }: Transaction): number | undefined {
  if (state === "open") return activeAt + INACTIVITY
  return state === "unacknowledged" ? notification?.retryAt : undefined
}
