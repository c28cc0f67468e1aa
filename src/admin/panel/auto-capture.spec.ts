import { AUTO_CAPTURE, DEFERRED_SPLIT } from "../../modules/sagepay/options"
import texts from "../i18n/en/panel.json"
import { autoCaptureKeys } from "./auto-capture"

const HOLD = {
  kind: "DEFERRED",
  state: "deferred",
  order_id: "order_1",
  payment_id: "pay_1",
} as const
const CARD = { ...HOLD, kind: "AUTHENTICATE", state: "authenticated" } as const
const ASK = { auto_capture: "fulfilment", deferred_split: "ask" } as const

it.each([
  ["a hold", HOLD, ASK, ["when.fulfilment", "how.ask"]],
  [
    "one that is kept whole",
    HOLD,
    { ...ASK, deferred_split: "refuse" },
    ["when.fulfilment", "how.refuse"],
  ],
  [
    "what is taken in parts",
    CARD,
    { ...ASK, auto_capture: "shipment" },
    ["when.shipment", "how.parts"],
  ],
  ["nothing by itself", CARD, { ...ASK, auto_capture: "off" }, ["when.off"]],
  ["taken", { ...HOLD, state: "taken" }, ASK, undefined],
  ["without an order", { ...HOLD, order_id: null }, ASK, undefined],
  ["without Medusa's payment", { ...HOLD, payment_id: null }, ASK, undefined],
] as const)("%s", (_, payment, options, keys) => {
  expect(autoCaptureKeys(payment, options)).toEqual(keys)
})

it("has words for every value of the options, and no others", () => {
  expect(Object.keys(texts.auto_capture.when).sort()).toEqual([...AUTO_CAPTURE].sort())
  expect(Object.keys(texts.auto_capture.how).sort()).toEqual(["parts", ...DEFERRED_SPLIT].sort())
})
