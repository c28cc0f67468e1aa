/** The ledger: what exists at the gateway, what was asked for, and what was sent for it. It speaks the gateway's words. */
import { randomUUID } from "node:crypto"
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { Logger } from "@medusajs/framework/types"
import { MedusaService } from "@medusajs/framework/utils"
import { createGateway, type Gateway } from "../../gateway"
import * as answering from "./answering"
import { LATE_REPLY_MS, type LedgerContext } from "./context"
import { SagepayFinding } from "./models/finding"
import { SagepayInstallation } from "./models/installation"
import { SagepayIntent } from "./models/intent"
import { SagepayOperation } from "./models/operation"
import { SagepayOutbox } from "./models/outbox"
import { SagepayTransaction } from "./models/transaction"
import { move, type MovementRequest, type ReadShop } from "./movements"
import { receive, type Received } from "./notification"
import { accountOf, readOptions, type SagepayOptions } from "./options"
import { register, type RegistrationRequest } from "./registration"
import type { AnswerStatus, Family, IntentRow, OperationRow, TransactionRow } from "./rows"
import { planCancel, planCapture, planRefund } from "./rules"
import { interruptedIntents, resume } from "./resume"
import { Sealer } from "./sealing"
import { settle, type Decision } from "./settle"
import { LedgerError } from "./errors"
import { find, findAll, loadFamily, raise, update } from "./store"
import {
  closeStaleClaims,
  lapseHolds,
  raiseOpenOperations,
  writeOffSilentRegistrations,
} from "./upkeep"

type Dependencies = { logger: Logger; __pg_connection__: Knex }

/** One of Medusa's own rows, or a sweep's key, asks for this much of this payment. */
export type Ask = {
  readonly root: TransactionRow
  readonly sourceId: string
  readonly amountMinor: number
  readonly readShop: ReadShop
}

export type OpenIntent = {
  readonly intent: IntentRow
  readonly operations: readonly OperationRow[]
  readonly root: TransactionRow
}

export class SagepayModuleService extends MedusaService({
  SagepayTransaction,
  SagepayIntent,
  SagepayOperation,
  SagepayFinding,
  SagepayOutbox,
  SagepayInstallation,
}) {
  readonly options: SagepayOptions
  private readonly context: LedgerContext
  private readonly database: Knex
  private readonly gateways = new Map<string, Gateway>()

  constructor(dependencies: Dependencies, rawOptions?: Record<string, unknown>) {
    super(dependencies, rawOptions)
    const options = readOptions(rawOptions)
    this.options = options
    const { logger, __pg_connection__: database } = dependencies
    this.database = database
    this.context = {
      options,
      logger,
      sealer: new Sealer(options.encryption_keys),
      processId: randomUUID(),
      now: () => new Date(),
      transaction: (work) => database.transaction(work),
      gatewayFor: (account, protocol) => this.gatewayFor(account, protocol, logger),
    }
  }

  readonly __hooks = {
    onApplicationShutdown: async (): Promise<void> => {
      await Promise.all([...this.gateways.values()].map((gateway) => gateway.close()))
    },
  }

  /** Registers a session's payment at the gateway, or returns the registration that stands. No money moves. */
  register(request: RegistrationRequest): Promise<TransactionRow> {
    return register(this.context, request)
  }

  receiveNotification(fields: Readonly<Record<string, string>>): Promise<Received> {
    return receive(this.context, fields)
  }

  accept(sessionId: string): Promise<TransactionRow | undefined> {
    return answering.accept(this.context, sessionId)
  }

  storeAnswer(
    transactionId: string,
    status: AnswerStatus,
    detail: string,
    options: answering.AnswerOptions
  ): Promise<answering.Answer | undefined> {
    return answering.storeAnswer(this.context, transactionId, status, detail, options)
  }

  standingAnswer(transactionId: string): Promise<answering.Answer | undefined> {
    return answering.standingAnswer(this.context, transactionId)
  }

  /** The answer to a message that cannot be a notification. */
  refusedAnswer(detail: string): answering.Answer {
    return answering.refuseOutright(this.context, detail).answer
  }

  refuseUnanswered(
    root: TransactionRow,
    atOnce?: (knex: Knex, row: TransactionRow) => Promise<void>
  ): Promise<boolean> {
    return answering.refuseUnanswered(this.context, root, atOnce)
  }

  hear(token: string): Promise<TransactionRow | undefined> {
    return answering.hear(this.context, token)
  }

  /** RELEASE, AUTHORISE, or nothing for what is taken already. Amounts in minor units. */
  capture(ask: Ask): Promise<void> {
    return move(
      this.context,
      this.request("capture", "medusa_capture", ask, (situation) =>
        planCapture(situation, ask.amountMinor)
      )
    )
  }

  /** VOID or REFUND, over as many takings as it needs; ends the hold where nothing was taken. */
  refund(ask: Ask): Promise<void> {
    return move(
      this.context,
      this.request("refund", "medusa_refund", ask, (situation) =>
        planRefund(situation, ask.amountMinor)
      )
    )
  }

  /** ABORT, CANCEL, VOID or REFUND, whichever ends it; throws "hold_kept" while the order lives. */
  cancel(ask: Ask): Promise<void> {
    return move(
      this.context,
      this.request("cancel", "medusa_cancel", ask, (situation) => planCancel(situation))
    )
  }

  /** The rest of a hold whose order is cancelled, or that has no owner; what was taken is left to Medusa's refunds. */
  endHold(ask: Ask): Promise<void> {
    return move(
      this.context,
      this.request("cancel", "sweep", ask, (situation) => planCancel(situation))
    )
  }

  /** A person's word for an operation whose outcome nobody knew. */
  settle(intentId: string, decision: Decision): Promise<void> {
    return settle(this.context, intentId, decision)
  }

  /** Open intents that stopped between two legs and that nobody is at any more. */
  interruptedIntents(): Promise<IntentRow[]> {
    return interruptedIntents(this.context)
  }

  /** Sends the legs that still wait, if the shop still wants them; else closes the intent as it stands. */
  resume(intentId: string, readShop: ReadShop): Promise<void> {
    return resume(this.context, intentId, readShop)
  }

  raiseOpenOperations(): Promise<void> {
    return raiseOpenOperations(this.context)
  }

  lapseHolds(): Promise<void> {
    return lapseHolds(this.context)
  }

  closeStaleClaims(): Promise<void> {
    return closeStaleClaims(this.context)
  }

  writeOffSilentRegistrations(): Promise<void> {
    return writeOffSilentRegistrations(this.context)
  }

  async intent(id: string): Promise<{ intent: IntentRow; operations: OperationRow[] }> {
    return this.context.transaction(async (knex) => {
      const intent = await find(knex, "intent", { id })
      if (!intent) throw new LedgerError("not_found", `There is no intent ${id}.`)
      return { intent, operations: await findAll(knex, "operation", { intent_id: id }) }
    })
  }

  async openIntents(): Promise<OpenIntent[]> {
    return this.context.transaction(async (knex) => {
      const intents = await findAll(knex, "intent", { status: "open" })
      return Promise.all(
        intents.map(async (intent) => {
          const operations = await findAll(knex, "operation", { intent_id: intent.id })
          const { root } = await loadFamily(knex, intent.root_id)
          return { intent, operations, root }
        })
      )
    })
  }

  async resolveFinding(id: string, note: string, by: string) {
    const [finding] = await this.listSagepayFindings({ id, status: "open" })
    if (!finding) throw new LedgerError("not_found", `There is no open finding ${id}.`)
    return this.updateSagepayFindings({
      id,
      status: "resolved",
      resolution: note,
      resolved_by: by,
      resolved_at: new Date(),
    })
  }

  transactionBy(where: Partial<TransactionRow>): Promise<TransactionRow | undefined> {
    return find(this.database, "transaction", where)
  }

  /** A payment with all that belongs to it, and what was sent for it. */
  family(rootId: string): Promise<Family & { operations: OperationRow[] }> {
    return this.context.transaction(async (knex) => ({
      ...(await loadFamily(knex, rootId)),
      operations: await findAll(knex, "operation", { root_id: rootId }),
    }))
  }

  change(transactionId: string, change: Partial<TransactionRow>): Promise<TransactionRow> {
    return this.context.transaction((knex) => update(knex, "transaction", transactionId, change))
  }

  /** One at a time writes a payment's lost order transactions; a claim a minute old is a dead process's. */
  async claimLevelling(rootId: string): Promise<boolean> {
    return this.context.transaction(async (knex) => {
      const claimed = await knex("sagepay_transaction")
        .where({ id: rootId })
        .whereRaw("(levelling_at is null or levelling_at < now() - interval '1 minute')")
        .update({ levelling_at: knex.fn.now() })
      return claimed === 1
    })
  }

  raise(finding: Parameters<typeof raise>[1]): Promise<void> {
    return this.context.transaction((knex) => raise(knex, finding))
  }

  /** For a single query, which needs no transaction around it: two round trips less. */
  read<T>(query: (knex: Knex) => Promise<T>): Promise<T> {
    return query(this.database)
  }

  /** For queries over the ledger and the shop in one transaction. */
  inTransaction<T>(work: (knex: Knex) => Promise<T>): Promise<T> {
    return this.context.transaction(work)
  }

  private request(
    kind: MovementRequest["kind"],
    source: MovementRequest["source"],
    ask: Ask,
    plan: MovementRequest["plan"]
  ): MovementRequest {
    return { kind, source, plan, ...ask }
  }

  private gatewayFor(
    account: string | null,
    protocol: TransactionRow["protocol"],
    logger: Logger
  ): Gateway {
    const key = `${account ?? ""}:${protocol}`
    const existing = this.gateways.get(key)
    if (existing) return existing
    const { vendor, gateway_url, environment } = accountOf(this.options, account)
    const gateway = createGateway({
      vendor,
      host: gateway_url ?? environment ?? "test",
      version: protocol,
      connectTimeoutMs: this.options.connect_timeout_ms,
      replyTimeoutMs: this.options.reply_timeout_ms,
      lateReplyMs: LATE_REPLY_MS,
      log: (line) => logger.info(`sagepay: ${JSON.stringify(line)}`),
    })
    this.gateways.set(key, gateway)
    return gateway
  }
}
