import resources from "../i18n"
import { allowed, held, kept, refund, subject, transaction } from "./__fixtures__/subjects"
import { saidOf } from "./said"
import { startingValues, type Subject, type Values } from "./values"

const said = (of: Subject, over: Partial<Values> = {}) =>
  saidOf(of, { ...startingValues(of), ...over })

const release = subject("RELEASE", { transaction: held, view: allowed({ limit_minor: 3_000 }) })
const authorise = subject("AUTHORISE", { transaction: kept, view: allowed({ limit_minor: 3_000 }) })
const partly = transaction({ refunded_minor: 500 })
const repay = subject("REFUND", { transaction: partly, view: allowed({ limit_minor: 2_500 }) })
const yen = transaction({ currency_code: "jpy" })

const ROWS: [what: string, of: Subject, over: Partial<Values>, expected: object][] = [
  ["all of a hold", release, {}, { sentence: "RELEASE", amountMinor: 3_000, restMinor: 0 }],
  [
    "a part of a hold",
    release,
    { amount: "12,34" },
    { sentence: "RELEASE_part", restMinor: 1_766 },
  ],
  ["an authorisation", authorise, {}, { sentence: "AUTHORISE_part", restMinor: 450 }],
  ["all that is allowed", authorise, { amount: "34.50" }, { sentence: "AUTHORISE", restMinor: 0 }],
  ["one for the order", authorise, { settles: true }, { sentence: "AUTHORISE_settles" }],
  ["the end of a hold", subject("ABORT", { transaction: held }), {}, { amountMinor: 3_000 }],
  ["an authentication", subject("CANCEL", { transaction: kept }), {}, { sentence: "CANCEL" }],
  [
    "one that was used",
    subject("CANCEL", { transaction: { ...kept, authorised_minor: 3_400 } }),
    {},
    { sentence: "CANCEL_part" },
  ],
  ["all of a charge", repay, {}, { sentence: "REFUND", amountMinor: 2_500, restMinor: 0 }],
  ["a part of it", repay, { amount: "5" }, { sentence: "REFUND_part", restMinor: 2_000 }],
  ["a charge undone", subject("VOID"), {}, { sentence: "VOID", amountMinor: 3_000 }],
  ["a refund undone", subject("VOID", { transaction: refund }), {}, { sentence: "VOID_credit" }],
  [
    "a charge anew",
    subject("REPEAT"),
    { amount: "7.00" },
    { sentence: "REPEAT", amountMinor: 700 },
  ],
  [
    "a hold anew, in yen",
    subject("REPEATDEFERRED", { transaction: yen }),
    { amount: "700" },
    { sentence: "REPEATDEFERRED", amountMinor: 700 },
  ],
]

it.each(ROWS)("%s", (_, of, over, expected) => {
  expect(said(of, over)).toMatchObject(expected)
})

it("says nothing while there is no amount, or no currency that it could be in", () => {
  expect(said(release, { amount: "" })).toBeUndefined()
  expect(said(subject("REPEAT"), { amount: "5", currency: "G" })).toBeUndefined()
})

it("has words for each", () => {
  const sentences = new Set(ROWS.map(([, of, over]) => said(of, over)?.sentence))
  const words: object = resources.en.sagepay.actions.says
  expect([...sentences, "nothing_yet"].sort()).toEqual(Object.keys(words).sort())
})
