import type BigNumber from "bignumber.js"
import { computedToMinor } from "../protocol/money"
import { coverOf, type PaymentFacts } from "./owed"

/** Rule 11: what of an order one payment covers, beyond what the order counts already. */

const minorOf = (amount: string | BigNumber) => computedToMinor(amount, "GBP")

const HELD: PaymentFacts = {
  amount: "30",
  canceled: false,
  captured: "0",
  refunded: "0",
  unbooked: "0",
  root_id: "sptx_1",
  state: "deferred",
  ours: 0,
}
const TAKEN: PaymentFacts = { ...HELD, state: "taken", ours: 3_000 }

it.each<[string, number, PaymentFacts]>([
  ["a hold", 3_000, HELD],
  ["another provider's payment", 3_000, { ...HELD, root_id: null, state: null }],
  ["what is taken, and Medusa does not count yet", 3_000, TAKEN],
  ["what the order counts", 0, { ...TAKEN, captured: "30" }],
  [
    "what is captured, and the order does not count yet",
    3_000,
    { ...TAKEN, captured: "30", unbooked: "30" },
  ],
  ["a cancelled hold", 0, { ...HELD, canceled: true }],
  [
    "another provider's payment, cancelled",
    0,
    { ...HELD, canceled: true, root_id: null, state: null },
  ],
  [
    "what is taken on a cancelled payment, and Medusa does not count",
    3_000,
    { ...TAKEN, canceled: true },
  ],
  [
    "the part of it that Medusa does not count",
    1_000,
    { ...TAKEN, canceled: true, captured: "25", refunded: "5" },
  ],
  [
    "what is taken on a cancelled payment, all counted",
    0,
    { ...TAKEN, canceled: true, captured: "30" },
  ],
  [
    "what is authorised on a cancelled payment",
    1_200,
    { ...HELD, canceled: true, state: "authenticated", ours: 1_200 },
  ],
])("rule 11: %s covers %i", (_, minor, payment) => {
  expect(coverOf(payment, minorOf)).toBe(minor)
})
