import { failure, LedgerBench } from "./helpers/ledger"
import { Buttons } from "./helpers/press"

/** What a REPEAT says beside its amount: it goes with that one message, and the security code is kept nowhere. */

let bench: LedgerBench
let buttons: Buttons
beforeAll(async () => {
  bench = await LedgerBench.start()
  buttons = new Buttons(bench)
})
afterAll(() => bench.close())

const gateway = () => bench.simulator.control
const paidBy = async (kind: Parameters<LedgerBench["paid"]>[0]) =>
  buttons.desk(await bench.paid(kind))
const beside = { settlesOrder: false } as const

const DELIVERY = {
  firstName: "Bea",
  lastName: "Neighbour",
  address1: "2 Low Street",
  city: "Leeds",
  postalCode: "LS1 1AA",
  countryCode: "gb",
}
const said = { description: "The second parcel", delivery: DELIVERY, cv2: "123" }
const wire = {
  Description: "The second parcel",
  DeliveryFirstnames: "Bea",
  DeliverySurname: "Neighbour",
  DeliveryAddress1: "2 Low Street",
  DeliveryCity: "Leeds",
  DeliveryPostCode: "LS1 1AA",
  DeliveryCountry: "GB",
  CV2: "***",
}
const lastOf = (verb: string) => gateway().requests({ tx_type: verb }).at(-1)?.fields
/** All that the ledger and its log have, as text. */
const kept = async () => {
  const tables = ["sagepay_transaction", "sagepay_intent", "sagepay_operation", "sagepay_finding"]
  const rows = await Promise.all(tables.map((table) => bench.database(table).select("*")))
  return [JSON.stringify(rows), ...bench.logged].join("\n")
}
/** The address, and the code beside its name: three digits alone are in many numbers. */
const leaks = (text: string) => text.match(/Neighbour|Low Street|cv2\W{1,6}(123|471)/gi) ?? []

it.each(["REPEAT", "REPEATDEFERRED"] as const)(
  "%s has it on the wire, the gateway compares the code, and nothing of it is kept",
  async (action) => {
    const desk = await paidBy("PAYMENT")
    const press = { action, amountMinor: 700, ...said, ...beside }
    const { made } = await buttons.press(desk, press)
    expect(lastOf(action)).toMatchObject({ ...wire, MITType: "UNSCHEDULED", Currency: "GBP" })
    expect(made?.results).toMatchObject({ CV2Result: "MATCHED", CardType: "VISA" })
    const wrong = await buttons.press(desk, { ...press, cv2: "471" })
    expect(wrong.made?.results).toMatchObject({ CV2Result: "NOTMATCHED" })
    const plain = await buttons.press(desk, { action, amountMinor: 700, ...beside })
    expect(plain.made?.results).not.toHaveProperty("CV2Result")
    expect(lastOf(action)?.Description).toBe(bench.ledger.options.description)
    expect(Object.keys(lastOf(action) ?? {}).filter((name) => name in wire)).toEqual([
      "Description",
    ])
    const text = await kept()
    // The description is no secret, and stands in the log as every other does.
    expect(text).toContain("The second parcel")
    expect(leaks(text)).toEqual([])
  }
)

it("3.00 takes it as well", async () => {
  const desk = await paidBy("PAYMENT")
  await bench.ledger.change(desk.root.id, { protocol: "3.00" })
  await buttons.press(desk, { action: "REPEAT", amountMinor: 700, ...said, ...beside })
  expect(lastOf("REPEAT")).toMatchObject({ ...wire, VPSProtocol: "3.00" })
  expect(lastOf("REPEAT")).not.toHaveProperty("MITType")
})

it("a defect that quotes the message leaves none of its words", async () => {
  const desk = await paidBy("PAYMENT")
  const { context } = bench.ledger
  const spy = jest.spyOn(context as { gatewayFor: typeof context.gatewayFor }, "gatewayFor")
  spy.mockImplementation(() => ({
    vendor: "testvendor",
    baseUrl: "",
    version: "4.00",
    send: (_: string, message: object) => Promise.reject(new TypeError(JSON.stringify(message))),
    close: () => Promise.resolve(),
  }))
  const press = { action: "REPEAT", amountMinor: 700, ...said, ...beside } as const
  const lost = await failure(buttons.press(desk, press))
  spy.mockRestore()
  expect(lost.code).toBe("unknown")
  const text = [await kept(), lost.stack, JSON.stringify(lost.facts), String(lost.cause)].join()
  expect(text).toContain("The plugin failed while sending it.")
  expect(leaks(text)).toEqual([])
})

it("what never left is sent by its key again, with what the form says then", async () => {
  const desk = await paidBy("PAYMENT")
  const press = { action: "REPEAT", amountMinor: 700, key: `key_${desk.root.id}` } as const
  const offline = bench.anotherProcess({ gateway_url: "http://127.0.0.1:1" })
  await bench.database("sagepay_installation").delete()
  const unsent = buttons.press(desk, { ...press, ...said, ...beside }, offline)
  expect((await failure(unsent)).code).toBe("not_sent")
  await bench.database("sagepay_installation").delete()
  await offline.__hooks.onApplicationShutdown()
  const again = { ...press, ...beside, ...said, description: "The third parcel" }
  const { made } = await buttons.press(desk, again)
  expect(lastOf("REPEAT")).toMatchObject({ ...wire, Description: "The third parcel" })
  expect((await buttons.press(desk, again)).made?.id).toBe(made?.id)
  expect(bench.sent("REPEAT", desk)).toBe(1)
})

it("another action has none of it, and a mistake is named before anything is written", async () => {
  const desk = await paidBy("PAYMENT")
  const mistakes = [
    [{ action: "REFUND", amountMinor: 1, cv2: "123" }, /^cv2: REFUND has no such field/],
    [{ action: "VOID", description: "By phone" }, /^description: VOID has no such field/],
    [{ action: "REPEAT", amountMinor: 1, delivery: { city: "Leeds" } }, /^delivery: Delivery/],
    [{ action: "REPEAT", amountMinor: 1, cv2: "1234" }, /^cv2: must be four digits for American/],
  ] as const
  for (const [press, message] of mistakes) {
    expect(await failure(buttons.press(desk, press))).toMatchObject({
      code: "invalid",
      message: expect.stringMatching(message),
    })
  }
  expect((await bench.ledger.family(desk.root.id)).intents).toEqual([])
})
