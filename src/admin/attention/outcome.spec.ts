import { factsOf } from "./facts"
import { outcomeOf, type Answer } from "./outcome"

it.each<[string, Answer, string]>([
  ["ask", { decided: true, message: "0000 : done" }, "decided"],
  ["ask", { decided: false, message: "still nothing" }, "undecided"],
  ["retry", { attention: null, message: "It is settled." }, "settled"],
  ["look_again", { attention: {}, message: "It still needs a person." }, "still_open"],
  ["refund_at_gateway", { medusa_is_level: true }, "done"],
  ["refund_at_gateway", { medusa_is_level: null }, "done"],
  ["refund_at_gateway", { medusa_is_level: false }, "level_later"],
  ["refund_at_gateway", { type: "sagepay_unknown", message: "Nobody knows." }, "unknown"],
  ["retry", { type: "sagepay_unknown", message: "Nobody knows." }, "unknown"],
  ["cancel_order", {}, "done"],
  ["settle_happened", {}, "recorded"],
  ["resolve", {}, "recorded"],
])("%s answered with %j is %s", (id, answer, is) => {
  expect(outcomeOf({ id }, answer).is).toBe(is)
})

it("shows the facts that it has words for, in their order, and no others", () => {
  const facts = { amount_minor: 500, vendor_tx_code: "medusa-1", tries: 3, evidence: {}, code: 8 }
  expect(factsOf({ facts })).toEqual([
    { name: "vendor_tx_code", as: "code", text: "medusa-1" },
    { name: "amount_minor", as: "money", minor: 500 },
    { name: "code", as: "word", text: "8" },
  ])
})
