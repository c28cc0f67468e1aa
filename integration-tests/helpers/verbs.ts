import { resolveOpen } from "../../src/modules/sagepay/resolve"
import type { OperationRow, TransactionRow } from "../../src/modules/sagepay/rows"
import type { SagepayModuleService } from "../../src/modules/sagepay/service"
import type { Decision } from "../../src/modules/sagepay/settle"
import type { RegistrationType } from "../../src/protocol"
import { FakeShop, type LedgerBench, type Paid } from "./ledger"

export type Verb = "RELEASE" | "ABORT" | "AUTHORISE" | "CANCEL" | "VOID" | "REFUND"
export const VERBS: readonly Verb[] = ["RELEASE", "ABORT", "AUTHORISE", "CANCEL", "VOID", "REFUND"]
export const MAKES: readonly Verb[] = ["AUTHORISE", "REFUND"]

/** The gateway's state of what is ended by it. */
const ENDS: Partial<Record<Verb, string>> = {
  RELEASE: "released",
  ABORT: "aborted",
  CANCEL: "cancelled",
  VOID: "voided",
}

/** What was asked for in one bench, and what became of it. */
export class Requests {
  private readonly shops = new Map<string, FakeShop>()

  constructor(private readonly bench: LedgerBench) {}

  async paid(...args: Parameters<LedgerBench["paid"]>): Promise<Paid> {
    const paid = await this.bench.paid(...args)
    this.shops.set(paid.root.id, paid.shop)
    return paid
  }

  async cancelled(kind: RegistrationType): Promise<Paid> {
    const paid = await this.paid(kind)
    paid.shop.order = { id: "order_1", canceled: true }
    return paid
  }

  /** How each verb comes about. */
  prepare(verb: Verb): Promise<Paid> {
    switch (verb) {
      case "RELEASE":
        return this.paid("DEFERRED")
      case "AUTHORISE":
        return this.paid("AUTHENTICATE")
      case "ABORT":
        return this.cancelled("DEFERRED")
      case "CANCEL":
        return this.cancelled("AUTHENTICATE")
      default:
        return this.paid("PAYMENT")
    }
  }

  ask(verb: Verb, paid: Paid): Promise<void> {
    switch (verb) {
      case "RELEASE":
      case "AUTHORISE":
        return this.bench.capture(paid, 2_000)
      case "ABORT":
      case "CANCEL":
        return this.bench.cancel(paid)
      case "VOID":
        return this.bench.refund(paid, 3_000)
      case "REFUND":
        return this.bench.refund(paid, 1_000)
    }
  }

  /** What a person reads in the gateway's console. */
  read(verb: Verb, { root }: Paid): Decision {
    const family = this.bench.familyAtGateway(root)
    const made = family.find((row) => row.tx_type === verb && row.state === "authorised")
    const happened = MAKES.includes(verb) ? made !== undefined : family[0]?.state === ENDS[verb]
    return {
      happened,
      by: "user_ann",
      note: "read in the console",
      ...(made && {
        vpsTxId: made.vps_tx_id,
        txAuthNo: made.tx_auth_no ?? "",
        securityKey: made.security_key,
      }),
    }
  }

  /** What the sweep does. */
  async resolve(by: SagepayModuleService = this.bench.ledger): Promise<void> {
    await resolveOpen(by.context, this.readShop)
    await by.raiseOpenOperations()
  }

  readonly readShop = (_: unknown, root: TransactionRow) =>
    Promise.resolve((this.shops.get(root.id) ?? new FakeShop()).facts())

  /** As if so much time had passed since it was sent and asked about. */
  async later({ root }: Paid, ms = 600_000): Promise<void> {
    const back = (column: string) =>
      this.bench.database.raw(`${column} - interval '${ms} milliseconds'`)
    await this.bench
      .database("sagepay_operation")
      .where({ root_id: root.id })
      .update({
        sent_at: back("sent_at"),
        ask_after: back("ask_after"),
        absent_at: back("absent_at"),
      })
  }

  /** The last one of its verb. */
  async operation(verb: string, { root }: Paid): Promise<OperationRow> {
    const { operations } = await this.bench.ledger.family(root.id)
    const found = operations.filter((row) => row.verb === verb).at(-1)
    if (!found) throw new Error(`No ${verb} was asked for`)
    return found
  }

  async findingsOf({ root }: Paid): Promise<string[]> {
    const { intents, operations } = await this.bench.ledger.family(root.id)
    const ids = [root.id, ...intents.map(({ id }) => id), ...operations.map(({ id }) => id)]
    const found = await this.bench.findings()
    return found.filter((row) => ids.includes(row.subject_id)).map((row) => row.kind)
  }

  /** What stands on the attention list about it. */
  async kindsOf(subject: string): Promise<string[]> {
    const found = await this.bench.findings()
    return found.filter((row) => row.subject_id === subject).map((row) => row.kind)
  }
}
