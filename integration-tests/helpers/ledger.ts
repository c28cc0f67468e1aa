import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { randomUUID } from "node:crypto"
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { Decision } from "../../src/modules/sagepay/settle"
import type { LedgerError } from "../../src/modules/sagepay/errors"
import type { TransactionRow } from "../../src/modules/sagepay/rows"
import type { ShopFacts } from "../../src/modules/sagepay/rules"
import { SagepayModuleService } from "../../src/modules/sagepay/service"
import { decodeForm, type RegistrationType } from "../../src/protocol"
import {
  startSimulator,
  type MoneyLine,
  type Simulator,
  type TransactionView,
} from "../../src/simulator"
import { answerNotification } from "./checkout-hook"
import { makeDatabase } from "./ledger-database"

/** The ledger on a database and against a simulator of its own, without a store around it. */

const ADDRESS = { Surname: "Shopper", Firstnames: "Ann", Address1: "88 High Street" }
const block = (kind: string) =>
  Object.fromEntries(
    Object.entries({ ...ADDRESS, City: "London", PostCode: "412", Country: "GB" }).map(
      ([field, value]) => [kind + field, value]
    )
  )
const FIELDS = { Description: "A test", ...block("Billing"), ...block("Delivery") }

export const LEDGER_OPTIONS = {
  vendor: "testvendor",
  encryption_keys: [{ id: "test", key: Buffer.alloc(32, 7).toString("base64") }],
  storefront: { success_url: "http://shop.test/ok", failure_url: "http://shop.test/no" },
  connect_timeout_ms: 1_000,
  reply_timeout_ms: 1_000,
}

/** What Medusa would say; its rows, as core writes and deletes them. Amounts in minor units. */
export class FakeShop {
  order: ShopFacts["order"] = { id: "order_1", canceled: false }
  readonly captures = new Map<string, number>()
  readonly refunds = new Map<string, number>()

  facts(): ShopFacts {
    const sum = (rows: Map<string, number>) => [...rows.values()].reduce((a, b) => a + b, 0)
    return {
      order: this.order,
      paymentId: "pay_of_the_shop",
      captureIds: [...this.captures.keys()],
      refundIds: [...this.refunds.keys()],
      capturedMinor: sum(this.captures),
      refundedMinor: sum(this.refunds),
    }
  }

  get net(): number {
    const { capturedMinor, refundedMinor } = this.facts()
    return capturedMinor - refundedMinor
  }
}

/** A payment as the shopper left it: answered OK, with a shop of its own. */
export type Paid = { root: TransactionRow; shop: FakeShop }

export class LedgerBench {
  private constructor(
    readonly ledger: SagepayModuleService,
    readonly database: Knex,
    readonly simulator: Simulator,
    readonly logged: string[],
    private readonly server: Server,
    private readonly drop: () => Promise<void>
  ) {}

  static async start(options: Record<string, unknown> = {}): Promise<LedgerBench> {
    const simulator = await startSimulator()
    const { database, drop } = await makeDatabase()
    const logged: string[] = []
    const log = (line: string) => logged.push(line)
    const ledgerOptions = { ...LEDGER_OPTIONS, gateway_url: simulator.url, ...options }
    // Bound after the server listens: the address is an option, and the port is free-chosen.
    const holder: { ledger?: SagepayModuleService } = {}
    const server = createServer((req, res) => {
      const chunks: Buffer[] = []
      req.on("data", (chunk: Buffer) => chunks.push(chunk))
      req.on("end", () => {
        const { fields } = decodeForm(Buffer.concat(chunks))
        answerNotification(holder.ledger, fields).then(
          (text) => res.end(text),
          () => res.destroy()
        )
      })
    })
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    const { port } = server.address() as AddressInfo
    const logger = { info: log, warn: log, error: log }
    const ledger = new SagepayModuleService({ logger, __pg_connection__: database } as never, {
      ...ledgerOptions,
      backend_url: `http://127.0.0.1:${port}`,
    })
    holder.ledger = ledger
    return new LedgerBench(ledger, database, simulator, logged, server, drop)
  }

  async close(): Promise<void> {
    await this.ledger.__hooks.onApplicationShutdown()
    await this.simulator.close()
    await new Promise((resolve) => this.server.close(resolve))
    await this.drop()
  }

  /** A second process on the same database. */
  anotherProcess(options: Record<string, unknown> = {}): SagepayModuleService {
    const logger = { info: () => undefined, warn: () => undefined, error: () => undefined }
    return new SagepayModuleService({ logger, __pg_connection__: this.database } as never, {
      ...this.ledger.options,
      ...options,
    })
  }

  /** The shopper presses Pay and is on the hosted page. */
  register(
    kind: RegistrationType,
    amountMinor = 3_000,
    currency = "GBP",
    sessionId = `payses_${randomUUID()}`,
    repeatConsent: string | null = null
  ): Promise<TransactionRow> {
    return this.ledger.register({
      sessionId,
      cartId: `cart_${randomUUID()}`,
      account: null,
      kind,
      amountMinor,
      currency,
      fields: FIELDS,
      returnUrl: null,
      repeatConsent,
    })
  }

  /** Registers, pays on the hosted page, and answers the notification OK. */
  async paid(
    kind: RegistrationType,
    amountMinor = 3_000,
    currency = "GBP",
    repeatConsent: string | null = null
  ): Promise<Paid> {
    const session = `payses_${randomUUID()}`
    const registered = await this.register(kind, amountMinor, currency, session, repeatConsent)
    await this.simulator.control.pay({ vendor_tx_code: registered.vendor_tx_code })
    const shop = new FakeShop()
    const root = await this.rootOf(registered)
    // Core writes the capture itself when authorizePayment answers "captured".
    if (kind === "PAYMENT") shop.captures.set("capt_auto", amountMinor)
    return { root, shop }
  }

  async rootOf({ id }: { id: string }): Promise<TransactionRow> {
    const root = await this.ledger.transactionBy({ id })
    if (!root) throw new Error("The root is gone")
    return root
  }

  /** As core does it: the row first, then the provider; the row is deleted when that throws. */
  async capture(paid: Paid, amountMinor: number, by = this.ledger): Promise<void> {
    await this.withRow(paid.shop.captures, "capt", amountMinor, async (id) =>
      by.capture(this.ask(await this.rootOf(paid.root), paid.shop, id, amountMinor))
    )
  }

  async refund(paid: Paid, amountMinor: number, by = this.ledger): Promise<void> {
    await this.withRow(paid.shop.refunds, "ref", amountMinor, async (id) =>
      by.refund(this.ask(await this.rootOf(paid.root), paid.shop, id, amountMinor))
    )
  }

  async cancel(paid: Paid, by = this.ledger): Promise<void> {
    const root = await this.rootOf(paid.root)
    await by.cancel(this.ask(root, paid.shop, `pay_1:${randomUUID()}`, root.amount_minor))
  }

  ask(root: TransactionRow, shop: FakeShop, sourceId: string, amountMinor: number) {
    return { root, sourceId, amountMinor, readShop: () => Promise.resolve(shop.facts()) }
  }

  readonly readShop = (shop: FakeShop) => () => Promise.resolve(shop.facts())

  private async withRow(
    rows: Map<string, number>,
    prefix: string,
    amountMinor: number,
    call: (id: string) => Promise<void>
  ): Promise<void> {
    const id = `${prefix}_${randomUUID()}`
    rows.set(id, amountMinor)
    try {
      await call(id)
    } catch (error) {
      rows.delete(id)
      throw error
    }
  }

  /** What the gateway has of this payment. */
  async gateway({ root }: Paid): Promise<MoneyLine> {
    const [line] = this.simulator.control.money({ vendor_tx_code: root.vendor_tx_code })
    if (!line) throw new Error("The simulator does not know this payment")
    return line
  }

  /** What the ledger has taken of it and not given back. */
  async net({ root }: Paid): Promise<number> {
    const { transactions } = await this.ledger.family(root.id)
    return transactions
      .filter((row) => row.state === "taken")
      .reduce((sum, row) => sum + row.taken_minor - row.refunded_minor, 0)
  }

  /** The three books, equal to the penny; returns what stands in them. */
  async booksOf(paid: Paid): Promise<{ net: number; held: number }> {
    const { net, held } = await this.gateway(paid)
    expect({ ledger: await this.net(paid), shop: paid.shop.net }).toEqual({
      ledger: net,
      shop: net,
    })
    return { net, held }
  }

  /** How many messages of this type the gateway received for this payment. */
  sent(txType: string, { root }: Paid): number {
    const codes = this.familyAtGateway(root).map((row) => row.vendor_tx_code)
    return this.simulator.control
      .requests({ tx_type: txType })
      .filter(({ fields }) =>
        codes.includes(fields.RelatedVendorTxCode ?? fields.VendorTxCode ?? "")
      ).length
  }

  /** Everything that the gateway has of this payment, the payment itself first. */
  familyAtGateway(root: TransactionRow): TransactionView[] {
    return this.simulator.control
      .transactions()
      .filter((row) => row.root_vps_tx_id === root.vps_tx_id)
  }

  async openIntent({ root }: Paid): Promise<string> {
    const { intents } = await this.ledger.family(root.id)
    const open = intents.find((row) => row.status === "open")
    if (!open) throw new Error("No intent is open")
    return open.id
  }

  /** As if the operations had been sent long ago. */
  async age({ root }: Paid): Promise<void> {
    await this.database("sagepay_operation")
      .where({ root_id: root.id })
      .update({ sent_at: new Date(Date.now() - 600_000) })
  }

  /** A person decides what is open, when its answer cannot come by itself any more. */
  async settle(paid: Paid, decision: Decision): Promise<void> {
    await this.age(paid)
    await this.ledger.settle(await this.openIntent(paid), decision)
  }

  /** As if the shopper had paid so many days ago. */
  async daysAgo({ root }: Paid, days: number): Promise<void> {
    await this.database("sagepay_transaction")
      .where({ id: root.id })
      .update({ authorised_at: new Date(Date.now() - days * 86_400_000) })
  }

  async settledAtMidnight({ root }: Paid): Promise<void> {
    this.simulator.control.settle()
    await this.database("sagepay_transaction")
      .where({ root_id: root.id })
      .whereNotNull("taken_at")
      .update({ taken_at: new Date(Date.now() - 2 * 86_400_000) })
  }

  async findings(): Promise<{ id: string; kind: string; subject_id: string; message: string }[]> {
    return this.database("sagepay_finding").where({ status: "open" }).orderBy("created_at")
  }
}

/** What a ledger call failed with; fails the test when it did not. */
export async function failure(work: Promise<unknown>): Promise<LedgerError> {
  const outcome = await work.then(
    () => undefined,
    (error: unknown) => error as LedgerError
  )
  if (!outcome) throw new Error("It succeeded")
  return outcome
}
