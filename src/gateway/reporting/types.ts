/** The Reporting & Admin API as the rest of the plugin sees it: reads only, nothing moves. */
import type { TransactionDetail, TransactionLine } from "../../protocol"
import type { GatewayHost } from "../hosts"

export type { TransactionDetail, TransactionLine }

/** What came of a question. Only `found` and `not_found` say anything about the transaction. */
export type Asked<T> =
  | { readonly kind: "found"; readonly value: T }
  | { readonly kind: "not_found"; readonly code: string }
  /**
   * The gateway answered with an error of its own. After a lockout code nothing more is asked.
   * Without a code: the question could not be one, and was not asked.
   */
  | {
      readonly kind: "refused"
      readonly code: string
      readonly reason: string
      readonly lockout: boolean
    }
  /** No readable answer, or one that says "later": ask again later. */
  | { readonly kind: "unavailable"; readonly reason: string; readonly cause?: Error }

/** Never rejects, and asks every question once. */
export type Reporting = {
  readonly vendor: string
  readonly user: string
  version(): Promise<Asked<{ readonly version: string }>>
  transactionDetail(
    by: { readonly vpsTxId: string } | { readonly vendorTxCode: string }
  ): Promise<Asked<TransactionDetail>>
  /** REFUNDs, REPEATs and AUTHORISEs of a transaction, oldest first. */
  relatedTransactions(vpsTxId: string, since: Date): Promise<Asked<readonly TransactionLine[]>>
  /** All pages of the span, oldest first; a span longer than a month is asked for in parts. */
  transactionList(span: {
    readonly from: Date
    readonly to: Date
  }): Promise<Asked<readonly TransactionLine[]>>
  /** Waits for questions under way and closes the sockets. */
  close(): Promise<void>
}

/** One line per question, without password, signature or key. */
export type ReportingLog = {
  readonly event: "sagepay_report"
  readonly command: string
  readonly about: string
  readonly outcome: Asked<unknown>["kind"]
  readonly code?: string
  readonly reason?: string
  readonly ms: number
}

export type ReportingOptions = {
  readonly vendor: string
  readonly user: string
  readonly password: string
  /** As for the gateway: "live", "test" or a base URL. */
  readonly host: GatewayHost | (string & {})
  /** For one question, connection included. Default 15,000 ms. */
  readonly timeoutMs?: number
  readonly log?: (line: ReportingLog) => void
}
