import { Modules } from "@medusajs/framework/utils"
import sagepayOutbox from "../../src/jobs/sagepay-outbox"
import { until } from "../helpers/books"
import type { Suite } from "./suite"

/** What the rest of the shop is told. */
export function events({ store, list, post, raise }: Suite): void {
  describe("its events", () => {
    const bus = () => store.container.resolve(Modules.EVENT_BUS)
    type Told = { name: string; data: Record<string, unknown> }
    const told: Told[] = []
    const names = ["sagepay.attention_required", "sagepay.attention_resolved"]
    const subscriber = ({ name, data }: { name: string; data: unknown }) => {
      told.push({ name, data: data as Told["data"] })
      return Promise.resolve()
    }
    const context = { subscriberId: "attention-spec" }
    beforeEach(() => {
      told.length = 0
      for (const name of names) bus().subscribe(name, subscriber, context)
    })
    afterEach(() => {
      for (const name of names) bus().unsubscribe(name, subscriber, context)
    })
    const of = (subject: string) => told.filter(({ data }) => data.subject_id === subject)

    it("reach subscribers right after the commit", async () => {
      await raise("late_reply", "spop_1", { order_id: "order_1" })
      await until(() => of("spop_1").length === 1)
      const [item] = (await list()).attention
      await post(`findings/${item?.id}/resolve`, { note: "seen to" })
      await until(() => of("spop_1").length === 2)
      const common = { id: item?.id, kind: "late_reply", order_id: "order_1" }
      expect(of("spop_1")).toEqual([
        { name: names[0], data: expect.objectContaining({ ...common, message: "About spop_1." }) },
        { name: names[1], data: expect.objectContaining({ ...common, resolution: "seen to" }) },
      ])
      const rows = await store.database("sagepay_outbox").orderBy("created_at")
      expect(rows.map(({ id }: { id: string }) => id)).toEqual(
        of("spop_1").map(({ data }) => data.event_id)
      )
    })

    it("that the bus did not take are delivered by the job, under the same id", async () => {
      const failing = jest.spyOn(bus(), "emit").mockRejectedValueOnce(new Error("Redis is away"))
      await raise("late_reply", "spop_2")
      await until(async () => {
        const [row] = await store.database("sagepay_outbox")
        return row.attempts > 0
      })
      failing.mockRestore()
      expect(of("spop_2")).toEqual([])
      await sagepayOutbox(store.container)
      await until(() => of("spop_2").length === 1)
      const [row] = await store.database("sagepay_outbox")
      expect(of("spop_2")[0]?.data.event_id).toBe(row.id)
      expect(row).toMatchObject({ attempts: 2, delivered_at: expect.any(Date) })
    })
  })
}
