import { randomUUID } from "node:crypto"
import { useCard, type CardRequest } from "../../src/modules/sagepay/cards"
import type { Pressed } from "../../src/modules/sagepay/press-answer"
import type { PressFacts } from "../../src/modules/sagepay/press-rules"
import type { IntentRow, OperationRow, TransactionRow } from "../../src/modules/sagepay/rows"
import { failure, type LedgerBench } from "./ledger"

export const VISA = {
  number: "4929000000006",
  expiry: "1238",
  holder: "Ann Shopper",
  type: "VISA",
  cv2: "123",
} as const
export const DECLINED = { ...VISA, number: "4929602110085639" } as const
/** Six that the simulator knows, of which no two end alike. */
const DISTINCT = [
  VISA,
  { ...VISA, number: "4929000005559" },
  { ...VISA, number: "4929000000014" },
  { ...VISA, number: "4929000000022" },
  { ...VISA, number: "4484000000002" },
  { ...VISA, number: "5404000000000043", type: "MC" },
] as const
export const anotherCard = (n: number) => DISTINCT[n % DISTINCT.length] ?? VISA
export const DIRECT_REFUND = {
  ceiling_minor: { GBP: 5_000, EUR: 5_000 },
  day_ceiling_minor: { GBP: 12_000, EUR: 5_000 },
}

export type CardPress = Partial<Omit<CardRequest, "readFacts">>
type By = Pick<LedgerBench["ledger"], "context">

/** What was written for a press, whatever became of it. */
export type Written = { root: TransactionRow; intent: IntentRow; operation: OperationRow }

/** Manual payments and direct refunds on a bench, for orders that the shop says this of. */
export class Cards {
  order: PressFacts["order"] = { id: "order_1", canceled: false }
  owes = 0

  constructor(private readonly bench: LedgerBench) {}

  async use(over: CardPress = {}, by: By = this.bench.ledger): Promise<Pressed> {
    return useCard(by.context, {
      action: "MANUAL",
      key: `key_${randomUUID()}`,
      actor: "user_1",
      reason: "because of a test",
      description: "By phone",
      amountMinor: 3_000,
      currency: "GBP",
      account: null,
      orderId: null,
      card: VISA,
      fields: {},
      ...over,
      readFacts: (_, root) => Promise.resolve(this.facts(root)),
    })
  }

  refund(over: CardPress = {}, by?: By): Promise<Pressed> {
    return this.use({ action: "DIRECTREFUND", ...over }, by)
  }

  /** Its reply is lost, and the time in which it could come has passed. */
  async lost(fault: "reset_before" | "act_then_reset", over: CardPress = {}): Promise<Written> {
    const key = over.key ?? `key_${randomUUID()}`
    const txType = over.action ?? "MANUAL"
    this.bench.simulator.control.fault({ fault, match: { txType } })
    const error = await failure(this.use({ ...over, key }))
    expect(error.code).toBe("unknown")
    const written = await this.written(key)
    await this.later(written)
    return written
  }

  async written(key: string): Promise<Written> {
    const { database } = this.bench
    const intent: IntentRow = await database("sagepay_intent")
      .where({ source_id: key })
      .orderBy("created_at", "desc")
      .first()
    const operation: OperationRow = await database("sagepay_operation")
      .where({ intent_id: intent.id })
      .first()
    return { intent, operation, root: await this.bench.rootOf({ id: intent.root_id }) }
  }

  async later({ operation }: Written, ms = 600_000): Promise<void> {
    const back = (column: string) =>
      this.bench.database.raw(`${column} - interval '${ms} milliseconds'`)
    await this.bench
      .database("sagepay_operation")
      .where({ id: operation.id })
      .update({
        sent_at: back("sent_at"),
        ask_after: back("ask_after"),
        absent_at: back("absent_at"),
      })
  }

  /** How often a message of this type reached the gateway, in all. */
  sent(txType: "MANUAL" | "DIRECTREFUND"): number {
    return this.bench.simulator.control.requests({ tx_type: txType }).length
  }

  at({ vendor_tx_code }: Pick<TransactionRow, "vendor_tx_code">) {
    return this.bench.simulator.control.transaction(vendor_tx_code)
  }

  private facts(root: Pick<TransactionRow, "order_id">): PressFacts {
    const order = root.order_id === null ? null : this.order
    return {
      order,
      captureIds: [],
      refundIds: [],
      capturedMinor: 0,
      refundedMinor: 0,
      payment: null,
      owed: order && { orderId: order.id, currency: "GBP", minor: this.owes },
    }
  }
}
