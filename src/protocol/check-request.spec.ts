import fc from "fast-check"
import { MESSAGES } from "./__fixtures__/messages"
import { checkRequest } from "./check-request"
import { fieldOf } from "./fields"
import { TX_TYPES, type TxTypeEntry } from "./tx-types"
import type { ProtocolVersion, TxType } from "./versions"
import type { FieldProblem } from "./wire-format-error"

type Change = Record<string, string | undefined>

const check = (
  txType: TxType,
  change: Change = {},
  version: ProtocolVersion = "4.00",
  account = {}
): FieldProblem[] => {
  const message = { ...MESSAGES[txType], ...change }
  return checkRequest(message, { txType, version, ...account })
}

/** `Field kind code` of each problem. */
const brief = (problems: FieldProblem[]): string[] =>
  problems.map(({ field, kind, code }) => `${field} ${kind} ${code ?? "-"}`)

const TYPES = Object.keys(TX_TYPES) as TxType[]

/** Rows that only a later version has. */
const since300 = {
  BillingAddress3: undefined,
  DeliveryAddress3: undefined,
  COFUsage: undefined,
  InitiatedType: undefined,
  MITType: undefined,
  RecurringExpiry: undefined,
  RecurringFrequency: undefined,
  PurchaseInstalData: undefined,
  SchemeTraceID: undefined,
}

describe("a whole message", () => {
  it.each(TYPES)("%s breaks no rule in 4.00", (txType) => {
    expect(check(txType)).toEqual([])
  })

  it.each(TYPES)("%s breaks no rule in 3.00", (txType) => {
    expect(check(txType, { ...since300, VPSProtocol: "3.00" }, "3.00")).toEqual([])
  })

  it.each(["REPEAT", "REPEATDEFERRED", "REFUND", "VOID"] as const)("%s has a 2.22 form", (type) => {
    const later = Object.keys(MESSAGES[type]).filter(
      (name) => !["REFUND", "VOID"].includes(type) && !(name in MESSAGES.REFUND)
    )
    const without = Object.fromEntries(later.map((name) => [name, undefined]))
    expect(check(type, { ...without, VPSProtocol: "2.22" }, "2.22")).toEqual([])
  })

  it.each(["PAYMENT", "RELEASE", "MANUAL", "AUTHORISE"] as const)("%s has none", (txType) => {
    expect(brief(check(txType, { VPSProtocol: "2.22" }, "2.22"))).toContain(
      "VPSProtocol value 3097"
    )
  })
})

const rows = TYPES.flatMap((txType) =>
  (TX_TYPES[txType] as TxTypeEntry).request.map((row) => ({ txType, ...row }))
)

describe("each row", () => {
  it.each(rows.filter(({ need }) => need === "always"))(
    "$txType: $field is mandatory",
    ({ txType, field }) => {
      const expected = `${field} missing ${fieldOf(field)?.codes?.missing ?? "-"}`
      for (const value of [undefined, "", "  "]) {
        expect(brief(check(txType, { [field]: value }))).toContain(expected)
      }
    }
  )

  it.each(rows.filter(({ field }) => fieldOf(field)?.max))(
    "$txType: $field has a longest length",
    ({ txType, field }) => {
      const { max = 0, in: versions, codes } = fieldOf(field) ?? {}
      const longest = versions?.["4.00"]?.max ?? max
      const problems = check(txType, { [field]: "1".repeat(longest + 1) })
      expect(brief(problems)).toContain(`${field} length ${codes?.length ?? "-"}`)
    }
  )

  it.each(rows)("$txType: $field has a format", ({ txType, field }) => {
    const found = check(txType, { [field]: "\u0001" }).find((problem) => problem.field === field)
    expect(found?.kind).toBe("format")
  })
})

describe("values", () => {
  it.each([
    ["REFUND", { TxType: "VOID" }, ["TxType value 3014"]],
    ["REFUND", { VPSProtocol: "2.23" }, ["VPSProtocol value 3097"]],
    ["REFUND", { Amount: "0.00" }, ["Amount value 3005"]],
    ["REFUND", { Amount: "0.01" }, []],
    ["REFUND", { Amount: "100000.00" }, []],
    ["REFUND", { Amount: "100000.01" }, ["Amount value 3005"]],
    ["REFUND", { Amount: "-1.00" }, ["Amount format 3032"]],
    ["REFUND", { Amount: "3.235" }, ["Amount format 3032"]],
    ["REFUND", { Amount: "1,234.56" }, ["Amount format 3032"]],
    ["REFUND", { Amount: "1e3" }, ["Amount format 3032"]],
    ["REFUND", { Amount: "10.50", Currency: "JPY" }, ["Amount value 3056"]],
    ["REFUND", { Amount: "1", Currency: "JPY" }, []],
    ["REFUND", { Currency: "KWD" }, ["Currency format 3003"]],
    ["REFUND", { Currency: "gbp" }, ["Currency format 3003"]],
    ["REFUND", { Currency: "XXQ" }, ["Currency format 3003"]],
    ["RELEASE", { ReleaseAmount: "0" }, ["ReleaseAmount value 3102"]],
    ["RELEASE", { ReleaseAmount: "5.101" }, ["ReleaseAmount format 3102"]],
    ["VOID", { VPSTxId: "0f4b1d6e-2c3a-4d5e-8f90-a1b2c3d4e5f6" }, []],
    ["VOID", { VPSTxId: "{0F4B1D6E-2C3A-4D5E-8F90-A1B2C3D4E5F6" }, ["VPSTxId format 3047"]],
    ["PAYMENT", { VendorTxCode: "a b" }, ["VendorTxCode format 3035"]],
    ["PAYMENT", { Description: "łódź" }, ["Description format 3036"]],
    ["PAYMENT", { NotificationURL: "/hooks" }, ["NotificationURL format 3011"]],
    ["PAYMENT", { NotificationURL: "https://a b/" }, ["NotificationURL format 3011"]],
    ["PAYMENT", { Profile: "HIGH" }, ["Profile value 3146"]],
    ["PAYMENT", { ApplyAVSCV2: "4" }, ["ApplyAVSCV2 value 3019"]],
    ["PAYMENT", { CustomerEMail: "a@b.test:c@d.test" }, ["CustomerEMail format 3078"]],
    ["PAYMENT", { ClientIPAddress: "::1" }, ["ClientIPAddress format 3079"]],
    ["PAYMENT", { ClientIPAddress: "192.0.2.256" }, ["ClientIPAddress format 3079"]],
    ["PAYMENT", { ClientIPAddress: "192.0.02.1" }, ["ClientIPAddress format 3079"]],
    ["PAYMENT", { BillingSurname: "Smith3" }, ["BillingSurname format 5040"]],
    ["PAYMENT", { BillingAddress1: "x".repeat(51) }, ["BillingAddress1 length 3112"]],
    ["REPEAT", { DeliverySurname: "Smith, 3rd" }, []],
    ["REPEAT", { COFUsage: "FIRST" }, ["COFUsage value -"]],
    ["REPEAT", { InitiatedType: "CIT" }, ["InitiatedType value -"]],
    ["REPEAT", { MITType: "SOMETIMES" }, ["MITType value -"]],
    ["MANUAL", { CardType: "PAYPAL" }, ["CardType value 3068"]],
    ["MANUAL", { CardNumber: "4929 0000 0000 6" }, ["CardNumber format 3062"]],
    ["MANUAL", { ExpiryDate: "1330" }, ["ExpiryDate format 3050"]],
    ["MANUAL", { AccountType: "X" }, ["AccountType value 3100"]],
    ["AUTHORISE", { ApplyAVSCV2: "9" }, ["ApplyAVSCV2 value 3019"]],
    ["AUTHORISE", { RelatedTxAuthNo: undefined }, []],
    ["AUTHORISE", { RelatedTxAuthNo: "x" }, ["RelatedTxAuthNo format 3017"]],
  ] as [TxType, Change, string[]][])("%s with %j", (txType, change, expected) => {
    expect(brief(check(txType, change))).toEqual(expected)
  })

  it("takes commas, long lines and several e-mail addresses in 3.00", () => {
    const older = {
      ...since300,
      VPSProtocol: "3.00",
      Amount: "1,234.56",
      BillingAddress1: "x".repeat(100),
      CustomerEMail: "a@b.test:c@d.test",
    }
    expect(check("PAYMENT", older, "3.00")).toEqual([])
    expect(brief(check("PAYMENT", { ...older, Amount: "12,34.56" }, "3.00"))).toEqual([
      "Amount format 3032",
    ])
  })
})

const NO_DELIVERY = Object.fromEntries(
  Object.keys(MESSAGES.REPEAT)
    .filter((name) => name.startsWith("Delivery"))
    .map((name) => [name, undefined])
)

describe("rules about several fields", () => {
  it.each([
    ["no delivery block on REPEAT", "REPEAT", NO_DELIVERY, []],
    [
      "only part of it",
      "REPEAT",
      { ...NO_DELIVERY, DeliveryPhone: "123" },
      [
        "DeliverySurname missing 3118",
        "DeliveryFirstnames missing 3120",
        "DeliveryAddress1 missing 3122",
        "DeliveryCity missing -",
        "DeliveryCountry missing 3128",
        "DeliveryPostCode missing 3094",
      ],
    ],
    ["a blank post code in Ireland", "REPEAT", { DeliveryCountry: "IE", DeliveryPostCode: "" }, []],
    [
      "a blank post code in Germany",
      "PAYMENT",
      { BillingCountry: "DE", BillingPostCode: "" },
      ["BillingPostCode missing 3090"],
    ],
    [
      "a blank post code in Hong Kong",
      "PAYMENT",
      { BillingCountry: "HK", BillingPostCode: "" },
      [],
    ],
    ["the US without a state", "PAYMENT", { BillingCountry: "US" }, ["BillingState missing 3147"]],
    ["the US with one", "PAYMENT", { DeliveryCountry: "US", DeliveryState: "NY" }, []],
    [
      "the US with another country's",
      "PAYMENT",
      { DeliveryCountry: "US", DeliveryState: "ON" },
      ["DeliveryState format 3139"],
    ],
    ["a state elsewhere", "REPEAT", { DeliveryState: "NY" }, ["DeliveryState combination 3139"]],
    [
      "a state elsewhere, MANUAL",
      "MANUAL",
      { BillingState: "NY" },
      ["BillingState combination 3138"],
    ],
    [
      "both baskets",
      "PAYMENT",
      { Basket: "1:Tea:1:1.00:0.00:1.00:1.00" },
      ["BasketXML combination 3194"],
    ],
    [
      "a token from a token",
      "PAYMENT",
      { Token: MESSAGES.VOID.VPSTxId },
      ["CreateToken combination 3193"],
    ],
    ["a COFUsage alone", "PAYMENT", { InitiatedType: undefined }, ["InitiatedType missing -"]],
    ["an InitiatedType alone", "PAYMENT", { COFUsage: undefined }, ["COFUsage missing -"]],
    [
      "RECURRING without its dates",
      "REPEAT",
      { MITType: "RECURRING", RecurringExpiry: undefined, RecurringFrequency: undefined },
      ["RecurringExpiry missing -", "RecurringFrequency missing -"],
    ],
    [
      "INSTALMENT without their number",
      "REPEAT",
      { PurchaseInstalData: undefined },
      ["PurchaseInstalData missing -"],
    ],
    ["AMEX with three digits", "MANUAL", { CardType: "AMEX" }, ["CV2 combination 5018"]],
    ["AMEX with four", "MANUAL", { CardType: "AMEX", CV2: "1234" }, []],
    ["no CV2 on MANUAL", "MANUAL", { CV2: undefined }, []],
  ] as [string, TxType, Change, string[]][])("%s", (_what, txType, change, expected) => {
    expect(brief(check(txType, change))).toEqual(expected)
  })

  it("MANUAL without any address", () => {
    const none = Object.keys(MESSAGES.MANUAL).filter((name) => /^(Billing|Delivery)/.test(name))
    expect(check("MANUAL", Object.fromEntries(none.map((name) => [name, undefined])))).toEqual([])
  })

  it("MANUAL needs CV2 when AVS/CV2 is on", () => {
    const problems = check("MANUAL", { CV2: undefined }, "4.00", { avscv2: true })
    expect(brief(problems)).toEqual(["CV2 missing 5017"])
  })

  it("a field of another version or type is a mistake, unless the caller does not mind", () => {
    expect(brief(check("REFUND", { CV2: "123", Amonut: "1.00" }))).toEqual([
      "CV2 unknown -",
      "Amonut unknown -",
    ])
    const older = check("REPEAT", { ...since300, VPSProtocol: "3.00", COFUsage: "FIRST" }, "3.00")
    expect(brief(older)).toEqual(["COFUsage unknown -"])
    expect(check("REFUND", { CV2: "1" }, "4.00", { unknownFields: "ignore" })).toEqual([])
  })
})

it("never throws and never repeats a value in its sentences", () => {
  const name = fc.constantFrom(...Object.keys(MESSAGES.PAYMENT), "CardNumber", "__proto__", "x")
  const value = fc.string({ minLength: 9, maxLength: 60, unit: "binary" })
  fc.assert(
    fc.property(fc.dictionary(name, value), fc.constantFrom(...TYPES), (fields, txType) => {
      for (const { rule } of checkRequest(fields, { txType, version: "4.00" })) {
        for (const secret of Object.values(fields)) expect(rule).not.toContain(secret)
      }
    })
  )
})
