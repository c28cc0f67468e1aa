import { randomUUID } from "node:crypto"
import { press, type PressRequest } from "../../src/modules/sagepay/press"
import type { Pressed } from "../../src/modules/sagepay/press-answer"
import type { PressFacts } from "../../src/modules/sagepay/press-rules"
import type { IntentRow, TransactionRow } from "../../src/modules/sagepay/rows"
import { unclaimed } from "../../src/modules/sagepay/rules"
import type { LedgerBench, Paid } from "./ledger"

/** What Medusa says beyond the rows: its payment, and what the order owes. */
export type Desk = Paid & {
  payment: PressFacts["payment"]
  /** Before what the ledger itself has on its way is taken off. */
  owes: number
  currency: string
}

export type Press = Partial<Omit<PressRequest, "readFacts">> & Pick<PressRequest, "action">

/** Buttons pressed on a payment of the bench, with a fresh key each unless one is named. */
export class Buttons {
  constructor(private readonly bench: LedgerBench) {}

  desk(paid: Paid, owes = 0): Desk {
    const payment = { id: "pay_1", amountMinor: paid.root.amount_minor, canceled: false }
    return { ...paid, payment, owes, currency: "GBP" }
  }

  async press(
    desk: Desk,
    over: Press,
    by: Pick<LedgerBench["ledger"], "context"> = this.bench.ledger
  ): Promise<Pressed> {
    const fresh = { key: `key_${randomUUID()}`, actor: "user_1", reason: "because of a test" }
    return press(by.context, {
      ...fresh,
      transactionId: desk.root.id,
      ...over,
      readFacts: () => Promise.resolve(this.facts(desk)),
    })
  }

  /** What the gateway has of this transaction alone. */
  at(row: TransactionRow) {
    return this.bench.simulator.control.transaction(row.vendor_tx_code)
  }

  /** As the job does: Medusa gets a row for each movement that it lacks. */
  async level({ root, shop }: Desk): Promise<IntentRow[]> {
    const family = await this.bench.ledger.family(root.id)
    const lacking = unclaimed(family, shop.facts())
    for (const intent of lacking) {
      const rows = intent.kind === "capture" ? shop.captures : shop.refunds
      rows.set(intent.source_id, intent.moved_minor)
    }
    return lacking
  }

  private facts(desk: Desk): PressFacts {
    const facts = desk.shop.facts()
    const { order } = facts
    const owed = order && { orderId: order.id, currency: desk.currency, minor: desk.owes }
    return { ...facts, payment: desk.payment, owed }
  }
}
