import type { SagepayOptions } from "../../src/modules/sagepay/options"
import type { LevelSuite } from "../level/suite"
import { ledgerOf, ledgerRow } from "../helpers/checkout"
import type { Bought } from "../helpers/shopper"
import type { Store } from "../helpers/store"

type Told = { name: string; payload: Record<string, unknown> }

export type HoldSuite = LevelSuite & {
  /** Lets so many days pass, at the gateway and in the ledger alike, and sweeps. */
  days(days: number): Promise<void>
  /** What the rest of the shop was told of this hold, in order. */
  told(bought: Bought): Promise<Told[]>
  /** The attention list: kind and facts. */
  list(): Promise<{ id: string; kind: string; facts: Record<string, unknown>; message: string }[]>
  kinds(): Promise<string[]>
  /** The option is this for the rest of the test. */
  option<K extends keyof SagepayOptions>(name: K, value: SagepayOptions[K]): void
  /** The shopper has agreed to later charges. */
  agreed(bought: Bought): Promise<void>
  /** Core's and our own quiet times have passed. */
  older(): Promise<void>
}

const DAY = 86_400_000
const EVENTS = ["sagepay.hold_expiring", "sagepay.hold_expired"]

/** One clock for the gateway and the ledger: the gateway's, which the tests move. */
export function holdSuiteOf(suite: LevelSuite): HoldSuite {
  const { store, desk, gateway } = suite
  beforeEach(() => {
    jest.spyOn(ledgerOf(store).context, "now").mockImplementation(() => gateway().now())
  })
  afterEach(async () => {
    jest.restoreAllMocks()
    gateway().clearFaults()
    await gateway().clock({ set: new Date().toISOString() })
  })

  const list: HoldSuite["list"] = () =>
    store.database("sagepay_finding").where({ status: "open" }).orderBy("created_at")

  return {
    ...suite,
    list,
    kinds: async () => (await list()).map(({ kind }) => kind),
    days: async (days) => {
      await gateway().advance(days * DAY)
      await desk.sweep()
    },
    told: async ({ vpsTxId }) => {
      const { id } = await ledgerRow(store, vpsTxId)
      return store
        .database("sagepay_outbox")
        .whereIn("name", EVENTS)
        .whereRaw("payload ->> 'transaction_id' = ?", [id])
        .orderBy("created_at")
        .select("name", "payload")
    },
    option: (name, value) => {
      jest.replaceProperty(ledgerOf(store).options, name, value)
    },
    agreed: async ({ vpsTxId }) => {
      const { id } = await ledgerRow(store, vpsTxId)
      await agreedOf(store, id)
    },
    older: async () => {
      await desk.age()
      await store.database.raw(
        `update payment set canceled_at = canceled_at - interval '1 hour' where canceled_at is not null`
      )
      await store.database.raw(`update "order" set created_at = created_at - interval '1 hour'`)
      await store.database.raw(
        "update payment_collection set updated_at = updated_at - interval '1 hour'"
      )
    },
  }
}

async function agreedOf(store: Store, rootId: string): Promise<void> {
  await store
    .database("sagepay_transaction")
    .where({ root_id: rootId })
    .update({ registered_for_repeats: true })
}
