import { deskOf, type Desk } from "../helpers/books"
import { ledgerRow } from "../helpers/checkout"
import { PROVIDERS, type Bought } from "../helpers/shopper"
import type { Store } from "../helpers/store"

/** What the parts of the suite share: one booted store, and short words for what they do to it. */
export type Suite = {
  readonly store: Store
  readonly desk: Desk
  gateway(): Store["simulator"]["control"]
  buy(type: keyof typeof PROVIDERS): Promise<Bought>
  /** Where the payment stands at the gateway. */
  stateOf(bought: Bought): string
  messageOf(answer: { body: Record<string, unknown> }): string
  /** The settlement run has gone over what was taken. */
  settled(bought: Bought): Promise<void>
}

export function suiteOf(store: Store): Suite {
  const gateway = () => store.simulator.control
  return {
    store,
    desk: deskOf(store),
    gateway,
    buy: (type) => store.buy({ providerId: PROVIDERS[type] }),
    stateOf: (bought) => gateway().transaction(bought.vpsTxId).state,
    messageOf: ({ body }) => String(body.message),
    settled: async (bought) => {
      gateway().settle()
      const { id } = await ledgerRow(store, bought.vpsTxId)
      await store
        .database("sagepay_transaction")
        .where({ root_id: id })
        .whereNotNull("taken_at")
        .update({ taken_at: new Date(Date.now() - 2 * 86_400_000) })
    },
  }
}
