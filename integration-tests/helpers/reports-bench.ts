import type { TransactionView } from "../../src/simulator"
import { FakeReports } from "./gateway-books"
import { failure, LedgerBench, type Paid } from "./ledger"
import { MAKES, Requests, type Verb } from "./verbs"

type Override = Parameters<FakeReports["laidOver"]["set"]>[1]

/** The ledger with reports that a test can change, and messages whose replies were lost. */
export class ReportsBench {
  readonly requests: Requests
  reports: FakeReports

  private constructor(readonly bench: LedgerBench) {
    this.requests = new Requests(bench)
    this.reports = this.newReports()
  }

  static async start(): Promise<ReportsBench> {
    const options = { reply_timeout_ms: 150, resolve_patience_ms: 0 }
    return new ReportsBench(await LedgerBench.start(options))
  }

  newReports(): FakeReports {
    this.reports = new FakeReports(this.bench.simulator)
    Object.assign(this.bench.ledger.context, { reportingFor: () => this.reports })
    return this.reports
  }

  /** What one test leaves open would be asked about in the next one. */
  async forget(): Promise<void> {
    this.bench.simulator.control.clearFaults()
    for (const table of ["operation", "intent", "finding"]) {
      await this.bench.database(`sagepay_${table}`).del()
    }
  }

  /** How long a caller waits for the answer to a question. */
  patience(ms: number): void {
    Object.assign(this.bench.ledger.options, { resolve_patience_ms: ms })
  }

  /** Its reply is lost, and the time in which it could come has passed. */
  async lost(verb: Verb, fault: "reset_before" | "act_then_reset"): Promise<Paid> {
    const paid = await this.requests.prepare(verb)
    this.bench.simulator.control.fault({ fault, match: { txType: verb } })
    expect((await failure(this.requests.ask(verb, paid))).code).toBe("unknown")
    await this.requests.later(paid)
    return paid
  }

  /** What the gateway shows about it. */
  shown(verb: Verb, { root }: Paid): TransactionView {
    const family = this.bench.familyAtGateway(root)
    const found = MAKES.includes(verb) ? family.find((row) => row.tx_type === verb) : family[0]
    if (!found) throw new Error("The gateway has nothing of it")
    return found
  }

  layOver(verb: Verb, paid: Paid, over: Override): void {
    this.reports.laidOver.set(this.shown(verb, paid).vps_tx_id, over)
  }

  /** Two looks of the job, far enough apart. */
  async twice(paid: Paid): Promise<void> {
    await this.requests.resolve()
    await this.requests.later(paid)
    await this.requests.resolve()
  }
}
