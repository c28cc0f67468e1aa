import { suiteOf } from "./after-order/suite"
import { describeStore } from "./helpers/store"

/** Rule 2 in a booted store with a reporting login: what nobody knows is asked for, and Medusa's books follow. */

const REPORTING = { user: "reportuser", password: "s3cretPass" }
const PLUGIN = { reporting: REPORTING, reply_timeout_ms: 2_000, resolve_patience_ms: 2_000 }

describeStore("what became of it", { plugin: PLUGIN }, (store) => {
  const { desk, gateway, buy, messageOf } = suiteOf(store)
  afterEach(() => gateway().clearFaults())

  const ask = (intent: string) =>
    store.admin.request("POST", `/admin/sagepay/intents/${intent}/ask`, {})
  const silence = () =>
    gateway().fault({ fault: "http_500", times: 1_000, match: { txType: "reporting" } })
  /** Reporting is down while the reply is lost, and answers again afterwards. */
  async function lost(fault: "reset_before" | "act_then_reset") {
    const bought = await buy("DEFERRED")
    silence()
    gateway().fault({ fault, match: { txType: "RELEASE" } })
    const refused = await desk.capture(bought)
    expect(messageOf(refused)).toMatch(/money may have moved.*The gateway is asked about it/)
    gateway().clearFaults()
    return { bought, intent: await desk.openIntent(bought) }
  }

  it("rule 2: a capture whose reply was lost succeeds, for the gateway is asked at once", async () => {
    const bought = await buy("DEFERRED")
    gateway().fault({ fault: "act_then_reset", match: { txType: "RELEASE" } })
    expect((await desk.capture(bought, 20)).status).toBe(200)
    gateway().fault({ fault: "duplicate", match: { txType: "REFUND" } })
    expect((await desk.refund(bought, 5)).status).toBe(200)
    expect(desk.sent("RELEASE", bought)).toBe(1)
    expect(gateway().transactions({ tx_type: "REFUND" })).toHaveLength(1)
    expect(await desk.books(bought)).toEqual({ net: 1_500, held: 0 })
    expect(await desk.findings()).toEqual([])
    const { summary } = await store.order(bought.orderId)
    expect(summary).toMatchObject({ paid_total: 20, refunded_total: 5 })
  })

  it("rule 2: the sweep finds what could not be asked at once, and Medusa is brought level", async () => {
    const { bought } = await lost("act_then_reset")
    await desk.sweep()
    expect(await desk.openIntent(bought)).toBeDefined()
    await desk.age()
    await desk.sweep()
    expect((await desk.capture(bought)).status).toBe(200)
    expect(desk.sent("RELEASE", bought)).toBe(1)
    expect(await desk.books(bought)).toEqual({ net: 3_000, held: 0 })
    expect(await desk.findings()).toEqual([])
  })

  it("rule 2: staff ask again, and are told what the gateway says", async () => {
    const { bought, intent } = await lost("act_then_reset")
    expect((await ask("spint_none")).status).toBe(404)
    silence()
    const unheard = await ask(intent)
    expect(unheard.body).toMatchObject({ decided: false, message: expect.stringMatching(/500/) })
    gateway().clearFaults()
    const heard = await ask(intent)
    expect([heard.status, heard.body.decided]).toEqual([200, true])
    expect(heard.body.message).toMatch(/^asked about it, the gateway says: authorised/)
    expect(heard.body.operation).toMatchObject({ status: "done", decided_by: "gateway report" })
    expect(JSON.stringify(heard.body)).not.toMatch(/security/i)
    expect((await ask(intent)).body.type).toBe("sagepay_not_allowed")
    expect((await desk.capture(bought)).status).toBe(200)
    expect(desk.sent("RELEASE", bought)).toBe(1)
  })

  it("rule 2: what never arrived is known after two looks, and a retry posts", async () => {
    const { bought } = await lost("reset_before")
    await desk.age()
    await desk.sweep()
    await store.database("sagepay_operation").update({
      ask_after: new Date(Date.now() - 1),
      absent_at: new Date(Date.now() - 61_000),
    })
    expect(messageOf(await desk.capture(bought))).toMatch(/is not decided yet/)
    await desk.sweep()
    expect(await desk.findings()).toEqual([])
    expect((await desk.capture(bought)).status).toBe(200)
    expect(desk.sent("RELEASE", bought)).toBe(2)
    expect(await desk.books(bought)).toEqual({ net: 3_000, held: 0 })
  })
})
