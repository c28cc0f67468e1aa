import type { ShopAddress } from "../../protocol"
import { LedgerError } from "./errors"
import { particularFields, type Particulars } from "./press-fields"
import type { PressAction } from "./press-rules"
import type { TransactionRow } from "./rows"

const ADDRESS: ShopAddress = {
  firstName: "Ann",
  lastName: "Shopper",
  address1: "88 High Street",
  city: "London",
  postalCode: "412",
  countryCode: "gb",
}
const row = (over: Partial<TransactionRow> = {}) =>
  ({ protocol: "4.00", results: { CardType: "VISA" }, ...over }) as TransactionRow

const fieldsOf = (given: Particulars, over?: Partial<TransactionRow>) =>
  particularFields({ action: "REPEAT", ...given }, row(over), row(over))

function refusalOf(ask: () => unknown): string {
  try {
    ask()
  } catch (error) {
    if (LedgerError.is(error) && error.code === "invalid") return error.message
    throw error
  }
  throw new Error("It was taken")
}

describe("what may be said of a charge anew", () => {
  it("becomes fields of the wire; what is not given is not sent", () => {
    expect(fieldsOf({})).toEqual({})
    expect(fieldsOf({ description: "電話 2", cv2: "123" })).toEqual({
      Description: "2",
      CV2: "123",
    })
    expect(fieldsOf({ delivery: { ...ADDRESS, countryCode: "US", province: "us-ca" } })).toEqual({
      DeliverySurname: "Shopper",
      DeliveryFirstnames: "Ann",
      DeliveryAddress1: "88 High Street",
      DeliveryCity: "London",
      DeliveryPostCode: "412",
      DeliveryCountry: "US",
      DeliveryState: "CA",
    })
  })

  it.each<PressAction>(["RELEASE", "ABORT", "AUTHORISE", "CANCEL", "REFUND", "VOID"])(
    "%s has none of it",
    (action) => {
      const ask = (given: Particulars) => () => particularFields({ action, ...given }, row(), row())
      expect(ask({})()).toEqual({})
      expect(refusalOf(ask({ description: "By phone" }))).toMatch(/^description: .* has no such/)
      expect(refusalOf(ask({ delivery: {} }))).toMatch(/^delivery: /)
      expect(refusalOf(ask({ cv2: "123" }))).toBe(
        `cv2: ${action} has no such field. Nothing was sent.`
      )
    }
  )

  it("an address is given whole, and must fit the lines of its version", () => {
    const refused = (over: ShopAddress) =>
      refusalOf(() => fieldsOf({ delivery: { ...ADDRESS, ...over } }))
    expect(refusalOf(() => fieldsOf({ delivery: {} }))).toMatch(/^delivery: DeliveryCountry /)
    expect(refused({ city: "" })).toMatch(/^delivery: DeliveryCity is mandatory/)
    expect(refused({ postalCode: null })).toMatch(/^delivery: DeliveryPostCode /)
    expect(refused({ countryCode: "US" })).toMatch(/^delivery: DeliveryState /)
    const long = "Flat 12, The Old Malt House, Behind the Market Square, Lower Upton Road"
    const twice = { ...ADDRESS, address1: long, address2: long }
    expect(refused(twice)).toMatch(/two address lines/)
    expect(fieldsOf({ delivery: twice }, { protocol: "3.00" })).toMatchObject({
      DeliveryAddress1: long,
      DeliveryAddress2: long,
    })
    expect(fieldsOf({ delivery: { ...ADDRESS, address1: long } })).toMatchObject({
      DeliveryAddress1: "Flat 12, The Old Malt House, Behind the Market",
      DeliveryAddress2: "Square, Lower Upton Road",
    })
  })

  it("a security code has as many digits as its card's has", () => {
    const amex = { results: { CardType: "AMEX" } }
    expect(fieldsOf({ cv2: "1234" }, amex)).toEqual({ CV2: "1234" })
    expect(fieldsOf({ cv2: "1234" }, { results: null })).toEqual({ CV2: "1234" })
    for (const ask of [() => fieldsOf({ cv2: "123" }, amex), () => fieldsOf({ cv2: "1234" })]) {
      expect(refusalOf(ask)).toMatch(/^cv2: must be four digits for American Express/)
    }
  })

  it("protocol 2.22 knows a description only", () => {
    const old = { protocol: "2.22" } as const
    expect(fieldsOf({ description: "Again" }, old)).toEqual({ Description: "Again" })
    expect(refusalOf(() => fieldsOf({ cv2: "123" }, old))).toMatch(/^cv2: /)
    expect(refusalOf(() => fieldsOf({ delivery: ADDRESS }, old))).toMatch(/^delivery: /)
  })
})
