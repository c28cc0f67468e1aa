/** The orders of a bulk that this process is to work on: claimed some at a time, handed out one by one. */
import { randomUUID } from "node:crypto"
import { claimNext, putBack, type Claimed } from "../../modules/sagepay/bulk"
import type { SagepayModuleService } from "../../modules/sagepay/service"

export type Mine = Claimed & {
  /** By this process's clock: a claim is good for minutes, and a process may be frozen. */
  readonly claimedMs: number
}

export class Claims {
  private ready: Mine[] = []
  private claiming: Promise<number> | undefined

  constructor(
    private readonly ledger: SagepayModuleService,
    private readonly bulkId: string,
    private readonly most: number
  ) {}

  /** Undefined when nobody may begin another one at this moment. */
  async next(): Promise<Mine | undefined> {
    while (this.ready.length === 0) {
      this.claiming ??= this.claim().finally(() => (this.claiming = undefined))
      if ((await this.claiming) === 0) return undefined
    }
    return this.ready.shift()
  }

  /** Those that were not begun: for others, or for later. */
  async giveBack(): Promise<void> {
    const { ledger } = this
    for (const item of this.ready.splice(0)) await ledger.read((knex) => putBack(knex, item, null))
  }

  private async claim(): Promise<number> {
    const { context } = this.ledger
    const claimedMs = Date.now()
    // Of each claim: two processes, and two bulks of one process, keep out of each other's way.
    const worker = `${context.processId}:${randomUUID()}`
    const claimed = await this.ledger.read((knex) =>
      claimNext(knex, context, this.bulkId, worker, this.most)
    )
    this.ready.push(...claimed.map((item) => ({ ...item, claimedMs })))
    return claimed.length
  }
}
