import { guide } from "./cases"
import { allows, isWholeFormat } from "./guide/legend"
import { REGISTRATION_CASES } from "./guide/registration"
import type { ReplyRow } from "./guide/row"
import { GUIDE_CASES } from "./guide/versions"
import { SimulatedGateway, type RawReply } from "./simulated-gateway"

let gateway: SimulatedGateway

beforeAll(async () => {
  gateway = await SimulatedGateway.start()
})
afterAll(() => gateway.close())

/** Success texts that were seen on the wire. */
const SUCCESS: Readonly<Record<string, string>> = {
  RELEASE: "2004 : The Release was Successful.",
  VOID: "2005 : The Void was Successful.",
  ABORT: "2006 : The Abort was Successful.",
  CANCEL: "2012 : The Cancel was Successful.",
}
const AUTHORISATION = "0000 : The Authorisation was Successful."
const REGISTERED = "2014 : The Transaction was Registered Successfully."

/** What the live gateway adds to D2 and H2. */
const SEEN_BESIDES = ["3DSecureStatus", "CAVV", "ExpiryDate", "SchemeTraceID"]

/** What is wrong with a reply, by the table. */
function faults(
  { body, contentType, fields }: RawReply,
  rows: readonly ReplyRow[],
  when: { ok: boolean; cv2: boolean }
): string[] {
  const wrong: string[] = []
  if (!contentType.startsWith("text/plain")) wrong.push(`content type ${contentType}`)
  if (!/^(?:[A-Za-z0-9]+=[^\r\n]*\r\n)+$/.test(body)) wrong.push("not lines that end in CRLF")
  for (const row of rows) {
    const value = fields[row.name]
    const mustBe = row.present === "always" || (row.present === "ok" && when.ok)
    const mustNotBe = row.present === "cv2" && !when.cv2
    if (mustBe && !value) wrong.push(`${row.name} is missing`)
    if (row.present === "cv2" && when.cv2 && !value) wrong.push(`${row.name} is missing`)
    if (mustNotBe && value) wrong.push(`${row.name} without a CV2`)
    if (value) wrong.push(...valueFaults(row, value))
  }
  const known = [...rows.map(({ name }) => name), ...SEEN_BESIDES]
  for (const name of Object.keys(fields)) {
    if (!known.includes(name)) wrong.push(`${name} is in no table`)
  }
  return wrong
}

function valueFaults(row: ReplyRow, value: string): string[] {
  const wrong: string[] = []
  if (row.max !== undefined && value.length > row.max) wrong.push(`${row.name} is too long`)
  if (row.values && !row.values.includes(value)) wrong.push(`${row.name} is ${value}`)
  if (!isWholeFormat(row.format) && ![...value].every((one) => allows(row.format, one))) {
    wrong.push(`${row.name} has characters that its format does not have: ${value}`)
  }
  return wrong
}

describe.each(GUIDE_CASES)("the reply to %s %s", (txType, version) => {
  const { reply: rows, request, service } = guide(txType, version)

  it("has the fields of the guide's table when it is done", async () => {
    const original = await gateway.originalFor(txType)
    const reply = await gateway.post(service, gateway.message(txType, version, original))
    expect(faults(reply, rows, { ok: true, cv2: false })).toEqual([])
    expect(reply.fields).toMatchObject({
      VPSProtocol: version,
      Status: "OK",
      StatusDetail: SUCCESS[txType] ?? AUTHORISATION,
    })
  })

  it("has no more than its head when it is refused", async () => {
    const original = await gateway.originalFor(txType)
    const message = gateway.message(txType, version, original)
    for (const broken of [{ VendorTxCode: "" }, { VendorTxCode: "a b" }]) {
      const reply = await gateway.post(service, { ...message, ...broken })
      expect(faults(reply, rows, { ok: false, cv2: false })).toEqual([])
      expect(Object.keys(reply.fields)).toEqual(["VPSProtocol", "Status", "StatusDetail"])
    }
  })

  const takesCv2 = request.some(({ name }) => name === "CV2") && txType !== "MANUAL"
  it(`has the results of the checks ${takesCv2 ? "when a CV2 was sent" : "never but by them"}`, async () => {
    const original = await gateway.originalFor(txType)
    const message = gateway.message(txType, version, original)
    const reply = await gateway.post(service, { ...message, ...(takesCv2 && { CV2: "123" }) })
    expect(faults(reply, rows, { ok: true, cv2: takesCv2 })).toEqual([])
  })
})

describe("a REPEAT and an AUTHORISE that the bank declines", () => {
  it.each(["REPEAT", "REPEATDEFERRED", "AUTHORISE"])(
    "%s is a transaction of its own, without a BankAuthCode",
    async (txType) => {
      const { reply: rows, service } = guide(txType, "4.00")
      const original = await gateway.originalFor(txType)
      gateway.simulator.control.card({ vps_tx_id: original?.VPSTxId ?? "", declines: true })
      const reply = await gateway.post(service, gateway.message(txType, "4.00", original))
      const withoutBank = rows.filter(({ name }) => name !== "BankAuthCode")
      const { BankAuthCode, ...fields } = reply.fields
      expect(BankAuthCode).toBe("")
      expect(faults({ ...reply, fields }, withoutBank, { ok: true, cv2: false })).toEqual([])
      expect(fields).toMatchObject({
        Status: "NOTAUTHED",
        StatusDetail: "2000 : The Authorisation was Declined by the bank.",
      })
      expect(fields.DeclineCode).not.toBe("00")
    }
  )
})

describe.each(REGISTRATION_CASES)("the reply to a registration of %s %s", (txType, version) => {
  const { reply: rows } = guide(txType, version)

  it("has the fields of the table, and the same ones when it is repeated", async () => {
    const VendorTxCode = gateway.newCode()
    const first = await gateway.register(txType, version, { VendorTxCode })
    expect(faults(first, rows, { ok: true, cv2: false })).toEqual([])
    expect(first.fields).toMatchObject({ Status: "OK", StatusDetail: REGISTERED })
    expect(first.fields.VPSTxId).toMatch(/^\{[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}\}$/)
    expect(first.fields.SecurityKey).toMatch(/^[A-Z0-9]{10}$/)
    expect(first.fields.NextURL).toContain(`/gateway/service/cardselection?vpstxid={`)
    const again = await gateway.register(txType, version, { VendorTxCode })
    expect(faults(again, rows, { ok: true, cv2: false })).toEqual([])
    const { Status: _, ...same } = first.fields
    expect(again.fields).toEqual({ ...same, Status: "OK REPEATED" })
  })

  it("has only its head when it is refused", async () => {
    const reply = await gateway.register(txType, version, { Amount: "" })
    expect(faults(reply, rows, { ok: false, cv2: false })).toEqual([])
    expect(Object.keys(reply.fields)).toEqual(["VPSProtocol", "Status", "StatusDetail"])
  })
})
