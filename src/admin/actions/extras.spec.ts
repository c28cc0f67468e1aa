import { transaction } from "./__fixtures__/subjects"
import { countryName, extrasBody, NO_EXTRAS, wrongExtras, type Extras } from "./extras"

const whole = {
  ...NO_EXTRAS.delivery,
  first_name: "Ann",
  last_name: "Other",
  address_1: "1 High Street",
  city: "Dublin",
  country_code: "ie",
}

describe("what may go with a charge anew", () => {
  it("nothing of it is needed", () => {
    expect(wrongExtras(NO_EXTRAS, transaction())).toEqual([])
    expect(extrasBody(NO_EXTRAS)).toEqual({})
  })

  it.each([
    ["VISA", "123", []],
    ["VISA", "1234", ["cv2"]],
    ["AMEX", "1234", []],
    ["AMEX", "123", ["cv2"]],
    [undefined, "123", []],
    [undefined, "1234", []],
    [undefined, "12", ["cv2"]],
  ])("a security code of %p: %p", (CardType, cv2, wrong) => {
    const results = CardType === undefined ? null : { CardType }
    expect(wrongExtras({ ...NO_EXTRAS, cv2 }, { results })).toEqual(wrong)
  })

  it.each<[Partial<Extras["delivery"]>, string[]]>([
    [whole, []],
    [{ phone: "1" }, ["first_name", "last_name", "address_1", "city", "country_code"]],
    [{ ...whole, country_code: "Ireland" }, ["country_code"]],
    [{ ...whole, city: " " }, ["city"]],
  ])("an address is whole or not there: %j", (given, missing) => {
    const delivery = { ...NO_EXTRAS.delivery, ...given }
    const wrong = wrongExtras({ ...NO_EXTRAS, delivery }, transaction())
    expect(wrong).toEqual(missing.map((part) => `delivery.${part}`))
  })

  it("a description is of letters that the gateway has", () => {
    expect(wrongExtras({ ...NO_EXTRAS, description: "日本" }, transaction())).toEqual([
      "description",
    ])
    expect(wrongExtras({ ...NO_EXTRAS, description: "Zwei Töpfe" }, transaction())).toEqual([])
  })
})

it.each([
  ["gb", "de", "Vereinigtes Königreich"],
  ["IE", "en", "Ireland"],
  ["QQ", "en", undefined],
  ["G", "en", undefined],
])("the country of %p in %s is %p", (code, language, name) => {
  expect(countryName(code, language)).toBe(name)
})
