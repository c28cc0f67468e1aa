import { guide } from "./cases"
import { CODES_OF_FIELD, STATUS_OF_CODE } from "./guide/codes"
import { REGISTRATION_CASES } from "./guide/registration"
import type { GuideRow } from "./guide/row"
import { GUIDE_CASES } from "./guide/versions"
import { fieldsAround, fullFields, illFormed, longest, tooLong } from "./samples"
import { SimulatedGateway, type Fields } from "./simulated-gateway"

let gateway: SimulatedGateway

beforeAll(async () => {
  gateway = await SimulatedGateway.start()
})
afterAll(() => gateway.close())

/** Only the gateway knows these values, so only it can tell a wrong one: with a business rule. */
const OF_THE_ORIGINAL = /^(Related)?(VendorTxCode|VPSTxId|SecurityKey|TxAuthNo)$/
const REGISTRATIONS = ["PAYMENT", "DEFERRED", "AUTHENTICATE"]
const CASES = [...GUIDE_CASES, ...REGISTRATION_CASES]

describe.each(CASES)("%s %s at the simulator", (txType, version) => {
  const message = guide(txType, version)
  const isRegistration = REGISTRATIONS.includes(txType)
  let whole: Fields

  beforeAll(async () => {
    const original = isRegistration ? undefined : await gateway.originalFor(txType)
    whole = gateway.message(txType, version, original)
  })

  const post = async (fields: Fields): Promise<string> => {
    const { fields: reply, code } = await gateway.post(message.service, fields)
    return `${reply.Status} ${code}`
  }

  /** The message around one row's value: as samples has it, about the transaction that exists. */
  const around = (row: GuideRow, value: string, about: Fields = whole): Fields => {
    const fields = fieldsAround(message, row, value)
    const known = Object.entries(about).filter(
      ([name]) => OF_THE_ORIGINAL.test(name) || ["VPSProtocol", "TxType", "Vendor"].includes(name)
    )
    const taken = known.filter(([name]) => name in fields || !OF_THE_ORIGINAL.test(name))
    const own: Fields = isRegistration ? { VendorTxCode: gateway.newCode() } : {}
    return { ...fields, ...Object.fromEntries(taken), ...own, [row.name]: value }
  }

  const missingRows = message.request.filter(
    ({ name, mandatory }) => mandatory === "yes" && name !== "VPSProtocol"
  )

  it("says MALFORMED to a message without a mandatory field", async () => {
    const expected: Fields = {}
    const said: Fields = {}
    for (const { name } of missingRows) {
      const code = CODES_OF_FIELD[name]?.missing
      const status = STATUS_OF_CODE[code ?? ""] ?? "MALFORMED"
      for (const [how, fields] of [
        ["absent", Object.fromEntries(Object.entries(whole).filter(([key]) => key !== name))],
        ["empty", { ...whole, [name]: "" }],
      ] as const) {
        const answer = await post(fields)
        said[`${name} ${how}`] = code ? answer : (answer.split(" ")[0] ?? "")
        expected[`${name} ${how}`] = code ? `${status} ${code}` : status
      }
    }
    expect(said).toEqual(expected)
  })

  it("says INVALID to a value that is too long", async () => {
    const wrong: string[] = []
    for (const row of message.request) {
      const value = tooLong(row)
      if (value === undefined || row.values) continue
      const codes = CODES_OF_FIELD[row.name]
      const allowed = [codes?.length, ...(codes?.format ?? [])].filter((code) => code !== undefined)
      const said = await post(around(row, value))
      const expected = allowed.map((code) => `INVALID ${code}`)
      const right = expected.length > 0 ? expected.includes(said) : said.startsWith("INVALID ")
      if (!right) wrong.push(`${row.name}: ${said}, not one of ${expected.join(", ")}`)
    }
    expect(wrong).toEqual([])
  })

  it("says INVALID to an ill-formed value", async () => {
    const wrong: string[] = []
    for (const row of message.request) {
      if (["VPSProtocol", "TxType", "Vendor"].includes(row.name)) continue
      for (const value of illFormed(row)) {
        const codes = CODES_OF_FIELD[row.name]
        const formats = codes?.format ?? []
        const allowed = codes?.length && formats.length > 0 ? [...formats, codes.length] : formats
        const said = await post(around(row, value))
        const expected = allowed.map((code) => `INVALID ${code}`)
        const right = expected.length > 0 ? expected.includes(said) : said.startsWith("INVALID ")
        if (!right) wrong.push(`${row.name} as ${value}: ${said}, not ${expected.join(", ")}`)
      }
    }
    expect(wrong).toEqual([])
  })

  it("takes the longest value and every allowed one", async () => {
    const wrong: string[] = []
    const tried = message.request.flatMap((row): (readonly [GuideRow, string])[] => {
      if (["VPSProtocol", "TxType", "Vendor"].includes(row.name)) return []
      const long = OF_THE_ORIGINAL.test(row.name) ? undefined : longest(row)
      return [...(long === undefined ? [] : [long]), ...(row.values ?? [])].map((value) => [
        row,
        value,
      ])
    })
    for (const [row, value] of tried) {
      const original = isRegistration ? undefined : await gateway.originalFor(txType)
      const fields = around(row, value, gateway.message(txType, version, original))
      const said = await post(fields)
      // The rows of the table know no Luhn check and no card ranges; the card rules come after them.
      const card = ["CardNumber", "CardType"].includes(row.name) && /^INVALID (5011|4021|4022)$/
      const right = said.startsWith("OK ") || (card && card.test(said))
      if (!right) wrong.push(`${row.name} as ${value.slice(0, 60)}: ${said}`)
    }
    expect(wrong).toEqual([])
  })

  it("takes a message with every field, and one with fields that it does not know", async () => {
    const original = isRegistration ? undefined : await gateway.originalFor(txType)
    const minimal = gateway.message(txType, version, original)
    const identity = Object.fromEntries(
      Object.entries(minimal).filter(([name]) => name in fullFields(message))
    )
    const full = { ...fullFields(message), ...gateway.head(txType, version), ...identity }
    const own: Fields = isRegistration ? { VendorTxCode: gateway.newCode() } : {}
    const country = { BillingCountry: "US", DeliveryCountry: "US" }
    const known = Object.keys(country).filter((name) => name in full)
    const whereStatesAre = Object.fromEntries(known.map((name) => [name, "US"]))
    const extra = { SomethingElse: "x", Language: "EN" }
    expect(await post({ ...full, ...own, ...whereStatesAre, ...extra })).toMatch(/^OK /)
  })

  it("knows the type only at its own service", async () => {
    const other = message.service === "void.vsp" ? "abort.vsp" : "void.vsp"
    const { fields, code } = await gateway.post(other, whole)
    // 2.22 is refused by services that never had it, before their types are looked at.
    expect([fields.Status, code]).toEqual(["INVALID", expect.stringMatching(/^(3014|3098)$/)])
  })
})
