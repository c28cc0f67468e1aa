import { adopt } from "../src/modules/sagepay/adopt"
import { FakeReports } from "./helpers/gateway-books"
import { failure, FakeShop, LedgerBench } from "./helpers/ledger"
import { Buttons } from "./helpers/press"

/** Whether a payment was registered to be repeated, and by which consent: on the payment, and what is made from it. */

let bench: LedgerBench
let buttons: Buttons
beforeAll(async () => {
  bench = await LedgerBench.start({ allow_repeats: true })
  buttons = new Buttons(bench)
})
afterAll(() => bench.close())

const WORDS = "I agree to be charged again."
const paidBy = async (kind: "PAYMENT" | "AUTHENTICATE", consent: string | null) =>
  buttons.desk(await bench.paid(kind, 3_000, "GBP", consent))
const beside = { amountMinor: 700, settlesOrder: false } as const
const facts = (row: object | null | undefined) =>
  row && {
    registered_for_repeats: (row as Record<string, unknown>).registered_for_repeats,
    repeat_consent: (row as Record<string, unknown>).repeat_consent,
  }

it.each([
  [WORDS, true],
  [null, false],
])(
  "consent %j: what is charged later says %p too; the wording stays with the first",
  async (consent, says) => {
    const desk = await paidBy("PAYMENT", consent)
    expect(facts(desk.root)).toEqual({ registered_for_repeats: says, repeat_consent: consent })
    expect(desk.root.repeat_consented_at === null).toBe(consent === null)
    // The bank decides about a REPEAT without a consent, not we.
    const { made } = await buttons.press(desk, { action: "REPEAT", ...beside })
    expect(facts(made)).toEqual({ registered_for_repeats: says, repeat_consent: null })
    const repeat = { ...desk, root: made ?? desk.root, payment: null, shop: new FakeShop() }
    const again = await buttons.press(repeat, { action: "REPEAT", ...beside })
    expect(again.made?.registered_for_repeats).toBe(says)
    const refund = await buttons.press(repeat, { action: "REFUND", amountMinor: 100 })
    expect(refund.made?.registered_for_repeats).toBeNull()
  }
)

it("an AUTHORISE is what an AUTHENTICATE is", async () => {
  const desk = await paidBy("AUTHENTICATE", WORDS)
  const { made } = await buttons.press(desk, { action: "AUTHORISE", amountMinor: 1_000 })
  expect(facts(made)).toEqual({ registered_for_repeats: true, repeat_consent: null })
})

it("of a payment that somebody else made nobody can say, nor of what repeats it", async () => {
  const { root } = await paidBy("PAYMENT", WORDS)
  for (const table of ["transaction", "intent", "operation"]) {
    await bench.database(`sagepay_${table}`).del()
  }
  const reports = new FakeReports(bench.simulator)
  const context = { ...bench.ledger.context, reportingFor: () => reports }
  const { rootId } = await adopt(context, {
    named: { vpsTxId: root.vps_tx_id ?? "" },
    account: null,
    actor: "user_1",
    note: "from the old shop",
    readShop: () => Promise.resolve({ ...new FakeShop().facts(), order: null }),
  })
  const adopted = buttons.desk({ root: await bench.rootOf({ id: rootId }), shop: new FakeShop() })
  expect(facts(adopted.root)).toEqual({ registered_for_repeats: null, repeat_consent: null })
  const { made } = await buttons.press(adopted, { action: "REPEAT", ...beside })
  expect(facts(made)).toEqual({ registered_for_repeats: null, repeat_consent: null })
})

it.each([
  [{ allow_repeats: false }, /^repeat_consent: .* allow_repeats is off\. Nothing was charged\.$/],
  [{ protocol: "3.00" }, /"default" has the option protocol "3\.00"/],
])("with %j a consent is refused, and nothing is written or sent", async (options, words) => {
  const other = bench.anotherProcess(options)
  const before = bench.simulator.control.requests().length
  const request = {
    sessionId: "payses_refused",
    cartId: "cart_refused",
    account: null,
    kind: "PAYMENT",
    amountMinor: 1_000,
    currency: "GBP",
    fields: {},
    returnUrl: null,
    repeatConsent: WORDS,
  } as const
  expect(await failure(other.register(request))).toMatchObject({
    code: "invalid",
    message: expect.stringMatching(words),
  })
  expect(await bench.ledger.transactionBy({ session_id: "payses_refused" })).toBeUndefined()
  expect(bench.simulator.control.requests()).toHaveLength(before)
  await other.__hooks.onApplicationShutdown()
})
