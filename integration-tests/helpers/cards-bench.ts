import { randomUUID } from "node:crypto"
import { compareAccount } from "../../src/modules/sagepay/compare"
import type { LedgerContext } from "../../src/modules/sagepay/context"
import { resolveOpen } from "../../src/modules/sagepay/resolve"
import type { FaultRequest } from "../../src/simulator"
import { Cards, DIRECT_REFUND } from "./cards"
import { FakeReports } from "./gateway-books"
import { FakeShop, LedgerBench } from "./ledger"

const readShop = () => Promise.resolve(new FakeShop().facts())

export const fresh = () => `key_${randomUUID()}`

/** The ledger with an account that may use cards by themselves, and with reports that a test can change. */
export class CardsBench {
  readonly cards: Cards
  reports: FakeReports

  private constructor(
    readonly bench: LedgerBench,
    /** The gateway's own reporting service. */
    readonly asking: LedgerContext["reportingFor"]
  ) {
    this.cards = new Cards(bench)
    this.reports = new FakeReports(bench.simulator)
  }

  static async start(): Promise<CardsBench> {
    const bench = await LedgerBench.start({
      reply_timeout_ms: 300,
      resolve_patience_ms: 0,
      reporting: { user: "reportuser", password: "s3cretPass" },
      direct_refund: DIRECT_REFUND,
    })
    bench.simulator.control.account("testvendor", { direct_refund: true })
    // A payment that is certainly in the books of this account.
    await bench.paid("PAYMENT")
    return new CardsBench(bench, bench.ledger.context.reportingFor)
  }

  async fresh(): Promise<void> {
    this.reports = new FakeReports(this.bench.simulator)
    Object.assign(this.bench.ledger.context, { reportingFor: () => this.reports })
    this.bench.simulator.control.clearFaults()
    this.cards.order = { id: "order_1", canceled: false }
    this.cards.owes = 0
    await this.bench.database("sagepay_operation").where({ verb: "DIRECTREFUND" }).delete()
  }

  readonly fault = (request: FaultRequest) => this.bench.simulator.control.fault(request)

  readonly resolve = () => resolveOpen(this.bench.ledger.context, readShop)

  readonly compare = () =>
    compareAccount(this.bench.ledger.context, null, { readShop, again: true })
}
