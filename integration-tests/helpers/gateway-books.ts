import type { Asked, Reporting, TransactionDetail, TransactionLine } from "../../src/gateway"
import type { Simulator, TransactionView } from "../../src/simulator"

const STATE_IDS: Record<string, number> = {
  open: 3,
  unacknowledged: 7,
  authorised: 16,
  deferred: 14,
  released: 16,
  authenticated: 15,
  registered: 21,
  aborted: 19,
  expired: 27,
  cancelled: 22,
  voided: 18,
  declined: 12,
  rejected: 10,
  abandoned: 11,
  failed: 9,
}

type Override = Partial<TransactionDetail> | "not_found"

/** The gateway's reports, read from the simulator's own books, with whatever a test lays over them. */
export class FakeReports implements Reporting {
  readonly vendor = "testvendor"
  readonly user = "reportuser"
  readonly asked: string[] = []
  /** By VPSTxId. */
  readonly laidOver = new Map<string, Override>()
  /** Answers every question with this instead. */
  broken: Exclude<Asked<never>, { kind: "found" }> | undefined
  /** Runs while a question about a transaction is on its way. */
  meanwhile: (() => Promise<void>) | undefined

  constructor(private readonly simulator: Simulator) {}

  version(): Promise<Asked<{ version: string }>> {
    return Promise.resolve({ kind: "found", value: { version: "1" } })
  }

  async transactionDetail(
    by: { readonly vpsTxId: string } | { readonly vendorTxCode: string }
  ): Promise<Asked<TransactionDetail>> {
    const name = "vpsTxId" in by ? by.vpsTxId : by.vendorTxCode
    this.asked.push(name)
    if (this.broken) return this.broken
    const view = this.views().find((row) => [row.vps_tx_id, row.vendor_tx_code].includes(name))
    const over = view && this.laidOver.get(view.vps_tx_id)
    const answer: Asked<TransactionDetail> =
      view && over !== "not_found"
        ? { kind: "found", value: { ...this.detailOf(view), ...over } }
        : { kind: "not_found", code: "0043" }
    const { meanwhile } = this
    this.meanwhile = undefined
    await meanwhile?.()
    return answer
  }

  relatedTransactions(vpsTxId: string): Promise<Asked<readonly TransactionLine[]>> {
    this.asked.push(`related ${vpsTxId}`)
    const made = this.views().filter((row) => row.related_vps_tx_id === vpsTxId)
    return Promise.resolve(
      this.broken ?? { kind: "found", value: made.map((row) => this.lineOf(row)) }
    )
  }

  transactionList(span: { from: Date; to: Date }): Promise<Asked<readonly TransactionLine[]>> {
    this.asked.push("list")
    const lines = this.views().filter((row) => {
      const at = new Date(row.created_at)
      return at >= span.from && at <= span.to
    })
    return Promise.resolve(
      this.broken ?? { kind: "found", value: lines.map((row) => this.lineOf(row)) }
    )
  }

  close(): Promise<void> {
    return Promise.resolve()
  }

  private views(): TransactionView[] {
    return this.simulator.control.transactions()
  }

  private lineOf(view: TransactionView): TransactionLine {
    const { vpsTxId, vendorTxCode, transactionType, kind, amountMinor, currency, startedAt } =
      this.detailOf(view)
    const over = this.laidOver.get(view.vps_tx_id)
    const line = { vpsTxId, vendorTxCode, transactionType, kind, amountMinor, currency }
    return {
      ...line,
      ...(over === "not_found" ? {} : over),
      result: "success",
      ...(startedAt && { startedAt }),
    }
  }

  private detailOf(view: TransactionView): TransactionDetail {
    const parent = this.views().find((row) => row.vps_tx_id === view.related_vps_tx_id)
    return {
      vpsTxId: view.vps_tx_id,
      vendorTxCode: view.vendor_tx_code,
      transactionType: view.tx_type,
      kind: view.tx_type as TransactionDetail["kind"],
      stateId: STATE_IDS[view.state] ?? 0,
      status: view.state_in_words,
      amountMinor: view.released ?? view.amount,
      currency: view.currency,
      ...(parent && {
        related: { vpsTxId: parent.vps_tx_id, vendorTxCode: parent.vendor_tx_code },
      }),
      securityKey: view.security_key,
      ...(view.tx_auth_no && { txAuthNo: view.tx_auth_no }),
      ...(view.batch !== null && { batchId: String(view.batch) }),
      released: view.state === "released",
      startedAt: new Date(view.created_at),
      results: {},
    }
  }
}

/** What a merchant does in the gateway's own console. Returns the VPSTxId of what it made, or of what it ended. */
type ConsoleRequest = Parameters<Simulator["control"]["console"]>[0]

export function pressInConsole(
  { control }: Simulator,
  action: ConsoleRequest["action"],
  vpsTxId: string,
  amountMinor?: number
): string {
  const amount = amountMinor === undefined ? {} : { amount_minor: amountMinor }
  return control.console({ action, vps_tx_id: vpsTxId, ...amount }).vps_tx_id
}
