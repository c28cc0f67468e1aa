import type { Core } from "./core"
import { INACTIVITY, lapseOf, settleAndExpire, settlementOf } from "./lifecycle"
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

/** Moves the clock from one due moment to the next, so that everything happens at its own time. */
export async function moveClock(core: Core, target: number): Promise<void> {
  for (let next = nextDue(core); next <= target; next = nextDue(core)) {
    core.clock.set(Math.max(next, core.clock.now()))
    await runDue(core)
  }
  core.clock.set(target)
  await runDue(core)
}

function nextDue(core: Core): number {
  return Math.min(Infinity, ...core.store.all().flatMap(dueTimes))
}

function dueTimes(transaction: Transaction): number[] {
  const { state, notification } = transaction
  return [
    state === "open" ? transaction.activeAt + INACTIVITY : undefined,
    state === "unacknowledged" ? notification?.retryAt : undefined,
    settlementOf(transaction),
    lapseOf(transaction),
  ].filter((time): time is number => time !== undefined)
}
