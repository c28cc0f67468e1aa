import { createHash } from "node:crypto"
import { createReporting, type Reporting, type TransactionDetail } from "../src/gateway"
import { SimulatedGateway, type Fields, type Original } from "./simulated-gateway"

/*
 * The reports of the simulated gateway, as the client reads them. Both sides were written from the
 * documents by themselves; the literals here are a third reading, and neither side's tables are used.
 */

const VENDOR = "guidevendor"
const LOGIN = { vendor: VENDOR, user: "reportuser", password: "s3cretPass" }
const DAY = 86_400_000

let gateway: SimulatedGateway
let reporting: Reporting

beforeAll(async () => {
  gateway = await SimulatedGateway.start()
  reporting = connect()
})
afterEach(() => {
  gateway.simulator.control.clearFaults()
  gateway.simulator.control.reporting(VENDOR, LOGIN)
})
afterAll(async () => {
  await reporting.close()
  await gateway.close()
})

function connect(login: Partial<typeof LOGIN> = {}): Reporting {
  return createReporting({ ...LOGIN, host: gateway.simulator.url, ...login })
}

async function detailOf(by: Original | Fields): Promise<TransactionDetail> {
  const asked = await reporting.transactionDetail({ vpsTxId: by.VPSTxId ?? "" })
  if (asked.kind !== "found") throw new Error(JSON.stringify(asked))
  return asked.value
}

const SERVICE: Readonly<Record<string, string>> = {
  RELEASE: "release.vsp",
  ABORT: "abort.vsp",
  VOID: "void.vsp",
  CANCEL: "cancel.vsp",
  REFUND: "refund.vsp",
  AUTHORISE: "authorise.vsp",
}

/** Does it to the original, and gives the message's own code. */
async function act(txType: string, original: Original, more: Fields = {}): Promise<string> {
  const message = { ...gateway.message(txType, "4.00", original), ...more }
  const { fields } = await gateway.post(SERVICE[txType] ?? "", message)
  expect(fields.Status).toBe("OK")
  return message.VendorTxCode ?? ""
}

describe("the login", () => {
  it("is accepted with a signature made by hand", async () => {
    const head = `<command>version</command><vendor>${VENDOR}</vendor><user>reportuser</user>`
    const signature = createHash("md5")
      .update(`${head}<password>s3cretPass</password>`)
      .digest("hex")
    const document = `<vspaccess>${head}<signature>${signature}</signature></vspaccess>`
    for (const body of [`XML=${document}`, `XML=${encodeURIComponent(document)}`]) {
      const response = await fetch(`${gateway.simulator.url}/access/access.htm`, {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body,
      })
      expect(await response.text()).toContain("<errorcode>0000</errorcode>")
    }
    expect(await reporting.version()).toMatchObject({ kind: "found" })
  })

  it.each([
    ["a wrong password", { password: "wrong" }, "0010"],
    ["an unknown user", { user: "somebody" }, "0008"],
    ["an unknown vendor", { vendor: "nobody" }, "0008"],
  ])("with %s is tried once, and the user is not locked by it", async (_what, login, code) => {
    gateway.simulator.control.clearRequests()
    const wrong = connect(login)
    for (let attempt = 0; attempt < 5; attempt += 1) {
      expect(await wrong.version()).toMatchObject({ kind: "refused", code, lockout: true })
    }
    await wrong.close()
    expect(gateway.simulator.control.requests({ tx_type: "reporting" })).toHaveLength(1)
    expect(await reporting.version()).toMatchObject({ kind: "found" })
  })

  it("of a locked user is refused, whatever the password", async () => {
    gateway.simulator.control.reporting(VENDOR, { locked: true })
    const locked = connect()
    expect(await locked.version()).toMatchObject({ kind: "refused", code: "0008", lockout: true })
    await locked.close()
  })

  it("may be asked too often, which is no refusal", async () => {
    gateway.simulator.control.reporting(VENDOR, { per_minute: 1 })
    await reporting.version()
    expect(await reporting.version()).toMatchObject({
      kind: "unavailable",
      reason: expect.stringContaining("2213"),
    })
    gateway.simulator.control.reporting(VENDOR, { per_minute: 1_000 })
    expect(await reporting.version()).toMatchObject({ kind: "found" })
  })

  it("has escaped characters where XML needs them", async () => {
    const user = "Ann & <Bob>"
    gateway.simulator.control.reporting(VENDOR, { user, password: "p&<>w" })
    const escaped = connect({ user, password: "p&<>w" })
    expect(await escaped.version()).toMatchObject({ kind: "found" })
    await escaped.close()
  })
})

describe("a transaction", () => {
  it("is found by its id and by its code, with all that a remote action needs", async () => {
    const original = await gateway.paid("DEFERRED", "4.00")
    const expected = {
      vpsTxId: original.VPSTxId,
      vendorTxCode: original.VendorTxCode,
      transactionType: "Deferred",
      kind: "DEFERRED",
      stateId: 14,
      amountMinor: 3_000,
      currency: "GBP",
      securityKey: original.SecurityKey,
      txAuthNo: original.TxAuthNo,
      released: false,
      aborted: false,
      refunded: false,
      repeated: false,
      results: { CardType: "VISA", Last4Digits: expect.stringMatching(/^\d{4}$/) },
    }
    const { VPSTxId, VendorTxCode } = original
    for (const by of [{ vpsTxId: VPSTxId }, { vendorTxCode: VendorTxCode }]) {
      expect(await reporting.transactionDetail(by)).toMatchObject({
        kind: "found",
        value: expected,
      })
    }
    const { startedAt } = await detailOf(original)
    expect(Math.abs((startedAt?.getTime() ?? 0) - Date.now())).toBeLessThan(60_000)
  })

  it("is not found when there is none", async () => {
    const vpsTxId = "{00000000-0000-0000-0000-000000000001}"
    expect(await reporting.transactionDetail({ vpsTxId })).toMatchObject({ kind: "not_found" })
    expect(await reporting.transactionDetail({ vendorTxCode: "never-sent" })).toEqual({
      kind: "not_found",
      code: "0043",
    })
  })

  it("of another vendor is not found", async () => {
    const { VPSTxId } = await gateway.paid("PAYMENT", "4.00")
    gateway.simulator.control.account("elsewhere", {})
    gateway.simulator.control.reporting("elsewhere", LOGIN)
    const elsewhere = connect({ vendor: "elsewhere" })
    expect(await elsewhere.transactionDetail({ vpsTxId: VPSTxId })).toMatchObject({
      kind: "not_found",
    })
    await elsewhere.close()
  })

  it.each([
    ["GBP", "1234.56", 123_456],
    ["JPY", "12345", 12_345],
  ])(
    "in %s has its amount to the penny, whatever commas are in it",
    async (Currency, Amount, minor) => {
      const { fields } = await gateway.register("PAYMENT", "4.00", { Currency, Amount })
      expect(await detailOf(fields)).toMatchObject({ amountMinor: minor, currency: Currency })
    }
  )
})

/** txstateid, as the published tables have it. */
describe("the state", () => {
  it("2: on the gateway's page", async () => {
    const { fields } = await gateway.register("PAYMENT", "4.00")
    expect((await detailOf(fields)).stateId).toBe(2)
  })

  it.each([
    ["PAYMENT", "ok", 16],
    ["DEFERRED", "ok", 14],
    ["AUTHENTICATE", "ok", 15],
    ["PAYMENT", "decline", 12],
    ["PAYMENT", "reject", 10],
    ["PAYMENT", "cancel", 11],
    ["PAYMENT", "inactive", 8],
    ["PAYMENT", "error", 13],
  ] as const)("a %s that the shopper ends with %s", async (txType, outcome, stateId) => {
    const { fields } = await gateway.register(txType, "4.00")
    await gateway.simulator.control.pay({ vps_tx_id: fields.VPSTxId ?? "", outcome })
    expect((await detailOf(fields)).stateId).toBe(stateId)
  })

  it.each([
    ["DEFERRED", "RELEASE", 16],
    ["DEFERRED", "ABORT", 19],
    ["AUTHENTICATE", "CANCEL", 22],
    ["PAYMENT", "VOID", 18],
  ])("a %s after its %s", async (txType, action, stateId) => {
    const original = await gateway.paid(txType, "4.00")
    await act(action, original, action === "RELEASE" ? { ReleaseAmount: "12.50" } : {})
    const detail = await detailOf(original)
    expect(detail.stateId).toBe(stateId)
    if (action === "RELEASE") expect(detail).toMatchObject({ amountMinor: 1_250, released: true })
    if (action === "ABORT") expect(detail).toMatchObject({ amountMinor: 3_000, aborted: true })
  })

  it("26: an AUTHENTICATE of which 115 % are authorised", async () => {
    const original = await gateway.paid("AUTHENTICATE", "4.00")
    await act("AUTHORISE", original, { Amount: "34.50" })
    expect((await detailOf(original)).stateId).toBe(26)
  })

  it("16 and a batch: settled; 23: the bank did not settle it", async () => {
    const settled = await gateway.paid("PAYMENT", "4.00")
    const failed = await gateway.paid("PAYMENT", "4.00")
    expect(await detailOf(settled)).not.toHaveProperty("batchId")
    gateway.simulator.control.failSettlement({ vps_tx_id: failed.VPSTxId })
    gateway.simulator.control.settle()
    expect(await detailOf(settled)).toMatchObject({ stateId: 16, batchId: expect.any(String) })
    expect((await detailOf(failed)).stateId).toBe(23)
  })
})

describe("what is made from a transaction", () => {
  it("is listed with its amount, and points back", async () => {
    const original = await gateway.paid("PAYMENT", "4.00")
    const codes = [
      await act("REFUND", original, { Amount: "10.00" }),
      await act("REFUND", original, { Amount: "2.50" }),
    ]
    const since = new Date(Date.now() - DAY)
    const related = await reporting.relatedTransactions(original.VPSTxId, since)
    expect(related).toMatchObject({
      kind: "found",
      value: [
        { vendorTxCode: codes[0], kind: "REFUND", amountMinor: 1_000, currency: "GBP" },
        { vendorTxCode: codes[1], kind: "REFUND", amountMinor: 250, currency: "GBP" },
      ],
    })
    const refund = await reporting.transactionDetail({ vendorTxCode: codes[1] ?? "" })
    expect(refund).toMatchObject({
      kind: "found",
      value: {
        kind: "REFUND",
        stateId: 16,
        related: { vpsTxId: original.VPSTxId, vendorTxCode: original.VendorTxCode },
      },
    })
    expect((await detailOf(original)).refunded).toBe(true)
  })

  it("is nothing for most, and unknown for what does not exist", async () => {
    const { VPSTxId } = await gateway.paid("PAYMENT", "4.00")
    const since = new Date(Date.now() - DAY)
    expect(await reporting.relatedTransactions(VPSTxId, since)).toEqual({
      kind: "found",
      value: [],
    })
    const nobody = "{00000000-0000-0000-0000-000000000001}"
    expect(await reporting.relatedTransactions(nobody, since)).toMatchObject({ kind: "not_found" })
  })
})

describe("the list", () => {
  it("has every transaction of the span once, oldest first, over all pages", async () => {
    const from = gateway.simulator.control.now()
    const ids: string[] = []
    for (let count = 0; count < 120; count += 1) {
      ids.push((await gateway.register("PAYMENT", "4.00")).fields.VPSTxId ?? "")
    }
    const listed = await reporting.transactionList({ from, to: gateway.simulator.control.now() })
    if (listed.kind !== "found") throw new Error(JSON.stringify(listed))
    const read = listed.value.map(({ vpsTxId }) => vpsTxId)
    expect(new Set(read).size).toBe(read.length)
    // What was there in the same second before is in the span as the gateway writes it.
    expect(read.slice(-120)).toEqual(ids)
  })

  it("of three months is read in parts, through the end of summer time", async () => {
    const { control } = gateway.simulator
    await control.clock({ set: "2030-09-01T00:00:00Z" })
    const from = control.now()
    const ids: string[] = []
    for (let week = 0; week < 13; week += 1) {
      ids.push((await gateway.register("PAYMENT", "4.00")).fields.VPSTxId ?? "")
      await control.advance(7 * DAY)
    }
    const listed = await reporting.transactionList({ from, to: control.now() })
    if (listed.kind !== "found") throw new Error(JSON.stringify(listed))
    expect(listed.value.map(({ vpsTxId }) => vpsTxId).slice(-13)).toEqual(ids)
  })

  it("of a time in which nothing was is empty", async () => {
    const span = { from: new Date("2001-01-01T00:00:00Z"), to: new Date("2001-01-02T00:00:00Z") }
    expect(await reporting.transactionList(span)).toEqual({ kind: "found", value: [] })
  })
})

describe("holds that nobody ended", () => {
  it("14 becomes 27, and 15 becomes 26, when their days are over", async () => {
    const deferred = await gateway.paid("DEFERRED", "4.00")
    const authenticated = await gateway.paid("AUTHENTICATE", "4.00")
    await gateway.simulator.control.advance(91 * DAY)
    expect((await detailOf(deferred)).stateId).toBe(27)
    expect((await detailOf(authenticated)).stateId).toBe(26)
  })
})

describe("faults on the way", () => {
  it.each(["reset_before", "act_then_reset", "half_reply", "html", "http_500", "empty"] as const)(
    "%s: nothing is known, and the next question is answered",
    async (fault) => {
      gateway.simulator.control.fault({ fault, match: { txType: "reporting" } })
      expect(await reporting.version()).toMatchObject({ kind: "unavailable" })
      expect(await reporting.version()).toMatchObject({ kind: "found" })
    }
  )
})
