import { createHash } from "node:crypto"
import { allows, isWholeFormat } from "./guide/legend"
import { NOTIFICATION, SIGNED } from "./guide/notification"
import { REGISTRATION_CASES } from "./guide/registration"
import { readForm } from "./recorder"
import { SimulatedGateway, type Fields } from "./simulated-gateway"

let gateway: SimulatedGateway

beforeAll(async () => {
  gateway = await SimulatedGateway.start()
})
beforeEach(() => {
  gateway.shop.requests.length = 0
})
afterAll(() => gateway.close())

/** The signature, from the table alone. */
function signatureOf(fields: Fields, securityKey: string, version: "3.00" | "4.00"): string {
  const values = SIGNED.fields.slice(0, SIGNED.count[version]).map((name) => {
    if (name === "(vendor, lower case)") return "guidevendor"
    return name === "(SecurityKey)" ? securityKey : (fields[name] ?? "")
  })
  return createHash("md5").update(values.join(""), "latin1").digest("hex").toUpperCase()
}

const OUTCOMES = ["ok", "decline", "cancel", "3ds_fail", "reject", "error", "inactive"] as const

describe.each(REGISTRATION_CASES)("the notification of %s %s", (txType, version) => {
  it.each(OUTCOMES)("after %s has the fields of the table, signed", async (outcome) => {
    const original = await gateway.paid(txType, version, { outcome })
    const [posted] = gateway.shop.requests
    expect(posted).toMatchObject({
      method: "POST",
      path: "/notify",
      headers: { "content-type": "application/x-www-form-urlencoded" },
    })
    const pairs = readForm(posted?.body ?? "")
    const fields = Object.fromEntries(pairs)
    expect(pairs).toHaveLength(Object.keys(fields).length)
    expect(fields).toMatchObject({
      VPSProtocol: version,
      TxType: txType,
      VendorTxCode: original.VendorTxCode,
      VPSTxId: original.VPSTxId,
    })
    expect(fields.VPSSignature).toBe(signatureOf(fields, original.SecurityKey, version))
    expect(faults(fields)).toEqual([])
  })
})

function faults(fields: Fields): string[] {
  const wrong: string[] = []
  for (const { name, present, max, values, format } of NOTIFICATION) {
    const value = fields[name]
    if (value === "") wrong.push(`${name} is there, but empty`)
    if (present === "always" && !value) wrong.push(`${name} is missing`)
    if (!value) continue
    if (max !== undefined && value.length > max) wrong.push(`${name} is too long`)
    if (values && !values.includes(value)) wrong.push(`${name} is ${value}`)
    if (!isWholeFormat(format) && ![...value].every((one) => allows(format, one))) {
      wrong.push(`${name} has characters that its format does not have: ${value}`)
    }
  }
  const known = NOTIFICATION.map(({ name }) => name)
  wrong.push(...Object.keys(fields).filter((name) => !known.includes(name)))
  const { Status = "", VPSProtocol } = fields
  if (Status === "OK" && !fields.TxAuthNo) wrong.push("OK without TxAuthNo")
  if (["AUTHENTICATED", "REGISTERED"].includes(Status) && fields.AVSCV2) {
    wrong.push(`${Status} with AVSCV2`)
  }
  const secret = ["Vendor", "SecurityKey"].filter((name) => name in fields)
  wrong.push(...secret)
  const only400 = ["ACSTransID", "DSTransID", "SchemeTraceID"].filter((name) => name in fields)
  if (VPSProtocol !== "4.00") wrong.push(...only400)
  return wrong
}
