import { request } from "node:http"
import { encodeForm } from "../protocol"
import type { Fields } from "./__fixtures__/bench"
import { raw, voidable } from "./__fixtures__/raw"
import { signed, tag } from "./__fixtures__/report"
import { Shop } from "./__fixtures__/shop"

let shop: Shop
let fields: Fields

beforeEach(async () => {
  shop = await Shop.open()
  fields = await voidable(shop)
})
afterEach(() => shop.close())

const voidIt = () => raw(`${shop.simulator.url}/gateway/service/void.vsp`, fields)
const state = () => shop.simulator.control.transaction(fields.VPSTxId ?? "").state

describe("hold", () => {
  const hold = async (at: "before" | "after") => {
    shop.simulator.control.fault({ fault: "hold", at })
    const reply = voidIt()
    const [held] = await shop.simulator.control.untilHeld()
    if (!held) throw new Error("nothing is held")
    return { reply, held }
  }

  test.each([
    ["before", "authorised"],
    ["after", "voided"],
  ] as const)("%s: stands still while it is %s, then goes on", async (at, meanwhile) => {
    const { reply, held } = await hold(at)
    expect(held).toMatchObject({ at, service: "void.vsp", tx_type: "VOID" })
    expect(state()).toBe(meanwhile)
    shop.simulator.control.release(held.id, "answer")
    expect((await reply).body).toContain("Status=OK")
    expect(state()).toBe("voided")
    expect(shop.simulator.control.held()).toEqual([])
  })

  test.each([
    ["before", "authorised"],
    ["after", "voided"],
  ] as const)("%s, dropped: it stays %s", async (at, then) => {
    const { reply, held } = await hold(at)
    shop.simulator.control.release(held.id, "drop")
    expect((await reply).error).toBe("ECONNRESET")
    expect(state()).toBe(then)
  })

  test("over HTTP; what is not held cannot go on", async () => {
    const { reply, held } = await hold("before")
    const call = (path: string, body?: unknown) =>
      fetch(`${shop.simulator.url}/_control${path}`, {
        ...(body !== undefined && { method: "POST", body: JSON.stringify(body) }),
      })
    expect(await (await call("/held")).json()).toEqual([held])
    expect((await call("/held", { id: held.id, then: "wait" })).status).toBe(400)
    expect((await call("/held", { id: held.id, then: "drop" })).status).toBe(200)
    expect((await call("/held", { id: held.id })).status).toBe(404)
    expect((await reply).error).toBe("ECONNRESET")
  })

  test("closing the simulator drops what is held", async () => {
    const other = await Shop.open()
    other.simulator.control.fault({ fault: "hold", match: { txType: "PAYMENT" } })
    const registration = other.register().catch((error: unknown) => error)
    await other.simulator.control.untilHeld()
    await other.close()
    expect(await registration).toMatchObject({ message: "fetch failed" })
  })

  test("carries out what the client has given up on", async () => {
    shop.simulator.control.fault({ fault: "hold", at: "before" })
    const post = request(`${shop.simulator.url}/gateway/service/void.vsp`, { method: "POST" })
    const gone = new Promise((resolve) => post.on("error", resolve))
    post.end(encodeForm({ VPSProtocol: "4.00", TxType: "VOID", Vendor: "testvendor", ...fields }))
    const [held] = await shop.simulator.control.untilHeld()
    post.destroy()
    await gone
    shop.simulator.control.release(held?.id ?? 0, "answer")
    while (state() !== "voided") await new Promise((resolve) => setImmediate(resolve))
  })
})

describe("a plan", () => {
  test("is asked for every POST, with its number and without secrets", async () => {
    const { control } = shop.simulator
    const seen: unknown[] = []
    control.faultPlan(({ service, txType, vendorTxCode, nth, fields: shown }) => {
      seen.push([service, txType, vendorTxCode, nth])
      expect(JSON.stringify(shown)).not.toContain(fields.SecurityKey)
      return nth === 1 ? { fault: "act_then_reset" } : undefined
    })
    expect((await voidIt()).error).toBe("ECONNRESET")
    expect((await voidIt()).body).toContain("4036")
    const about = ["void.vsp", "VOID", fields.VendorTxCode]
    expect(seen).toEqual([
      [...about, 1],
      [...about, 2],
    ])
    control.faultPlan(undefined)
    await voidIt()
    expect(seen).toHaveLength(2)
  })

  test("is told of reports, and of the transaction that they ask about", async () => {
    const { control } = shop.simulator
    const seen: unknown[] = []
    control.faultPlan(({ txType, command, vendorTxCode }) => {
      seen.push([txType, command, vendorTxCode])
      return { fault: "http_500" }
    })
    const id = (fields.VPSTxId ?? "").slice(1, -1)
    const response = await fetch(`${shop.simulator.url}/access/access.htm`, {
      method: "POST",
      body: `XML=${signed("getTransactionDetail", tag("vpstxid", id))}`,
    })
    expect(response.status).toBe(500)
    expect(seen).toEqual([["reporting", "getTransactionDetail", fields.VendorTxCode]])
  })

  test("yields to a fault that was asked for", async () => {
    const { control } = shop.simulator
    control.faultPlan(() => ({ fault: "html" }))
    control.fault({ fault: "empty" })
    expect((await voidIt()).body).toBe("")
    expect((await voidIt()).body).toContain("<html>")
  })
})
