import type { Clock } from "./clock"

export type LoggedRequest = {
  at: string
  service: string
  /** Without secrets. */
  fields: Record<string, string>
  fault?: string
  reply?: { Status: string; StatusDetail: string }
}

const KEPT = 2_000

/** The requests received, newest last; only so many are kept. */
export class RequestLog {
  #entries: LoggedRequest[] = []

  constructor(private readonly clock: Clock) {}

  add(service: string, fields: Record<string, string>, fault?: string): LoggedRequest {
    const entry: LoggedRequest = {
      at: new Date(this.clock.now()).toISOString(),
      service,
      fields,
      ...(fault !== undefined && { fault }),
    }
    this.#entries.push(entry)
    if (this.#entries.length > 2 * KEPT) this.#entries = this.#entries.slice(-KEPT)
    return entry
  }

  list(): readonly LoggedRequest[] {
    return this.#entries.slice(-KEPT)
  }

  /** How many there were. */
  clear(): number {
    return this.#entries.splice(0).length
  }
}
