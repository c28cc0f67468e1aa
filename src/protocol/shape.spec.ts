import fc from "fast-check"
import { checkField, checkRequest } from "./check-request"
import { MESSAGES } from "./__fixtures__/messages"
import { currencyDigits, parseWireAmount } from "./money"
import { shapeBilling, shapeDelivery, type ShopAddress } from "./shape-address"
import { shapeBasket, shapeBasketXml, type BasketInput } from "./shape-basket"
import { shapeClientIp, shapeDescription, shapeEmail } from "./shape-text"
import { transliterate } from "./transliterate"

const ADDRESS: ShopAddress = {
  firstName: "Łukasz",
  lastName: "Müller",
  address1: "88 High Street",
  city: "London",
  postalCode: "412",
  countryCode: "gb",
}

describe("transliterate", () => {
  it.each([
    ["Łódź", "Lódz"],
    ["O’Neil – “x”…", 'O\'Neil - "x"...'],
    ["ﬁne ½", "fine ½"],
    ["Иван Щукин", "Ivan Shchukin"],
    ["Αθήνα", "Athina"],
    ["Tea 😀 & cake", "Tea & cake"],
    ["日本", ""],
    ["e\u0301", "é"],
  ])("%s becomes %s", (text, expected) => {
    expect(transliterate(text)).toBe(expected)
  })
})

describe("addresses", () => {
  it("become fields that the gateway takes, with notes of what was changed", () => {
    expect(shapeBilling(ADDRESS, "4.00")).toEqual({
      fields: {
        BillingFirstnames: "Lukasz",
        BillingSurname: "Müller",
        BillingAddress1: "88 High Street",
        BillingCity: "London",
        BillingCountry: "GB",
        BillingPostCode: "412",
      },
      notes: ["BillingFirstnames: characters were replaced."],
      problems: [],
    })
  })

  it("carry a long line on into the next", () => {
    const address1 = "Apartment 12, The Old Brewery Buildings, 123-125 Great Northern Road West"
    const { fields, notes } = shapeDelivery({ ...ADDRESS, address1, address2: "Rear" }, "4.00")
    expect(fields).toMatchObject({
      DeliveryAddress1: "Apartment 12, The Old Brewery Buildings, 123-125",
      DeliveryAddress2: "Great Northern Road West",
      DeliveryAddress3: "Rear",
    })
    expect(notes).toContain("DeliveryAddress1: goes on in the next line.")
  })

  it.each([
    [{ firstName: "", lastName: "", company: "Smith Ltd" }, "Smith", "Ltd"],
    [{ firstName: "Cher", lastName: null }, "Cher", "Cher"],
    [{ lastName: "x".repeat(25) }, "Lukasz", "x".repeat(20)],
  ])("make two names of %j", (names, first, last) => {
    const { fields, problems } = shapeBilling({ ...ADDRESS, ...names }, "4.00")
    expect(problems).toEqual([])
    expect([fields.BillingFirstnames, fields.BillingSurname]).toEqual([first, last])
  })

  it.each([
    [{ lastName: "山田", firstName: "太郎" }, "BillingSurname", "3107"],
    [{ address1: "" }, "BillingAddress1", "3111"],
    [{ city: null }, "BillingCity", "3114"],
    [{ postalCode: "" }, "BillingPostCode", "3090"],
    [{ postalCode: "12345678901" }, "BillingPostCode", "3027"],
    [{ countryCode: "" }, "BillingCountry", undefined],
    [{ countryCode: "zz" }, "BillingCountry", "3141"],
    [{ countryCode: "us", province: "Ontario" }, "BillingState", "3147"],
  ])("%j cannot be sent", (change, field, code) => {
    const { problems } = shapeBilling({ ...ADDRESS, ...change }, "4.00")
    expect(problems.find((problem) => problem.field === field)?.code).toBe(code)
  })

  it.each(["NY", "ny", "us-ny", "New York"])("know the state %s", (province) => {
    const us = { ...ADDRESS, countryCode: "us", province }
    expect(shapeBilling(us, "4.00").fields.BillingState).toBe("NY")
  })

  it("leave the state out elsewhere, and the post code blank where there are none", () => {
    const irish = { ...ADDRESS, countryCode: "ie", province: "Cork", postalCode: null }
    const { fields, problems } = shapeBilling(irish, "4.00")
    expect(problems).toEqual([])
    expect(fields.BillingPostCode).toBe("")
    expect(fields).not.toHaveProperty("BillingState")
  })

  it("never make a field that the tables refuse", () => {
    const text = fc.option(fc.string({ unit: "grapheme", maxLength: 130 }))
    const address = fc.record({
      firstName: text,
      lastName: text,
      company: text,
      address1: text,
      address2: text,
      city: text,
      province: fc.option(fc.constantFrom("us-ca", "Texas", "x")),
      postalCode: text,
      countryCode: fc.option(fc.constantFrom("gb", "us", "ie", "de", "zz")),
      phone: text,
    })
    const version = fc.constantFrom("3.00" as const, "4.00" as const)
    fc.assert(
      fc.property(address, version, (input, protocol) => {
        const billing = shapeBilling(input, protocol)
        for (const [name, value] of Object.entries(billing.fields)) {
          if (value !== "") expect(checkField(name, value, protocol)).toBeUndefined()
        }
        const delivery = shapeDelivery(input, protocol)
        if (billing.problems.length > 0 || protocol !== "4.00") return
        // Without problems the whole registration is right.
        const rest = Object.entries(MESSAGES.PAYMENT).filter(
          ([name]) => !/^(Billing|Delivery)(?!Agreement)/.test(name)
        )
        const message = { ...Object.fromEntries(rest), ...billing.fields, ...delivery.fields }
        expect(checkRequest(message, { txType: "PAYMENT", version: "4.00" })).toEqual([])
      }),
      { numRuns: 300 }
    )
  })
})

const BASKET: BasketInput = {
  currency: "GBP",
  lines: [{ description: "Tea & “cake”", sku: "T-1", quantity: 2, totalMinor: 480, taxMinor: 80 }],
  delivery: { totalMinor: 120, taxMinor: 20 },
  totalMinor: 600,
}

describe("baskets", () => {
  it("are XML in the gateway's order", () => {
    expect(shapeBasketXml(BASKET).field).toBe(
      "<basket><item><description>Tea &amp; &quot;cake&quot;</description>" +
        "<productSku>T-1</productSku><quantity>2</quantity><unitNetAmount>2.00</unitNetAmount>" +
        "<unitTaxAmount>0.40</unitTaxAmount><unitGrossAmount>2.40</unitGrossAmount>" +
        "<totalGrossAmount>4.80</totalGrossAmount></item><deliveryNetAmount>1.00</deliveryNetAmount>" +
        "<deliveryTaxAmount>0.20</deliveryTaxAmount><deliveryGrossAmount>1.20</deliveryGrossAmount>" +
        "</basket>"
    )
  })

  it("fall back to the list when the XML is too long, and to nothing when that is too", () => {
    const many = (count: number): BasketInput => ({
      currency: "GBP",
      lines: Array.from({ length: count }, () => ({
        description: "Tea",
        quantity: 1,
        totalMinor: 100,
        taxMinor: 0,
      })),
      totalMinor: 100 * count,
    })
    expect(Object.keys(shapeBasket(many(150)).fields)).toEqual(["Basket"])
    const nothing = shapeBasket(many(900))
    expect(nothing.fields).toEqual({})
    expect(nothing.notes).toHaveLength(2)
  })

  it.each([
    ["a total that differs", { totalMinor: 601 }],
    ["no lines", { lines: [], totalMinor: 120 }],
    ["a negative line", { lines: [{ ...BASKET.lines[0]!, totalMinor: -1, taxMinor: 0 }] }],
    ["half a penny", { lines: [{ ...BASKET.lines[0]!, totalMinor: 480.5 }] }],
  ])("are left out with a note: %s", (_what, change) => {
    const { fields, notes } = shapeBasket({ ...BASKET, ...change })
    expect(fields).toEqual({})
    expect(notes[0]).toMatch(/^BasketXML: left out, .+\.$/)
  })

  it("add up, whatever is in them", () => {
    const line = fc
      .record({
        description: fc.string({ unit: "grapheme", maxLength: 150 }),
        sku: fc.option(fc.string({ maxLength: 20 })),
        quantity: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.double({ min: 0.1, max: 9 })),
        totalMinor: fc.integer({ min: 0, max: 9_999_999 }),
        taxShare: fc.integer({ min: 0, max: 100 }),
      })
      .map(({ taxShare, ...rest }) => ({
        ...rest,
        taxMinor: Math.floor((rest.totalMinor * taxShare) / 100),
      }))
    const lines = fc.array(line, { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(lines, fc.constantFrom("GBP", "JPY"), (parts, currency) => {
        const totalMinor = parts.reduce((sum, part) => sum + part.totalMinor, 0)
        const { field = "" } = shapeBasketXml({ currency, lines: parts, totalMinor })
        const all = (name: string): number[] =>
          [...field.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, "g"))].map((match) =>
            name === "quantity" ? Number(match[1]) : parseWireAmount(match[1] ?? "", currency)!
          )
        expect(currencyDigits(currency)).toBeDefined()
        const gross = all("unitGrossAmount")
        const tax = all("unitTaxAmount")
        const net = all("unitNetAmount")
        const quantity = all("quantity")
        const totals = all("totalGrossAmount")
        totals.forEach((total, index) => {
          expect(net[index]! + tax[index]!).toBe(gross[index])
          expect(gross[index]! * quantity[index]!).toBe(total)
        })
        expect(totals.reduce((sum, total) => sum + total, 0)).toBe(totalMinor)
      })
    )
  })
})

describe("the smaller fields", () => {
  it.each([
    ["192.0.2.1", "192.0.2.1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["2001:db8::1", undefined],
    ["nonsense", undefined],
    [null, undefined],
  ])("the address %s", (address, field) => {
    const shaped = shapeClientIp(address)
    expect(shaped.field).toBe(field)
    expect(shaped.notes).toHaveLength(address && !field ? 1 : 0)
  })

  it.each([
    ["zoe@example.co.uk", "zoe@example.co.uk"],
    ["zoe@localhost", undefined],
    ["żoe@example.com", undefined],
    [`${"x".repeat(70)}@example.com`, undefined],
    ["", undefined],
  ])("the e-mail address %s", (email, field) => {
    expect(shapeEmail(email, "4.00").field).toBe(field)
  })

  it("a description is never empty and never too long", () => {
    expect(shapeDescription("日本")).toBe("Order")
    expect(shapeDescription("x".repeat(200))).toHaveLength(100)
  })
})
