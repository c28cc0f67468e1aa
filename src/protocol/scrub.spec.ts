import { MESSAGES } from "./__fixtures__/messages"
import { FIELDS, type Field } from "./fields"
import { scrub } from "./scrub"

const secrets = Object.entries(FIELDS).filter(([, field]: [string, Field]) => field.secret)

describe("scrub", () => {
  it.each(secrets)("masks %s", (name, field: Field) => {
    const shown = scrub({ [name]: "SECRET1234567890" }, { personal: false })[name]
    expect(shown).toBe(field.secret === "last-four" ? "***7890" : "***")
  })

  it("masks every field that a secret of ours may be in", () => {
    for (const name of ["SecurityKey", "RelatedSecurityKey", "CV2", "ExpiryDate", "Token"]) {
      expect(scrub({ [name]: "1230" })).toEqual({ [name]: "***" })
    }
  })

  it("shows the shopper's data unless asked not to, and blank values as blank", () => {
    const message = { BillingSurname: "Müller", BillingPostCode: "" }
    expect(scrub(message)).toEqual(message)
    expect(scrub(message, { personal: false })).toEqual({
      BillingSurname: "***",
      BillingPostCode: "",
    })
  })

  it("masks whatever the case of the name, and card numbers in fields that nobody knows", () => {
    expect(scrub({ cardnumber: "4929000000006", Cardnum: "x 4929 0000 0000 6 y" })).toEqual({
      cardnumber: "***0006",
      Cardnum: "x ***00 6 y",
    })
  })

  it("leaves no card number or key in any whole message", () => {
    for (const message of Object.values(MESSAGES)) {
      const text = JSON.stringify(scrub(message))
      expect(text).not.toMatch(/4929000000006|K7QX2M9ZPA/)
    }
  })

  it("shows no short card number at all", () => {
    expect(scrub({ CardNumber: "12345678" })).toEqual({ CardNumber: "***" })
  })
})
