import { compareAccount, type Compared } from "../../src/modules/sagepay/compare"
import type { LedgerContext } from "../../src/modules/sagepay/context"
import type { IntentRow, TransactionRow } from "../../src/modules/sagepay/rows"
import type { SagepayModuleService } from "../../src/modules/sagepay/service"
import { FakeReports, pressInConsole } from "./gateway-books"
import { FakeShop, LedgerBench, type Paid } from "./ledger"

type Tail<T extends unknown[]> = T extends [unknown, ...infer Rest] ? Rest : never

export const vps = ({ root }: Paid) => root.vps_tx_id ?? ""

/** The ledger beside a gateway whose console and reports a test can change. */
export class CompareBench {
  reports: FakeReports
  context: LedgerContext
  readonly shops = new Map<string, FakeShop>()

  private constructor(readonly bench: LedgerBench) {
    this.reports = new FakeReports(bench.simulator)
    this.context = this.contextOf(bench.ledger)
  }

  static async start(): Promise<CompareBench> {
    return new CompareBench(await LedgerBench.start({ reply_timeout_ms: 150 }))
  }

  /** Each test has the gateway and the ledger to itself. */
  async fresh(): Promise<void> {
    this.reports = new FakeReports(this.bench.simulator)
    this.context = this.contextOf(this.bench.ledger)
    for (const table of ["transaction", "intent", "operation", "finding", "installation"]) {
      await this.bench.database(`sagepay_${table}`).del()
    }
    this.bench.simulator.control.reset()
  }

  readonly contextOf = (ledger: SagepayModuleService, aheadMs = 0): LedgerContext => {
    const now = () => new Date(Date.now() + aheadMs)
    return { ...ledger.context, now, reportingFor: () => this.reports }
  }

  readonly options = (again = false) => ({
    again,
    readShop: (_: unknown, root: TransactionRow) =>
      Promise.resolve((this.shops.get(root.id) ?? new FakeShop()).facts()),
  })

  readonly compare = async (again = false, given = this.context): Promise<Compared> => {
    const compared = await compareAccount(given, null, this.options(again))
    if (!compared) throw new Error("Nobody could be asked")
    return compared
  }

  readonly paid = async (...args: Parameters<LedgerBench["paid"]>): Promise<Paid> => {
    const made = await this.bench.paid(...args)
    this.shops.set(made.root.id, made.shop)
    return made
  }

  /** Long enough ago that no report lags behind. */
  readonly quiet = async ({ root }: Paid): Promise<void> => {
    const ago = new Date(Date.now() - 3_600_000)
    await this.bench
      .database("sagepay_transaction")
      .where({ root_id: root.id })
      .update({ updated_at: ago })
    await this.bench
      .database("sagepay_intent")
      .where({ root_id: root.id })
      .update({ updated_at: ago, created_at: ago })
  }

  readonly intents = async ({ root }: Paid): Promise<Pick<IntentRow, "kind" | "moved_minor">[]> => {
    const { intents } = await this.bench.ledger.family(root.id)
    return intents
      .filter((row) => row.source === "console")
      .map(({ kind, moved_minor }) => ({ kind, moved_minor }))
  }

  readonly kinds = async () => (await this.bench.findings()).map(({ kind }) => kind)

  readonly atGateway = (...args: Tail<Parameters<typeof pressInConsole>>) =>
    pressInConsole(this.bench.simulator, ...args)
}
