import { pressBody } from "../../api/admin/sagepay/validators"
import { allowed, held, kept, refund, refused, subject, transaction } from "./__fixtures__/subjects"
import {
  contentOf,
  hasWrongExtra,
  isRight,
  limitOf,
  lookedAgain,
  maySettle,
  minorOf,
  mistakesOf,
  protocolOf,
  situationOf,
  startingValues,
  withSettles,
  type Subject,
  type Values,
} from "./values"

const yen = (over = {}) => transaction({ currency_code: "jpy", ...over })
const filled = (of: Subject, over: Partial<Values> = {}): Values => ({
  ...startingValues(of),
  reason: " as agreed ",
  ...over,
})
const mistakes = (of: Subject, over: Partial<Values> = {}) => {
  const { amount, others } = mistakesOf(of, filled(of, over))
  return [...(amount === undefined ? [] : [amount]), ...others]
}

describe("what is filled in at first", () => {
  const release = subject("RELEASE", { transaction: held, view: allowed({ limit_minor: 3_000 }) })
  const authorise = (limit_minor: number, authorised_minor = 0) =>
    subject("AUTHORISE", {
      transaction: { ...kept, authorised_minor },
      view: allowed({ limit_minor }),
    })

  it.each([
    ["RELEASE: all that is held", release, "30.00"],
    [
      "REFUND: all that is left",
      subject("REFUND", { view: allowed({ limit_minor: 700 }) }),
      "7.00",
    ],
    ["AUTHORISE: its own amount, not the headroom", authorise(3_450), "30.00"],
    ["AUTHORISE: what its payment has room for", authorise(1_500), "15.00"],
    ["AUTHORISE: less what is authorised", authorise(2_450, 1_000), "20.00"],
    ["AUTHORISE: nothing where only headroom is left", authorise(450, 3_000), ""],
    ["REPEAT: nothing where nothing is owed", subject("REPEAT"), ""],
    ["REPEAT: what is owed", subject("REPEAT", { view: allowed({ owed_minor: 250 }) }), "2.50"],
    ["VOID: no amount", subject("VOID"), ""],
    [
      "yen have no decimals",
      subject("REFUND", { transaction: yen(), view: allowed({ limit_minor: 700 }) }),
      "700",
    ],
  ])("%s", (_, of, amount) => {
    expect(startingValues(of).amount).toBe(amount)
  })

  it("only what the order owes settles it, and only where it owes", () => {
    const owing = subject("REPEAT", { view: allowed({ owed_minor: 250 }) })
    expect([startingValues(owing).settles, maySettle(owing)]).toEqual([true, "may"])
    expect([startingValues(subject("REPEAT")).settles, maySettle(subject("REPEAT"))]).toEqual([
      false,
      "no",
    ])
    const room = allowed({ limit_minor: 3_000, owed_minor: 250 })
    const both = subject("AUTHORISE", { transaction: kept, view: room })
    expect([startingValues(both).settles, maySettle(both)]).toEqual([false, "may"])
    const full = subject("AUTHORISE", { transaction: kept, view: { ...refused, owed_minor: 250 } })
    expect(startingValues(full)).toMatchObject({ settles: true, amount: "2.50" })
    expect(maySettle(full)).toBe("must")
    expect(maySettle(subject("REFUND", { view: allowed({ limit_minor: 1 }) }))).toBe("no")
  })

  it("whether it settles the order is asked anew where something happened meanwhile", () => {
    const owing = (owed_minor: number) => subject("REPEAT", { view: allowed({ owed_minor }) })
    const values = startingValues(owing(250))
    expect(lookedAgain(owing(250), owing(0), values)).toMatchObject({ settles: false, amount: "" })
    expect(lookedAgain(owing(250), owing(100), values)).toMatchObject({
      settles: true,
      amount: "1.00",
    })
    const typed = { ...values, amount: "2.00" }
    expect(lookedAgain(owing(250), owing(100), typed).amount).toBe("2.00")
    const room = subject("AUTHORISE", { transaction: kept, view: allowed({ limit_minor: 3_000 }) })
    const full = subject("AUTHORISE", { transaction: kept, view: { ...refused, owed_minor: 250 } })
    expect(lookedAgain(room, full, startingValues(room))).toMatchObject({
      settles: true,
      amount: "2.50",
    })
  })

  it("switching follows with the amount and the currency, unless a person typed the amount", () => {
    const owing = subject("REPEAT", { view: allowed({ owed_minor: 250 }) })
    const off = withSettles(owing, startingValues(owing), false)
    expect(off).toMatchObject({ settles: false, amount: "", currency: "GBP" })
    const euros = { ...off, currency: "EUR", amount: "9.99" }
    expect(withSettles(owing, euros, true)).toMatchObject({ amount: "9.99", currency: "GBP" })
    expect(withSettles(owing, off, true)).toMatchObject({ amount: "2.50", settles: true })
  })
})

describe("what is wrong", () => {
  const owing = subject("REPEAT", { view: allowed({ owed_minor: 250 }) })

  it("nothing, where it is filled in as it was", () => {
    expect(mistakes(subject("REFUND", { view: allowed({ limit_minor: 700 }) }))).toEqual([])
    expect(isRight(mistakesOf(owing, filled(owing)))).toBe(true)
  })

  it.each([
    [{ amount: "2.51" }, ["over_limit"]],
    [{ amount: "2.51", settles: false }, []],
    [{ amount: "" }, ["empty"]],
    [{ amount: "1.5", currency: "JPY", settles: false }, ["too_many_decimals"]],
    [{ amount: "15", currency: "JPY", settles: false }, []],
    [{ currency: "XX", settles: false }, ["currency"]],
    [{ reason: " no " }, ["reason"]],
    [{ reason: "x".repeat(501) }, ["reason"]],
  ])("%j", (over, wrong) => {
    expect(mistakes(owing, over)).toEqual(wrong)
  })

  it("why a card is charged again is asked under 4.00 only", () => {
    const mit = { type: "INSTALMENT", expiry: "", frequency: "0", instalments: "1" } as const
    expect(mistakes(owing, { mit })).toEqual(["instalments", "frequency", "expiry"])
    expect(mistakes({ ...owing, protocol: "3.00" }, { mit })).toEqual([])
  })

  it("the limit is what the order owes where it is for the order", () => {
    const both = subject("AUTHORISE", {
      transaction: kept,
      view: allowed({ limit_minor: 3_000, owed_minor: 250 }),
    })
    expect([limitOf(both, true), limitOf(both, false)]).toEqual([250, 3_000])
    expect(limitOf(subject("REPEAT"), false)).toBeUndefined()
  })
})

describe("what is sent", () => {
  const key = "admin-0123456789abcdef"
  const parsed = (of: Subject, over: Partial<Values> = {}) =>
    pressBody.parse({ ...contentOf(of, filled(of, over)), key })

  it("of the whole, without an amount", () => {
    expect(parsed(subject("VOID"))).toEqual({ action: "VOID", reason: "as agreed", key })
  })

  it.each([
    [subject("REFUND", { view: allowed({ limit_minor: 700 }) }), 700],
    [subject("REFUND", { transaction: yen(), view: allowed({ limit_minor: 700 }) }), 700],
  ])("an amount in minor units", (of, amount_minor) => {
    expect(parsed(of)).toEqual({ action: "REFUND", reason: "as agreed", amount_minor, key })
  })

  it("AUTHORISE says that it settles the order only where it may", () => {
    const room = { limit_minor: 3_000 }
    const plain = subject("AUTHORISE", { transaction: kept, view: allowed(room) })
    expect(parsed(plain)).not.toHaveProperty("settles_order")
    const both = { ...plain, view: allowed({ ...room, owed_minor: 250 }) }
    expect(parsed(both)).toMatchObject({ amount_minor: 3_000, settles_order: false })
    expect(parsed(both, { settles: true, amount: "2.5" })).toMatchObject({
      amount_minor: 250,
      settles_order: true,
    })
  })

  it("REPEAT says every time whether it settles the order, which the server would take for granted", () => {
    expect(parsed(subject("REPEAT"), { amount: "5", currency: "JPY" })).toEqual({
      action: "REPEAT",
      reason: "as agreed",
      amount_minor: 5,
      currency: "JPY",
      settles_order: false,
      mit: { type: "UNSCHEDULED" },
      key,
    })
  })

  it("REPEAT in instalments, with all that may go with it", () => {
    const of = subject("REPEAT", { view: allowed({ owed_minor: 250 }) })
    const given = {
      mit: { type: "INSTALMENT", expiry: "2027-12-31", frequency: "30", instalments: "12" },
      extras: {
        ...startingValues(of).extras,
        description: " Second parcel ",
        cv2: "123",
        delivery: {
          ...startingValues(of).extras.delivery,
          first_name: "Ann",
          last_name: "Other",
          address_1: "1 High Street",
          city: "London",
          postal_code: " N1 1AA ",
          country_code: "GB",
        },
      },
    } as const
    expect(mistakes(of, given)).toEqual([])
    expect(parsed(of, given)).toMatchObject({
      settles_order: true,
      amount_minor: 250,
      mit: {
        type: "INSTALMENT",
        recurring_expiry: "2027-12-31",
        recurring_frequency: 30,
        instalments: 12,
      },
      description: "Second parcel",
      cv2: "123",
      delivery: {
        first_name: "Ann",
        last_name: "Other",
        address_1: "1 High Street",
        city: "London",
        postal_code: "N1 1AA",
        country_code: "GB",
      },
    })
  })

  it("under 3.00 nothing is said of why", () => {
    const old = subject("REPEATDEFERRED", { protocol: "3.00" })
    expect(parsed(old, { amount: "5" })).not.toHaveProperty("mit")
  })
})

it("no card's number stands where it would be kept", () => {
  const card = "paid with 4929 0000 0000 6"
  const { extras } = startingValues(subject("REPEAT"))
  const given = filled(subject("REPEAT"), {
    amount: "5",
    reason: card,
    extras: {
      ...extras,
      description: card,
      delivery: { ...extras.delivery, city: card, phone: card },
    },
  })
  const wrong = mistakesOf(subject("REPEAT"), given)
  expect([...wrong.cards]).toEqual(["reason", "description", "delivery.city"])
  expect(hasWrongExtra(wrong)).toBe(true)
  const refunded = subject("REFUND", { view: allowed({ limit_minor: 700 }) })
  const cards = (reason: string) => mistakesOf(refunded, filled(refunded, { reason }))
  expect([isRight(cards("sent twice")), isRight(cards(card))]).toEqual([true, false])
})

it("an amount on the whole is what was taken, or else what it is of", () => {
  const whole = (of: typeof held) =>
    minorOf(subject("VOID", { transaction: of }), filled(subject("VOID")))
  expect([whole(transaction({ taken_minor: 1_200 })), whole(refund)]).toEqual([1_200, 3_000])
})

it("knows the account by the name that it has in the settings", () => {
  const accounts = [
    { account: "default", protocol: "4.00" },
    { account: "eu", protocol: "3.00" },
  ]
  const settings = { accounts } as never
  expect(protocolOf(transaction(), settings)).toBe("4.00")
  expect(protocolOf(transaction({ account: "eu" }), settings)).toBe("3.00")
  expect(protocolOf(transaction(), undefined)).toBeUndefined()
})

it("notices what another tab has done", () => {
  const before = subject("REFUND", { view: allowed({ limit_minor: 3_000 }) })
  const after = { ...before, transaction: transaction({ refunded_minor: 500 }) }
  expect(situationOf(before)).not.toBe(situationOf(after))
  expect(situationOf(before)).toBe(situationOf({ ...before, transaction: transaction() }))
})
