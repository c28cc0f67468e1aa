/** Whatever the ledger can say has words. That all languages have those of English is in i18n.spec. */
import { CHECKS, checksOf } from "../../modules/sagepay/checks"
import { SWEEP } from "../../modules/sagepay/claims"
import { CONSOLE } from "../../modules/sagepay/console"
import { REPORT } from "../../modules/sagepay/inquire"
import { GATEWAY, MEDUSA, SHOP, SHOPPER } from "../../modules/sagepay/timeline"
import { STATES, TRANSACTION_KINDS } from "../../protocol/life"
import { TX_STATES } from "../../protocol/reporting/tx-states"
import texts from "../i18n/en"
import type { Action, TimelineEntry } from "../lib/types"
import { anEntry, aPayment, aTransaction } from "./__fixtures__/payment"
import { resultKey } from "./check-words"
import { LOOKS } from "./life-icons"
import { isElsewhere, kindOf, titleOf, whoOf } from "./life-words"

function textOf(key: string): unknown {
  return key
    .split(".")
    .reduce<unknown>((tree, part) => (tree as Record<string, unknown> | undefined)?.[part], texts)
}

const expectText = (key: string) => expect([key, typeof textOf(key)]).toEqual([key, "string"])

const WHATS = Object.keys(LOOKS) as TimelineEntry["what"][]
const VERBS: Readonly<Record<Action | "MANUAL" | "DIRECTREFUND", true>> = {
  RELEASE: true,
  ABORT: true,
  AUTHORISE: true,
  CANCEL: true,
  REFUND: true,
  VOID: true,
  REPEAT: true,
  REPEATDEFERRED: true,
  MANUAL: true,
  DIRECTREFUND: true,
}

describe("what happened", () => {
  it("has words for every happening to every kind of transaction", () => {
    for (const what of WHATS) {
      for (const kind of TRANSACTION_KINDS) expectText(titleOf(anEntry({ what }), kind).key)
    }
  })

  it("has words for whatever was asked for and came to nothing yet", () => {
    for (const what of ["refused", "unknown", "planned", "not_sent"] as const) {
      for (const verb of Object.keys(VERBS) as (keyof typeof VERBS)[]) {
        const title = titleOf(anEntry({ what, verb }), "PAYMENT")
        expectText(title.key)
        if (!("asked" in title)) throw new Error("what was asked for is missing")
        expectText(title.asked)
      }
    }
  })

  it("tells a refund that was undone from a charge that was", () => {
    const voided = anEntry({ what: "voided", verb: "VOID" })
    expect(titleOf(voided, "REFUND")).toEqual({ key: "panel.life.what.voided_refund" })
    expect(titleOf(voided, "PAYMENT")).toEqual({ key: "panel.life.what.voided" })
  })

  it("knows the kind of what it happened to, and what is a payment of its own", () => {
    const refund = aTransaction({ id: "back", kind: "REFUND" })
    const payment = aPayment({ transactions: [refund] })
    expect([kindOf(payment, "back"), kindOf(payment, "sptx_root")]).toEqual(["REFUND", "DEFERRED"])
    expect(["back", "sptx_root", "other"].map((id) => isElsewhere(payment, id))).toEqual([
      false,
      false,
      true,
    ])
  })
})

describe("who did it", () => {
  it.each([SHOPPER, GATEWAY, SHOP, MEDUSA, SWEEP, CONSOLE, REPORT])("has words for %p", (by) => {
    const who = whoOf(by, null)
    if (!who || !("key" in who)) throw new Error(`no words for ${by}`)
    expectText(who.key)
  })

  it.each([
    ["sagepay-fulfilment:3000", "fulfilment"],
    ["sagepay-fulfilment", "fulfilment"],
    ["sagepay-before-lapse", "before_lapse"],
  ])("has words for %p, which nobody did", (by, word) => {
    expect(whoOf(by, null)).toEqual({ key: `panel.life.by.${word}` })
    expectText(`panel.life.by.${word}`)
  })

  it("is a person's name, else the id, else nobody", () => {
    expect(whoOf("user_1", "Ann Other")).toEqual({ name: "Ann Other" })
    expect(whoOf("user_1", null)).toEqual({ name: "user_1" })
    expect(whoOf(null, null)).toBeUndefined()
  })
})

describe("the checks of a card", () => {
  it.each(
    Object.entries(CHECKS).flatMap(([name, verdicts]) =>
      Object.keys(verdicts).map((value) => [name, value] as const)
    )
  )("%s has words for %s", (name, value) => {
    expectText(`panel.checks.names.${name}`)
    const [check] = checksOf({ [name]: value })
    expectText(resultKey(check!) ?? "")
    expectText(`panel.checks.verdicts.${check!.verdict}`)
  })

  it("are read whatever their case", () => {
    const [check] = checksOf({ AVSCV2: " All match " })
    expectText(resultKey(check!) ?? "")
  })

  it("are shown as they came where no table has them", () => {
    const [check] = checksOf({ AVSCV2: "SOMETHING NEW" })
    expect(resultKey(check!)).toBeUndefined()
  })
})

it("every kind, every state and every stage at the gateway has words", () => {
  for (const kind of TRANSACTION_KINDS) expectText(`common.kinds.${kind}`)
  for (const state of Object.keys(STATES)) expectText(`common.states.${state}`)
  for (const { stage } of Object.values(TX_STATES)) expectText(`panel.notes.stages.${stage}`)
  expectText("panel.notes.stages.unknown")
})
