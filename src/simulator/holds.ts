import { ControlError } from "./control-error"

/** A request that the `hold` fault has stopped. */
export type HeldRequest = {
  id: number
  /** `before`: not carried out yet; `after`: carried out, not answered. */
  at: "before" | "after"
  service: string
  tx_type: string
  vendor_tx_code: string
  command?: string
}

/** `answer`: goes on as if nothing had been; `drop`: stays as it is, and the connection breaks. */
export type HoldEnd = "answer" | "drop"

/** Requests that stand still until a test lets them go. */
export class Holds {
  readonly #held = new Map<number, { request: HeldRequest; end: (how: HoldEnd) => void }>()
  #waiting: { count: number; resolve: () => void }[] = []
  #ids = 0

  hold(request: Omit<HeldRequest, "id">): Promise<HoldEnd> {
    this.#ids += 1
    const id = this.#ids
    return new Promise((end) => {
      this.#held.set(id, { request: { id, ...request }, end })
      const isReached = ({ count }: { count: number }): boolean => count <= this.#held.size
      for (const { resolve } of this.#waiting.filter(isReached)) resolve()
      this.#waiting = this.#waiting.filter((one) => !isReached(one))
    })
  }

  list(): HeldRequest[] {
    return [...this.#held.values()].map(({ request }) => request)
  }

  /** Resolves as soon as so many are held at once. */
  async until(count: number): Promise<HeldRequest[]> {
    if (this.#held.size < count) {
      await new Promise<void>((resolve) => this.#waiting.push({ count, resolve }))
    }
    return this.list()
  }

  release(id: number, how: HoldEnd): HeldRequest {
    const held = this.#held.get(id)
    if (!held) throw new ControlError(404, `no request ${id} is held`)
    this.#held.delete(id)
    held.end(how)
    return held.request
  }

  end(): void {
    for (const { id } of this.list()) this.release(id, "drop")
  }
}
