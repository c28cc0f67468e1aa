import type { Fields } from "./__fixtures__/bench"
import { raw, voidable } from "./__fixtures__/raw"
import { Shop } from "./__fixtures__/shop"
import { Faults } from "./faults"

describe("faults", () => {
  let shop: Shop
  let fields: Fields

  beforeEach(async () => {
    shop = await Shop.open()
    fields = await voidable(shop)
  })

  afterEach(() => shop.close())

  const voidIt = () => raw(`${shop.simulator.url}/gateway/service/void.vsp`, fields)
  const state = () => shop.simulator.control.transaction(fields.VPSTxId ?? "").state

  test.each([
    ["reset_before", { error: "ECONNRESET", body: "" }, "authorised"],
    ["act_then_reset", { error: "ECONNRESET", body: "" }, "voided"],
    [
      "half_reply",
      { error: "ECONNRESET", body: expect.stringMatching(/^VPSProtocol=4/) },
      "voided",
    ],
    ["html", { status: 200, body: expect.stringContaining("<html>") }, "authorised"],
    ["http_500", { status: 500, body: expect.stringContaining("<html>") }, "authorised"],
    ["empty", { status: 200, body: "" }, "authorised"],
    ["no_status", { status: 200, body: "VPSProtocol=4.00\r\n" }, "authorised"],
    ["error_status", { status: 200, body: expect.stringContaining("Status=ERROR") }, "authorised"],
    [
      "refuse",
      { status: 200, body: expect.stringContaining("INVALID\r\nStatusDetail=5002") },
      "authorised",
    ],
    ["bank_timeout", { status: 200, body: expect.stringContaining("2008 : ") }, "voided"],
    ["delay", { status: 200, body: expect.stringContaining("Status=OK") }, "voided"],
  ] as const)("%s", async (fault, seen, then) => {
    shop.simulator.control.fault({ fault })
    expect(await voidIt()).toEqual(seen)
    expect(state()).toBe(then)
  })

  test.each(["html", "http_500", "empty", "no_status", "error_status"] as const)(
    "%s after the act, when told so",
    async (fault) => {
      shop.simulator.control.fault({ fault, act: true })
      expect((await voidIt()).body).not.toMatch(/^Status=OK/m)
      expect(state()).toBe("voided")
    }
  )

  test("act_then_late answers when its time has come", async () => {
    shop.simulator.control.fault({ fault: "act_then_late", delay_ms: 20 })
    const late = voidIt()
    expect((await late).body).toContain("Status=OK")
    expect(state()).toBe("voided")
  })

  test("closing does not wait for a late answer", async () => {
    shop.simulator.control.fault({ fault: "act_then_late" })
    const other = await Shop.open()
    other.simulator.control.fault({ fault: "act_then_late" })
    const late = raw(`${other.simulator.url}/gateway/service/void.vsp`, fields)
    while (other.simulator.control.requests().length === 0) {
      await new Promise((resolve) => setImmediate(resolve))
    }
    await other.close()
    await late
  })

  test("decline: the bank says no, and a transaction remains", async () => {
    shop.simulator.control.fault({ fault: "decline", match: { txType: "REPEAT" } })
    const reply = await shop.post("repeat.vsp", {
      TxType: "REPEAT",
      VendorTxCode: "again",
      Amount: "5.00",
      Currency: "GBP",
      Description: "Again",
      RelatedVendorTxCode: fields.VendorTxCode ?? "",
      RelatedVPSTxId: fields.VPSTxId ?? "",
      RelatedSecurityKey: fields.SecurityKey ?? "",
      RelatedTxAuthNo: fields.TxAuthNo ?? "",
      COFUsage: "SUBSEQUENT",
      InitiatedType: "MIT",
      MITType: "UNSCHEDULED",
    })
    expect(reply).toMatchObject({ Status: "NOTAUTHED", code: "2000" })
    expect(shop.simulator.control.transaction("again").state).toBe("declined")
  })

  test("duplicate: delivered twice, the second answer arrives", async () => {
    shop.simulator.control.fault({ fault: "duplicate" })
    expect((await voidIt()).body).toContain("StatusDetail=4036 : ")
    expect(state()).toBe("voided")
    shop.simulator.control.fault({ fault: "duplicate", match: { txType: "PAYMENT" } })
    expect((await shop.register()).Status).toBe("OK REPEATED")
  })

  test("http_500 with another status", async () => {
    shop.simulator.control.fault({ fault: "http_500", http_status: 503 })
    expect((await voidIt()).status).toBe(503)
  })

  test("an own refusal", async () => {
    const refusal = { status: "NOTAUTHED", status_detail: "2002 : The Authorisation timed out." }
    shop.simulator.control.fault({ fault: "refuse", ...refusal })
    expect((await voidIt()).body).toContain("Status=NOTAUTHED\r\nStatusDetail=2002 : ")
  })

  test("the request log says which request met a fault, without secrets", async () => {
    shop.simulator.control.fault({ fault: "reset_before" })
    await voidIt()
    const [entry] = shop.simulator.control.requests({ tx_type: "VOID" })
    expect(entry).toMatchObject({ service: "void.vsp", fault: "reset_before" })
    expect(JSON.stringify(entry)).not.toContain(fields.SecurityKey)
  })
})

describe("which request a fault meets", () => {
  const met = (faults: Faults, txType: string, vendorTxCode = "a", command?: string) =>
    faults.forRequest({
      service: "x.vsp",
      txType,
      vendorTxCode,
      ...(command !== undefined && { command }),
      fields: {},
    })?.fault

  test("by type, by code and by number; once unless told otherwise", () => {
    const faults = new Faults()
    faults.add({ fault: "html", match: { txType: "REFUND", nth: 2 } })
    expect([met(faults, "REFUND"), met(faults, "VOID"), met(faults, "REFUND")]).toEqual([
      undefined,
      undefined,
      "html",
    ])
    expect(met(faults, "REFUND")).toBeUndefined()
    faults.add({ fault: "empty", match: { vendorTxCode: "b" }, times: 2 })
    expect([met(faults, "VOID", "b"), met(faults, "VOID"), met(faults, "VOID", "b")]).toEqual([
      "empty",
      undefined,
      "empty",
    ])
    expect(met(faults, "VOID", "b")).toBeUndefined()
  })

  test("times 0 is for all, until they are removed", () => {
    const faults = new Faults()
    faults.add({ fault: "html", times: 0 })
    expect([met(faults, "VOID"), met(faults, "VOID"), met(faults, "VOID")]).toEqual(
      Array(3).fill("html")
    )
    faults.clear()
    expect(met(faults, "VOID")).toBeUndefined()
  })

  test("notification faults meet no request, and the other way round", () => {
    const faults = new Faults()
    faults.add({ fault: "answer_lost" })
    expect(met(faults, "VOID")).toBeUndefined()
    expect(faults.forNotification("a")).toBe("answer_lost")
    faults.add({ fault: "html" })
    expect(faults.forNotification("a")).toBeUndefined()
  })
})
