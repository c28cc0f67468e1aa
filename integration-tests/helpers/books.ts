import { sweep } from "../../src/workflows/sweep"
import { ledgerOf, ledgerRow } from "./checkout"
import type { Answer } from "./http"
import type { Bought } from "./shopper"
import type { Store } from "./store"

/** What staff press, and the three books that must agree afterwards. */
export type Desk = {
  capture(bought: Bought, amount?: number): Promise<Answer>
  refund(bought: Bought, amount?: number): Promise<Answer>
  cancelOrder(bought: Bought): Promise<Answer>
  sweep(): Promise<void>
  /** The three books, equal to the penny: gateway, ledger, and Medusa's captures less refunds. */
  books(bought: Bought): Promise<{ net: number; held: number }>
  /** How often this was posted for this payment, whatever of its family it names. */
  sent(txType: string, bought: Bought): number
  amounts(txType: string, bought: Bought): string[]
  /** What staff read of the ledger's attention list. */
  findings(): Promise<{ kind: string; message: string; subject_id: string; id: string }[]>
  /** Takes everything off the attention list. */
  resolveFindings(): Promise<void>
  /** Makes all that the tests did an hour older, so that quiet periods have passed. */
  age(): Promise<void>
  openIntent(bought: Bought): Promise<string>
  /** What staff say of an intent, when its answer cannot come by itself any more. */
  settle(intent: string, decision: object): Promise<Answer>
}

export function deskOf(store: Store): Desk {
  const press = (path: string, body: object) => store.admin.request("POST", path, body)
  const withAmount = (amount?: number) => (amount === undefined ? {} : { amount })

  const family = async (bought: Bought) => {
    const { id } = await ledgerRow(store, bought.vpsTxId)
    return ledgerOf(store).family(id)
  }

  const requests = (txType: string, bought: Bought) => {
    const { root_vps_tx_id } = store.simulator.control.transaction(bought.vpsTxId)
    const codes = store.simulator.control
      .transactions()
      .filter((row) => row.root_vps_tx_id === root_vps_tx_id)
      .map((row) => row.vendor_tx_code)
    return store.simulator.control
      .requests({ tx_type: txType })
      .map(({ fields }) => fields)
      .filter((fields) => codes.includes(fields.RelatedVendorTxCode ?? fields.VendorTxCode ?? ""))
  }

  const counted = async (paymentId: string, table: string): Promise<number> => {
    const rows: { raw_amount: { value: string } }[] = await store
      .database(table)
      .where({ payment_id: paymentId, deleted_at: null })
    return rows.reduce((sum, row) => sum + Number(row.raw_amount.value), 0)
  }

  return {
    capture: ({ paymentId }, amount) =>
      press(`/admin/payments/${paymentId}/capture`, withAmount(amount)),
    refund: ({ paymentId }, amount) =>
      press(`/admin/payments/${paymentId}/refund`, withAmount(amount)),
    cancelOrder: ({ orderId }) => press(`/admin/orders/${orderId}/cancel`, {}),
    sweep: () => sweep(store.container),
    sent: (txType, bought) => requests(txType, bought).length,
    amounts: (txType, bought) =>
      requests(txType, bought).map((fields) => fields.ReleaseAmount ?? fields.Amount ?? ""),
    findings: async () =>
      (
        await store.admin.get<{ findings: Awaited<ReturnType<Desk["findings"]>> }>(
          "/admin/sagepay/findings"
        )
      ).findings,
    resolveFindings: async () => {
      const { findings } = await store.admin.get<{ findings: { id: string }[] }>(
        "/admin/sagepay/findings"
      )
      for (const { id } of findings) {
        await store.admin.post(`/admin/sagepay/findings/${id}/resolve`, { note: "seen to" })
      }
    },
    openIntent: async (bought) => {
      const open = (await family(bought)).intents.find((row) => row.status === "open")
      if (!open) throw new Error("No intent is open")
      return open.id
    },
    settle: async (intent, decision) => {
      await store
        .database("sagepay_operation")
        .where({ intent_id: intent })
        .update({ sent_at: new Date(Date.now() - 600_000) })
      return press(`/admin/sagepay/intents/${intent}/settle`, decision)
    },
    books: async (bought) => {
      const { root, transactions } = await family(bought)
      const [line] = store.simulator.control.money({ vendor_tx_code: root.vendor_tx_code })
      const ledger = transactions
        .filter((row) => row.state === "taken")
        .reduce((sum, row) => sum + row.taken_minor - row.refunded_minor, 0)
      const { paymentId } = bought
      const factor = root.currency === "JPY" ? 1 : 100
      const medusa =
        (await counted(paymentId, "capture")) * factor -
        (await counted(paymentId, "refund")) * factor
      expect({ ledger, medusa: Math.round(medusa) }).toEqual({
        ledger: line?.net,
        medusa: line?.net,
      })
      return { net: line?.net ?? NaN, held: line?.held ?? NaN }
    },
    age: async () => {
      const hour = "- interval '1 hour'"
      const older = async (table: string, columns: string[]) => {
        const set = columns.map((column) => `${column} = ${column} ${hour}`).join(", ")
        await store.database.raw(`update ${table} set ${set}`)
      }
      await older("sagepay_operation", ["sent_at"])
      await older("sagepay_intent", ["created_at", "updated_at"])
      await older("sagepay_transaction", ["updated_at", "answered_at", "hold_kept_at"])
      await older("capture", ["created_at"])
      await older("refund", ["created_at"])
    },
  }
}

/** Waits for what an event or a timer brings about. */
export async function until(done: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await done())) await new Promise(setImmediate)
}
