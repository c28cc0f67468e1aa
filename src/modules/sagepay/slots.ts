/**
 * How many messages of one piece of work are at the gateway at a time. What Medusa and the ledger do before and after each
 * does not count, so that further ones are prepared meanwhile.
 */
import { AsyncLocalStorage } from "node:async_hooks"

export class Slots {
  private readonly waiting: (() => void)[] = []

  constructor(private free: number) {}

  async hold<T>(work: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free--
    else await new Promise<void>((resolve) => this.waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = this.waiting.shift()
      // Handed on rather than freed: nobody slips in between.
      if (next) next()
      else this.free++
    }
  }
}

const current = new AsyncLocalStorage<Slots>()

/** Whatever `work` sends, however deep below, takes one of these slots for it. */
export function withSlots<T>(slots: Slots, work: () => Promise<T>): Promise<T> {
  return current.run(slots, work)
}

/** At once where nobody has limited it. */
export function inSlot<T>(send: () => Promise<T>): Promise<T> {
  const slots = current.getStore()
  return slots ? slots.hold(send) : send()
}
