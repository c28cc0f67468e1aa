import { currenciesOf } from "./currencies"

it("has the store's currencies, its default first", () => {
  const supported_currencies = [
    { currency_code: "eur" },
    { currency_code: "gbp", is_default: true },
    { currency_code: "jpy", is_default: false },
    { currency_code: "kwd" },
    { currency_code: "eur" },
  ]
  expect(currenciesOf([{ supported_currencies }], [{ currency_code: "usd" }])).toEqual([
    "GBP",
    "EUR",
    "JPY",
  ])
})

it("has those of the regions where the store has none", () => {
  const regions = [{ currency_code: "gbp" }, { currency_code: "eur" }, { currency_code: "gbp" }]
  expect(currenciesOf([{}], regions)).toEqual(["GBP", "EUR"])
  expect(currenciesOf([], [])).toEqual([])
})
