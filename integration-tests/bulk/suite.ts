import {
  claimLastsMs,
  claimNext,
  openBulk,
  type BulkRow,
  type Claimed,
} from "../../src/modules/sagepay/bulk"
import { carryBulksOn } from "../../src/workflows/bulk"
import { until } from "../helpers/books"
import { ledgerOf } from "../helpers/checkout"
import type { Answer, Client } from "../helpers/http"
import type { Bought } from "../helpers/shopper"
import type { LevelSuite } from "../level/suite"

export type Bulk = {
  id: string
  status: string
  total: number
  counts: Record<string, number>
  actor: string
  finished_at: string | null
}

export type Item = {
  order_id: string
  display_id: number
  status: string
  captured_minor: number
  currency: string | null
  message: string | null
}

type Seen = { bulk: Bulk; items: Item[]; count: number }

export const ACTOR = "user_of_the_bulk"

let made = 0
export const freshKey = () => `bulk_key_${++made}`
export const orderIds = (all: readonly { orderId: string }[]) => all.map(({ orderId }) => orderId)

export type BulkSuite = LevelSuite & {
  /** RELEASEs that went out for it. */
  releases(bought: Bought): number
  post(
    all: readonly { orderId: string }[],
    key?: string,
    by?: Client
  ): Promise<Answer<{ bulk: Bulk; message: string; type: string }>>
  look(id: string): Promise<Seen>
  finished(id: string): Promise<Seen>
  /** Written down by somebody, and not begun. */
  written(all: readonly Bought[], actor?: string): Promise<BulkRow>
  claim(bulkId: string, worker: string): Promise<Claimed | undefined>
  job(): Promise<void>
  pausePassed(): Promise<void>
  claimsDied(): Promise<void>
}

export function bulkSuiteOf(suite: LevelSuite): BulkSuite {
  const { store, desk } = suite
  const look = (id: string) => store.admin.get<Seen>(`/admin/sagepay/bulk/${id}`)
  /** As if claims and pauses were that much older. */
  const later = async (seconds: number) => {
    await store.database.raw(
      `update sagepay_bulk_item set claimed_at = claimed_at - make_interval(secs => :seconds),
         updated_at = updated_at - make_interval(secs => :seconds)`,
      { seconds }
    )
  }
  return {
    ...suite,
    releases: (bought) => desk.sent("RELEASE", bought),
    post: (all, key = freshKey(), by = store.admin) =>
      by.request("POST", "/admin/sagepay/bulk", { order_ids: orderIds(all), key }),
    look,
    finished: async (id) => {
      await until(async () => (await look(id)).bulk.status === "done")
      return look(id)
    },
    written: (all, actor = ACTOR) =>
      openBulk(ledgerOf(store).context, { orderIds: orderIds(all), key: freshKey(), actor }),
    claim: async (bulkId, worker) => {
      const { context } = ledgerOf(store)
      const next = await ledgerOf(store).read((knex) => claimNext(knex, context, bulkId, worker, 1))
      return next[0]
    },
    job: () => carryBulksOn(store.container),
    pausePassed: () => later(6),
    claimsDied: () => later(claimLastsMs(ledgerOf(store).context) / 1_000 + 1),
  }
}
