import { PaymentEvents, Modules } from "@medusajs/framework/utils"
import { applyEffect } from "../../src/modules/sagepay/effects"
import type { IntentRow } from "../../src/modules/sagepay/rows"
import { insert, update } from "../../src/modules/sagepay/store"
import { level, type LevelOptions } from "../../src/workflows/level"
import type { Suite } from "../after-order/suite"
import { ledgerOf, ledgerRow } from "../helpers/checkout"
import type { Bought } from "../helpers/shopper"

export type ConsoleAction = "REFUND" | "RELEASE" | "AUTHORISE" | "VOID"

export type LevelSuite = Suite & {
  /** Done in the gateway's console, and written into the ledger as what was found there. */
  inConsole(bought: Bought, action: ConsoleAction, amountMinor: number): Promise<IntentRow>
  /** A request of staff whose answer is lost, and which a person then finds to have happened. */
  lost(bought: Bought, action: "capture" | "refund", amount: number): Promise<void>
  level(bought: Bought, options?: LevelOptions): Promise<boolean>
  /** Lets the two minutes pass in which a person's retry goes first. */
  quiet(): Promise<void>
  /** The same for core's own workflows, three minutes. */
  quietRows(): Promise<void>
  /** As core writes it before it asks the provider. */
  insertRow(
    table: "capture" | "refund",
    bought: Bought,
    id: string,
    amount: number,
    by?: string
  ): Promise<void>
  /** The events of Medusa's that were emitted for this payment while the work was done. */
  eventsOf(bought: Bought, work: () => Promise<unknown>): Promise<string[]>
  rows(table: "capture" | "refund", bought: Bought): Promise<{ id: string; created_by: string }[]>
  /** What the order counts. */
  summary(bought: Bought): Promise<Record<string, unknown>>
}

export function levelSuiteOf(suite: Suite): LevelSuite {
  const { store, desk, gateway } = suite

  const lostVerb = async (bought: Bought, action: "capture" | "refund"): Promise<string> => {
    if (action === "refund") return "REFUND"
    return (await ledgerRow(store, bought.vpsTxId)).kind === "AUTHENTICATE"
      ? "AUTHORISE"
      : "RELEASE"
  }

  return {
    ...suite,
    level: async (bought, options) =>
      level(store.container, (await ledgerRow(store, bought.vpsTxId)).id, options),
    summary: async (bought) =>
      (await store.order(bought.orderId)).summary as unknown as Record<string, unknown>,
    rows: (table, { paymentId }) =>
      store.database(table).where({ payment_id: paymentId, deleted_at: null }),
    quiet: async () => {
      await store.database.raw(
        "update sagepay_intent set updated_at = updated_at - interval '3 minutes'"
      )
    },
    quietRows: async () => {
      for (const table of ["capture", "refund"]) {
        await store.database.raw(
          `update ${table} set created_at = created_at - interval '4 minutes'`
        )
      }
    },
    insertRow: async (table, { paymentId }, id, amount, by) => {
      const raw_amount = JSON.stringify({ value: String(amount), precision: 20 })
      await store
        .database(table)
        .insert({ id, payment_id: paymentId, amount, raw_amount, created_by: by ?? null })
    },
    lost: async (bought, action, amount) => {
      const txType = await lostVerb(bought, action)
      gateway().fault({ fault: "act_then_reset", match: { txType } })
      const answer = await desk[action](bought, amount)
      expect(answer.status).toBe(400)
      const made = gateway()
        .transactions()
        .filter((row) => row.tx_type === txType)
        .at(-1)
      const settled = await desk.settle(await desk.openIntent(bought), {
        happened: true,
        note: "it is in the console",
        ...(txType === "RELEASE" ? {} : { vps_tx_id: made?.vps_tx_id }),
      })
      expect(settled.status).toBe(200)
    },
    inConsole: async (bought, action, amountMinor) => {
      const done = gateway().console({
        action,
        vps_tx_id: bought.vpsTxId,
        ...(action === "VOID" ? {} : { amount_minor: amountMinor }),
      })
      const target = await ledgerRow(store, bought.vpsTxId)
      const makes = action === "REFUND" || action === "AUTHORISE"
      return ledgerOf(store).inTransaction(async (knex) => {
        const intent = await insert(knex, "intent", {
          root_id: target.root_id,
          kind: action === "REFUND" || action === "VOID" ? "refund" : "capture",
          source: "console",
          source_id: makes ? done.vps_tx_id : `${done.vps_tx_id}:${action}`,
          status: "done",
          currency: target.currency,
          amount_minor: amountMinor,
          moved_minor: amountMinor,
        })
        const operation = await insert(knex, "operation", {
          intent_id: intent.id,
          root_id: target.root_id,
          transaction_id: target.id,
          leg: 0,
          verb: action,
          vendor_tx_code: makes ? done.vendor_tx_code : null,
          amount_minor: amountMinor,
          status: "done",
        })
        const { sealer } = ledgerOf(store).context
        const key = sealer.seal(done.security_key, done.vps_tx_id)
        const ids = makes
          ? { vpsTxId: done.vps_tx_id, securityKey: key, txAuthNo: done.tx_auth_no }
          : { vpsTxId: null, securityKey: null, txAuthNo: null }
        const made = await applyEffect(knex, operation, ids, new Date())
        await update(knex, "operation", operation.id, { made_transaction_id: made })
        return intent
      })
    },
    eventsOf: async (bought, work) => {
      const seen: string[] = []
      const bus = store.container.resolve(Modules.EVENT_BUS)
      const names = [PaymentEvents.CAPTURED, PaymentEvents.REFUNDED]
      const listeners = names.map((name) => {
        const listener = ({ data }: { data: unknown }) => {
          if ((data as { id?: string }).id === bought.paymentId) seen.push(name)
          return Promise.resolve()
        }
        bus.subscribe(name, listener)
        return { name, listener }
      })
      await work()
      await new Promise(setImmediate)
      for (const { name, listener } of listeners) bus.unsubscribe(name, listener)
      return seen
    },
  }
}
