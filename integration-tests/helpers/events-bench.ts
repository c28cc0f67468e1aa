import { compareAccount } from "../../src/modules/sagepay/compare"
import { Cards, DIRECT_REFUND } from "./cards"
import type { LedgerBench } from "./ledger"
import { Buttons } from "./press"
import { ReportsBench } from "./reports-bench"
import type { Requests } from "./verbs"

export type OutboxRow = { id: string; name: string; payload: Record<string, unknown> }

/** The ledger, and what it has told of its transactions. */
export class EventsBench {
  readonly bench: LedgerBench
  readonly requests: Requests
  readonly buttons: Buttons
  readonly cards: Cards

  private constructor(readonly lab: ReportsBench) {
    this.bench = lab.bench
    this.requests = lab.requests
    Object.assign(this.bench.ledger.options, { direct_refund: DIRECT_REFUND })
    this.buttons = new Buttons(this.bench)
    this.cards = new Cards(this.bench)
  }

  static async start(): Promise<EventsBench> {
    return new EventsBench(await ReportsBench.start())
  }

  async fresh(): Promise<void> {
    for (const table of ["transaction", "intent", "operation", "finding", "outbox"]) {
      await this.bench.database(`sagepay_${table}`).del()
    }
    this.bench.simulator.control.reset()
    this.bench.simulator.control.account("testvendor", { direct_refund: true })
    this.lab.newReports()
    this.cards.owes = 0
  }

  readonly outbox = (): Promise<OutboxRow[]> =>
    this.bench.database("sagepay_outbox").orderBy("created_at")

  readonly rows = async () =>
    (await this.outbox()).filter(({ name }) => name.startsWith("sagepay.transaction_"))

  /** What was told since, in short: event, verb, amount, state, origin. */
  readonly told = async (but = 0) =>
    (await this.rows())
      .slice(but)
      .map(({ name, payload: { verb, amount_minor, state, origin } }) => {
        const event = name.replace("sagepay.transaction_", "")
        return [event, verb, amount_minor, state, origin].join(" ")
      })

  readonly compare = (by = this.bench.ledger) =>
    compareAccount({ ...by.context, reportingFor: () => this.lab.reports }, null, {
      readShop: this.requests.readShop,
      again: true,
    })
}
