import type { LedgerContext } from "../../src/modules/sagepay/context"
import type { Bus } from "../../src/modules/sagepay/outbox"

export type Told = { name: string; data: Record<string, unknown> }

/** An event bus that takes note, and fails as often as it is told to. */
export function notingBus(failures = 0): Bus & { told: Told[] } {
  const told: Told[] = []
  let left = failures
  return {
    told,
    emit: (message) => {
      if (left-- > 0) return Promise.reject(new Error("Redis is away"))
      told.push(message)
      return Promise.resolve()
    },
  }
}

/** A process that does its work and dies right before it commits. */
export function dyingBeforeCommit(context: LedgerContext): LedgerContext {
  return {
    ...context,
    transaction: (work) =>
      context.transaction(async (knex) => {
        await work(knex)
        throw new Error("The process died")
      }),
  }
}
