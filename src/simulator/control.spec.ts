import { mkdtempSync, readFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Shop } from "./__fixtures__/shop"
import { startSimulator } from "./index"

describe("the control routes", () => {
  let shop: Shop

  beforeEach(async () => {
    shop = await Shop.open({ now: () => new Date("2026-01-15T12:00:00Z") })
  })

  afterEach(() => shop.close())

  async function call(method: string, path: string, body?: unknown) {
    const response = await fetch(`${shop.simulator.url}/_control${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }

  test("pay, look, settle, move the clock, count the money", async () => {
    const { fields } = await shop.register("DEFERRED", { VendorTxCode: "order-1" })
    const paid = await call("POST", "/pay", { vps_tx_id: fields.VPSTxId })
    expect(paid.body).toMatchObject({
      status: "OK",
      page: "redirect",
      redirect_url: "https://shop.test/thanks?order=1",
      answer: { kind: "answered", http_status: 200, status: "OK" },
      transaction: { state: "deferred", amount: 3000, last_4_digits: "0006" },
    })
    expect((await call("GET", "/money")).body).toMatchObject([{ held: 3000, taken: 0, net: 0 }])
    const bare = (fields.VPSTxId ?? "").slice(1, -1).toLowerCase()
    expect((await call("GET", `/transactions/${bare}`)).body.vendor_tx_code).toBe("order-1")
    expect((await call("GET", "/transactions/order-1")).body.tx_type).toBe("DEFERRED")
    expect((await call("GET", "/transactions?state=deferred")).body).toHaveLength(1)
    expect((await call("POST", "/settle")).body).toEqual({ settled: 0 })
    const moved = await call("POST", "/clock", { advance_ms: 31 * 86_400_000 })
    expect(moved.body.now).toBe("2026-02-15T12:00:00.000Z")
    expect((await call("GET", "/transactions/order-1")).body.state).toBe("expired")
    expect((await call("POST", "/clock", { set: "2026-06-01T00:00:00Z" })).body.now).toBe(
      "2026-06-01T00:00:00.000Z"
    )
  })

  test("faults, accounts, requests, reset", async () => {
    await call("POST", "/faults", { fault: "empty", match: { txType: "PAYMENT" } })
    expect((await call("GET", "/faults")).body).toMatchObject([{ fault: "empty", done: 0 }])
    expect((await call("DELETE", "/faults")).body).toEqual([])
    await call("POST", "/accounts", { vendor: "second", settings: { closed: true } })
    expect(await shop.register("PAYMENT", { Vendor: "second" })).toMatchObject({ code: "4047" })
    expect((await call("GET", "/requests?tx_type=PAYMENT")).body).toMatchObject([
      { reply: { Status: "INVALID" } },
    ])
    await shop.register()
    await call("POST", "/reset")
    expect((await call("GET", "/transactions")).body).toEqual([])
    expect(await shop.register("PAYMENT", { Vendor: "second" })).toMatchObject({ code: "4000" })
  })

  test("notify", async () => {
    const { fields } = await shop.register()
    const early = await call("POST", "/notify", { vps_tx_id: fields.VPSTxId })
    expect([early.status, early.body.error]).toEqual([409, expect.stringContaining("notified")])
    await call("POST", "/pay", { vps_tx_id: fields.VPSTxId, outcome: "cancel" })
    const again = await call("POST", "/notify", { vps_tx_id: fields.VPSTxId, status: "OK" })
    expect(again.body).toMatchObject({ notification: { Status: "OK" }, answer: { status: "OK" } })
    expect(shop.received).toHaveLength(2)
  })

  test.each([
    ["POST", "/pay", { vps_tx_id: "nothing" }, 404],
    ["POST", "/pay", {}, 400],
    ["POST", "/pay", { vps_tx_id: "x", outcome: "win" }, 400],
    ["POST", "/pay", [], 400],
    ["POST", "/faults", { fault: "flood" }, 400],
    ["POST", "/faults", {}, 400],
    ["POST", "/clock", { set: "soon" }, 400],
    ["POST", "/accounts", {}, 400],
    ["GET", "/nowhere", undefined, 404],
    ["PUT", "/pay", undefined, 404],
  ])("%s %s %j is %i", async (method, path, body, status) => {
    const answer = await call(method, path, body)
    expect(answer.status).toBe(status)
    expect(typeof answer.body.error).toBe("string")
  })

  test("a payment is made once, also when two try at the same time", async () => {
    const { fields } = await shop.register()
    const tries = await Promise.all(
      [1, 2].map(() => call("POST", "/pay", { vps_tx_id: fields.VPSTxId }))
    )
    expect(tries.map(({ status }) => status).sort()).toEqual([200, 409])
    expect(shop.received).toHaveLength(1)
  })

  test("the bank can begin to decline a stored card", async () => {
    const { fields } = await shop.register("AUTHENTICATE")
    await shop.simulator.control.pay({ vps_tx_id: fields.VPSTxId ?? "" })
    await call("POST", "/card", { vps_tx_id: fields.VPSTxId, declines: true })
    const reply = await shop.post("authorise.vsp", {
      TxType: "AUTHORISE",
      VendorTxCode: "part-1",
      Amount: "5.00",
      Description: "Part",
      RelatedVendorTxCode: shop.simulator.control.transactions()[0]?.vendor_tx_code ?? "",
      RelatedVPSTxId: fields.VPSTxId ?? "",
      RelatedSecurityKey: fields.SecurityKey ?? "",
    })
    expect(reply).toMatchObject({ Status: "NOTAUTHED", code: "2000" })
  })

  test("garbage posted to a service is answered in the protocol's form", async () => {
    for (const body of ["", "&&&=&%zz", "\u0000\u00ff".repeat(1_000), "x".repeat(300_000)]) {
      const url = `${shop.simulator.url}/gateway/service/void.vsp`
      const text = await (await fetch(url, { method: "POST", body })).text()
      expect(text).toMatch(
        /^VPSProtocol=4\.00\r\nStatus=(MALFORMED|ERROR)\r\nStatusDetail=\d{4} : /
      )
    }
  })

  test("the merchant's pages list and show what the gateway believes", async () => {
    const { fields } = await shop.register("DEFERRED", {
      VendorTxCode: "order-<1>".replace(/[<>]/g, ""),
    })
    await shop.simulator.control.pay({ vps_tx_id: fields.VPSTxId ?? "" })
    const get = async (path: string) => {
      const response = await fetch(`${shop.simulator.url}${path}`)
      return `${response.status} ${await response.text()}`
    }
    const list = await get("/transactions")
    for (const text of ["order-1", "DEFERRED", "30.00", "awaiting release", "VISA ...0006"]) {
      expect(list).toContain(text)
    }
    const detail = await get("/transactions/order-1")
    expect(detail).toContain("4900001")
    expect(detail).not.toContain(fields.SecurityKey)
    expect(await get("/")).toContain('href="/transactions"')
    expect(await get("/transactions/nothing")).toMatch(/^404/)
  })
})

describe("the simulator itself", () => {
  test("keeps its state in a file, without card numbers and security codes", async () => {
    const stateFile = join(mkdtempSync(join(tmpdir(), "simulator-")), "state.json")
    const shop = await Shop.open({ stateFile })
    const { fields } = await shop.register("PAYMENT", { VendorTxCode: "kept" })
    await shop.simulator.control.pay({ vps_tx_id: fields.VPSTxId ?? "", cv2: "987" })
    await shop.close()
    const text = readFileSync(stateFile, "utf8")
    expect(text).not.toContain("4929000000006")
    expect(text).not.toContain("987")
    const again = await startSimulator({ stateFile, seed: "shop" })
    expect(again.control.transaction("kept")).toMatchObject({ state: "authorised" })
    await again.close()
  })

  test("a delivery that was cut off is made again after a restart", async () => {
    const stateFile = join(mkdtempSync(join(tmpdir(), "simulator-")), "deep", "state.json")
    const shop = await Shop.open({ stateFile })
    shop.answer = () => "never"
    const { fields } = await shop.register("PAYMENT", { VendorTxCode: "cut-off" })
    const cutOff = shop.simulator.control.pay({ vps_tx_id: fields.VPSTxId ?? "" })
    while (shop.received.length === 0) await new Promise((resolve) => setImmediate(resolve))
    const again = await startSimulator({ stateFile })
    shop.answer = () => ({ body: "Status=OK\r\nRedirectURL=https://a.test/\r\n" })
    await again.control.advance(1)
    expect(again.control.transaction("cut-off").state).toBe("authorised")
    await again.close()
    await shop.close()
    expect((await cutOff).page).toBe("no_answer")
  })

  test("the same seed gives the same ids, another seed others", async () => {
    const ids = async (seed: string) => {
      const shop = await Shop.open({ seed })
      const { fields } = await shop.register()
      await shop.close()
      return [fields.VPSTxId, fields.SecurityKey]
    }
    const [first, same, other] = [await ids("a"), await ids("a"), await ids("b")]
    expect(first).toEqual(same)
    expect(first).not.toEqual(other)
    expect(first[0]).toMatch(/^\{[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}\}$/)
    expect(first[1]).toMatch(/^[A-Z0-9]{10}$/)
  })

  test("a taken port is an error that can be caught", async () => {
    const first = await startSimulator()
    await expect(startSimulator({ port: first.port })).rejects.toThrow("EADDRINUSE")
    await first.close()
  })

  test("logs carry no secrets", async () => {
    const lines: string[] = []
    const shop = await Shop.open({ log: (line) => lines.push(line) })
    const { fields } = await shop.register()
    await shop.simulator.control.pay({ vps_tx_id: fields.VPSTxId ?? "" })
    await shop.close()
    expect(lines.length).toBeGreaterThan(1)
    expect(lines.join("\n")).not.toContain(fields.SecurityKey)
    expect(lines.join("\n")).not.toContain("4929000000006")
  })
})
