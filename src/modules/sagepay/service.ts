/** The ledger: what exists at the gateway, what was asked for, and what was sent for it. It speaks the gateway's words. */
import { randomUUID } from "node:crypto"
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { Logger } from "@medusajs/framework/types"
import { MedusaService, Modules } from "@medusajs/framework/utils"
import * as answering from "./answering"
import { Clients } from "./clients"
import type { LedgerContext } from "./context"
import { SagepayBulk, SagepayBulkItem } from "./models/bulk"
import { SagepayFinding } from "./models/finding"
import { SagepayInstallation } from "./models/installation"
import { SagepayIntent } from "./models/intent"
import { SagepayOperation } from "./models/operation"
import { SagepayOutbox } from "./models/outbox"
import { SagepayTransaction } from "./models/transaction"
import { move, type MovementRequest, type ReadShop } from "./movements"
import { receive, type Received } from "./notification"
import { readOptions, type SagepayOptions } from "./options"
import { Deliveries, tellingTransactions, type Bus } from "./outbox"
import { register, type RegistrationRequest } from "./registration"
import type { AnswerStatus, Family, IntentRow, OperationRow, TransactionRow } from "./rows"
import { planCancel, planCapture, planRefund } from "./rules"
import { interruptedIntents, resume } from "./resume"
import { Sealer } from "./sealing"
import { settle, type Decision } from "./settle"
import { LedgerError } from "./errors"
import { resolveById, type FindingRow } from "./findings"
import { claimLevelling } from "./level"
import { find, findAll, loadFamily, raise, update } from "./store"
import {
  closeStaleClaims,
  lapseHolds,
  raiseOpenOperations,
  writeOffSilentRegistrations,
} from "./upkeep"

type Dependencies = { logger: Logger; __pg_connection__: Knex; [Modules.EVENT_BUS]?: Bus }

/** One of Medusa's own rows, or a sweep's key, asks for this much of this payment. */
export type Ask = {
  readonly root: TransactionRow
  readonly sourceId: string
  readonly amountMinor: number
  /** Medusa's captured_by or created_by. */
  readonly actor?: string | undefined
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
  SagepayBulk,
  SagepayBulkItem,
}) {
  readonly options: SagepayOptions
  /** For the functions of the ledger that need no method of their own here. */
  readonly context: LedgerContext
  private readonly database: Knex
  private readonly clients: Clients
  private readonly deliveries: Deliveries

  constructor(dependencies: Dependencies, rawOptions?: Record<string, unknown>) {
    super(dependencies, rawOptions)
    const options = readOptions(rawOptions)
    this.options = options
    const { logger, __pg_connection__: database } = dependencies
    this.database = database
    this.clients = new Clients(options, logger)
    this.context = {
      options,
      logger,
      sealer: new Sealer(options.encryption_keys),
      processId: randomUUID(),
      now: () => new Date(),
      transaction: tellingTransactions(database, () => this.deliveries.nudge()),
      gatewayFor: this.clients.gatewayFor,
      reportingFor: this.clients.reportingFor,
    }
    this.deliveries = new Deliveries(this.context, () => dependencies[Modules.EVENT_BUS])
  }

  readonly __hooks = {
    onApplicationShutdown: async (): Promise<void> => {
      await Promise.all([this.clients.close(), this.deliveries.idle()])
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
        planCapture(situation, ask.amountMinor, ask.actor)
      )
    )
  }

  /** VOID or REFUND, over as many takings as it needs; ends the hold where nothing was taken. */
  refund(ask: Ask): Promise<void> {
    return move(
      this.context,
      this.request("refund", "medusa_refund", ask, (situation) =>
        planRefund(situation, ask.amountMinor, ask.actor)
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

  async resolveFinding(id: string, note: string, by: string): Promise<FindingRow> {
    const finding = await this.context.transaction((knex) => resolveById(knex, id, note, by))
    if (!finding) throw new LedgerError("not_found", `There is no open finding ${id}.`)
    return finding
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

  /** One at a time writes a payment's lost order transactions. Undefined: somebody else does. */
  claimLevelling(rootId: string): Promise<Date | undefined> {
    return claimLevelling(this.context, rootId)
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
}
