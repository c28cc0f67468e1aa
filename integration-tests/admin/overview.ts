import { lastDays } from "../../src/shop/overview"
import type { Suite } from "./suite"

type Overview = {
  currencies: {
    currency_code: string
    held_now_minor: number
    authenticated_now_minor: number
    holds: number
    days: { day: string; taken_minor: number; refunded_minor: number; held_minor: number }[]
  }[]
  attention_count: number
  lapsing: { count: number; holds: { id: string; lapses_at: string }[] }
}

/** The area's first page. */
export function overview(suite: Suite): void {
  const { store, buy, row, press, ledgerOf } = suite
  const look = (query = "") => store.admin.get<Overview>(`/admin/sagepay/overview${query}`)
  const pounds = async (query?: string) => {
    const { currencies } = await look(query)
    const found = currencies.find(({ currency_code }) => currency_code === "gbp")
    return found ?? { held_now_minor: 0, authenticated_now_minor: 0, holds: 0, days: [] }
  }

  suite.guarded("overview", [
    ["days=6", "days"],
    ["days=93", "days"],
    ["days=many", "days"],
    ["lapsing_within_days=0", "lapsing_within_days"],
    ["weeks=4", "weeks"],
  ])

  it("sums what was taken, refunded and held, by London's days, and what is held now", async () => {
    const before = await pounds()
    const deferred = await buy("DEFERRED")
    await buy("AUTHENTICATE")
    const paid = await buy("PAYMENT")
    await press((await row(paid.vpsTxId)).id, "REFUND", 500)
    await press((await row(deferred.vpsTxId)).id, "RELEASE", 2_000)
    await buy("DEFERRED")
    const after = await pounds()
    const grown = (of: "taken_minor" | "refunded_minor" | "held_minor") =>
      (after.days.at(-1)?.[of] ?? 0) - (before.days.at(-1)?.[of] ?? 0)
    expect([grown("taken_minor"), grown("refunded_minor"), grown("held_minor")]).toEqual([
      5_000, 500, 9_000,
    ])
    expect([
      after.held_now_minor - before.held_now_minor,
      after.authenticated_now_minor - before.authenticated_now_minor,
      after.holds - before.holds,
    ]).toEqual([3_000, 3_000, 2])
    expect(after.days.map(({ day }) => day)).toEqual(lastDays(30, new Date()))
    expect((await pounds("?days=7")).days).toHaveLength(7)
  })

  it("a movement of half past midnight in London's summer belongs to London's day", async () => {
    const bought = await buy("PAYMENT")
    const { id } = await row(bought.vpsTxId)
    const { context } = ledgerOf(store)
    const real = context.now
    // 23:30 UTC on the 9th of July is 00:30 on the 10th in London.
    await ledgerOf(store).change(id, { taken_at: new Date("2026-07-09T23:30:00Z") })
    Object.assign(context, { now: () => new Date("2026-07-12T12:00:00Z") })
    try {
      const { days } = await pounds("?days=7")
      expect(days.at(-1)?.day).toBe("2026-07-12")
      expect(days.find(({ day }) => day === "2026-07-10")?.taken_minor).toBe(3_000)
    } finally {
      Object.assign(context, { now: real })
    }
  })

  it("counts what needs a person, and names the holds that end soon, the next one first", async () => {
    const { attention_count } = await look()
    await ledgerOf(store).raise({ kind: "hold_gone", subject_id: "x", message: "About x." })
    expect((await look()).attention_count).toBe(attention_count + 1)
    const [later, sooner] = [await buy("AUTHENTICATE"), await buy("DEFERRED")]
    const authorised = (vps_tx_id: string, days: number) =>
      store
        .database("sagepay_transaction")
        .where({ vps_tx_id })
        .update({ authorised_at: new Date(Date.now() - days * 86_400_000) })
    await authorised(later.vpsTxId, 86)
    await authorised(sooner.vpsTxId, 28)
    const ids = [(await row(sooner.vpsTxId)).id, (await row(later.vpsTxId)).id]
    const { lapsing } = await look()
    expect(lapsing.holds.map(({ id }) => id)).toEqual(ids)
    expect(lapsing.count).toBe(2)
    expect((await look("?lapsing_within_days=3")).lapsing.holds.map(({ id }) => id)).toEqual([
      ids[0],
    ])
  })
}
