/** Medusa's hooks in, the ledger's verbs out. */
import { container } from "@medusajs/framework"
import type {
  AuthorizePaymentInput,
  AuthorizePaymentOutput,
  CancelPaymentInput,
  CancelPaymentOutput,
  CapturePaymentInput,
  CapturePaymentOutput,
  DeletePaymentInput,
  DeletePaymentOutput,
  GetPaymentStatusInput,
  GetPaymentStatusOutput,
  InitiatePaymentInput,
  InitiatePaymentOutput,
  ProviderWebhookPayload,
  RefundPaymentInput,
  RefundPaymentOutput,
  RetrievePaymentInput,
  RetrievePaymentOutput,
  UpdatePaymentInput,
  UpdatePaymentOutput,
  WebhookActionResult,
} from "@medusajs/framework/types"
import { AbstractPaymentProvider, MedusaError, PaymentActions } from "@medusajs/framework/utils"
import { SAGEPAY_MODULE } from "../../modules/sagepay"
import { onlyWhole } from "../../modules/sagepay/answering"
import { acceptCharge } from "../../modules/sagepay/charges"
import { LedgerError } from "../../modules/sagepay/errors"
import { newCode } from "../../modules/sagepay/movements"
import { readProviderOptions, type ProviderOptions } from "../../modules/sagepay/options"
import type { TransactionRow } from "../../modules/sagepay/rows"
import type { SagepayModuleService } from "../../modules/sagepay/service"
import { minorOf } from "../../shop/amounts"
import { isOfCart, moneyRow, readShop, type MoneyRow } from "../../shop/facts"
import { endSession } from "../../shop/session"
import { paymentData, readPaymentData, type SessionData } from "./data"
import { translated } from "./errors"
import { levelBefore } from "./order-transactions"

export class SagepayProviderService extends AbstractPaymentProvider<ProviderOptions> {
  static identifier = "sagepay"

  static validateOptions(options: Record<string, unknown>): void {
    readProviderOptions(options)
  }

  private readonly options: ProviderOptions

  constructor(cradle: Record<string, unknown>, options: Record<string, unknown>) {
    super(cradle, readProviderOptions(options))
    this.options = readProviderOptions(options)
  }

  /** Talks to nobody: carts change often, and a registration is made only when the shopper presses Pay. */
  initiatePayment(input: InitiatePaymentInput): Promise<InitiatePaymentOutput> {
    return translated(() => {
      const sessionId = input.context?.idempotency_key
      if (!sessionId) throw new LedgerError("invalid", "Medusa gave no payment session id.")
      // Every key that is read later is returned here, so that none of the shopper's own survives under its name.
      const data: SessionData = {
        session_id: sessionId,
        account: this.options.account ?? null,
        transaction_type: this.options.transaction_type ?? this.ledger().options.transaction_type,
      }
      return Promise.resolve({ id: sessionId, data })
    })
  }

  updatePayment(input: UpdatePaymentInput): Promise<UpdatePaymentOutput> {
    return Promise.resolve({ data: { ...input.data } })
  }

  /** Posts nothing, ever (rule 8): a shopper can trigger it on a live order. */
  deletePayment(input: DeletePaymentInput): Promise<DeletePaymentOutput> {
    return Promise.resolve({ data: { ...input.data } })
  }

  /** Accepts what a verified notification has claimed, once; everything else is not paid yet. */
  async authorizePayment(input: AuthorizePaymentInput): Promise<AuthorizePaymentOutput> {
    const sessionId = input.context?.idempotency_key
    const row = sessionId ? await this.paidBy(sessionId) : undefined
    if (!row) {
      if (sessionId && !(await this.ledger().inTransaction((knex) => isOfCart(knex, sessionId)))) {
        // "Mark as paid" and the like: core has no shopper to ask for more, and would answer with a bare 500.
        throw new MedusaError(
          MedusaError.Types.NOT_ALLOWED,
          "Nothing was charged: with Sage Pay only the shopper can pay, on the payment page."
        )
      }
      throw new MedusaError(
        MedusaError.Types.PAYMENT_REQUIRES_MORE_ERROR,
        "This payment is not made yet: the shopper has to pay on the payment page first. Nothing was charged."
      )
    }
    const isTaken = row.kind === "PAYMENT" || row.state === "taken"
    return { status: isTaken ? "captured" : "authorized", data: paymentData(row) }
  }

  capturePayment(input: CapturePaymentInput): Promise<CapturePaymentOutput> {
    return translated(async () => {
      const root = await this.rootOf(input.data)
      const ledger = this.ledger()
      const row = await this.rowOf("capture", input.context?.idempotency_key)
      const amountMinor = minorOf(row, root.currency)
      if (!row.alone) await levelBefore(container, ledger, root, row.id)
      await ledger.capture({ root, ...asked(row), amountMinor, readShop })
      // What was captured is in the ledger; of what stands here a capture changes nothing.
      return { data: paymentData(root) }
    })
  }

  refundPayment(input: RefundPaymentInput): Promise<RefundPaymentOutput> {
    return translated(async () => {
      const root = await this.rootOf(input.data)
      const ledger = this.ledger()
      const row = await this.rowOf("refund", input.context?.idempotency_key)
      const amountMinor = minorOf(row, root.currency)
      if (!(await ledger.refuseUnanswered(root, onlyWhole(amountMinor)))) {
        if (!row.alone) await levelBefore(container, ledger, root, row.id)
        await ledger.refund({ root, ...asked(row), amountMinor, readShop })
      }
      return { data: await this.dataOf(root) }
    })
  }

  cancelPayment(input: CancelPaymentInput): Promise<CancelPaymentOutput> {
    return translated(async () => {
      const named = readPaymentData(input.data)
      if (!named) return { data: { ...input.data } }
      const root = await this.rootOf(named)
      const ledger = this.ledger()
      // Here, still under core's cart lock: core leaves the session authorized, and would place the next order on it.
      if (!(await ledger.refuseUnanswered(root, endSession))) {
        await this.cancelAnswered(root, input.context?.idempotency_key)
      }
      return { data: await this.dataOf(root) }
    })
  }

  async getPaymentStatus(input: GetPaymentStatusInput): Promise<GetPaymentStatusOutput> {
    const root = await this.rootOf(input.data)
    const data = paymentData(root)
    switch (root.state) {
      case "taken":
      case "spent":
        return { status: "captured", data }
      case "deferred":
      case "authenticated":
        return { status: "authorized", data }
      case "registering":
      case "registered":
      case "notified":
        return { status: "pending", data }
      default:
        return { status: "canceled", data }
    }
  }

  async retrievePayment(input: RetrievePaymentInput): Promise<RetrievePaymentOutput> {
    return { data: await this.dataOf(await this.rootOf(input.data)) }
  }

  /** The gateway wants an answer in the reply, which core's own route cannot give; the plugin's hook does it. */
  getWebhookActionAndData(_: ProviderWebhookPayload["payload"]): Promise<WebhookActionResult> {
    return Promise.resolve({ action: PaymentActions.NOT_SUPPORTED })
  }

  private async cancelAnswered(root: TransactionRow, paymentId: string | undefined): Promise<void> {
    const ledger = this.ledger()
    try {
      await ledger.cancel({
        root,
        // A new one per attempt: what a cancel has to do depends on the state, not on how often it is asked.
        sourceId: `${paymentId ?? root.id}:${newCode()}`,
        amountMinor: root.amount_minor,
        readShop,
      })
    } catch (error) {
      if (LedgerError.is(error) && error.code === "hold_kept" && root.hold_kept_at === null) {
        await ledger.change(root.id, { hold_kept_at: new Date() })
      }
      throw error
    }
  }

  /** What a shopper has just paid, or what was charged to settle an order and has this session (rule 11). */
  private async paidBy(sessionId: string): Promise<TransactionRow | undefined> {
    const ledger = this.ledger()
    return (await ledger.accept(sessionId)) ?? (await acceptCharge(ledger.context, sessionId))
  }

  /** Medusa's own row; never the whole amount instead of it: a partial capture would take too much. */
  private async rowOf(table: "capture" | "refund", id: string | undefined): Promise<MoneyRow> {
    const row = id ? await this.ledger().read((knex) => moneyRow(knex, table, id)) : undefined
    if (row) return row
    throw new LedgerError(
      "invalid",
      `Medusa's record of this ${table}, which says how much, was not found. Nothing was sent.`
    )
  }

  private async rootOf(data: unknown): Promise<TransactionRow> {
    const named = readPaymentData(data)
    const root = named ? await this.ledger().transactionBy(named) : undefined
    if (!root) {
      throw new LedgerError(
        "not_found",
        "The ledger has no such Sage Pay payment, so nothing was sent and no money moved. " +
          "Look it up in the gateway's console."
      )
    }
    return root
  }

  private async dataOf(root: TransactionRow): Promise<Record<string, unknown>> {
    return paymentData((await this.ledger().transactionBy({ id: root.id })) ?? root)
  }

  /** Modules load in parallel, and a provider's own container has no other module: resolved at call time. */
  private ledger(): SagepayModuleService {
    return container.resolve<SagepayModuleService>(SAGEPAY_MODULE)
  }
}

/** Whose request a row is, and who made it. */
function asked({ id, actor }: MoneyRow): { sourceId: string; actor: string | undefined } {
  return { sourceId: id, actor: actor ?? undefined }
}
