import type { Action, Actions, ActionView, Settings } from "../lib/types"
import {
  allowed,
  held,
  kept,
  refund,
  refused,
  transaction,
  undecided,
} from "./__fixtures__/subjects"
import { offersOf, type Offers } from "./offers"

const EVERYTHING: Settings["may"] = {
  read: true,
  capture: true,
  refund: true,
  void: true,
  repeat: true,
  manual: true,
  direct_refund: true,
  settle: true,
}

const actions = (given: Partial<Record<Action, ActionView>>, other: ActionView = refused) =>
  ({
    RELEASE: other,
    ABORT: other,
    AUTHORISE: other,
    CANCEL: other,
    REFUND: other,
    VOID: other,
    REPEAT: other,
    REPEATDEFERRED: other,
    ...given,
  }) as Actions

const shown = ({ buttons, menu }: Offers) => ({
  buttons: buttons.map(({ row }) => row.action),
  menu: menu.map(({ row, refused: why }) => (why === null ? row.action : `no ${row.action}`)),
})

describe("what is offered", () => {
  it("of a hold: taking it and ending it; what is not possible yet comes last", () => {
    const given = actions({ RELEASE: allowed({ limit_minor: 3_000 }), ABORT: allowed() })
    expect(shown(offersOf(held, given, EVERYTHING))).toEqual({
      buttons: ["RELEASE", "ABORT"],
      menu: ["no REFUND", "no VOID", "no REPEAT", "no REPEATDEFERRED"],
    })
  })

  it("of an authentication", () => {
    const given = actions({ AUTHORISE: allowed({ limit_minor: 3_450 }), CANCEL: allowed() })
    expect(shown(offersOf(kept, given, EVERYTHING))).toEqual({
      buttons: ["AUTHORISE", "CANCEL"],
      menu: [],
    })
  })

  it("of a payment: what can never concern it is not there", () => {
    const given = actions({ REFUND: allowed({ limit_minor: 3_000 }), REPEAT: allowed() })
    expect(shown(offersOf(transaction(), given, EVERYTHING))).toEqual({
      buttons: ["REFUND"],
      menu: ["REPEAT", "no VOID", "no REPEATDEFERRED"],
    })
  })

  it("of a payment whose order owes more: charging the card again is a button", () => {
    const given = actions({ REFUND: allowed(), REPEAT: allowed({ owed_minor: 500 }) })
    expect(shown(offersOf(transaction(), given, EVERYTHING)).buttons).toEqual(["REFUND", "REPEAT"])
  })

  it("of a refund: only to void it", () => {
    expect(shown(offersOf(refund, actions({ VOID: allowed() }), EVERYTHING))).toEqual({
      buttons: ["VOID"],
      menu: [],
    })
  })

  it.each(["voided", "aborted", "lapsed", "declined", "spent", "registered"] as const)(
    "nothing of one that is %s",
    (state) => {
      const offers = offersOf(transaction({ state }), actions({}), EVERYTHING)
      expect(shown(offers)).toEqual({ buttons: [], menu: [] })
    }
  )

  it("an authentication whose payment is full is authorised for what the order owes", () => {
    const given = actions({ AUTHORISE: { ...refused, owed_minor: 300 } })
    expect(shown(offersOf(kept, given, EVERYTHING)).buttons).toEqual(["AUTHORISE"])
  })

  it("what a person may not do is shown, and why not; before the settings are known nobody is told no", () => {
    const given = actions({ REFUND: allowed(), VOID: allowed() })
    const may = { ...EVERYTHING, refund: false }
    const { menu } = offersOf(transaction(), given, may)
    expect(menu.find(({ row }) => row.action === "REFUND")).toMatchObject({ refused: "policy" })
    expect(shown(offersOf(transaction(), given, undefined)).buttons).toEqual(["REFUND", "VOID"])
  })

  it("says once what everything waits for", () => {
    const { buttons, blocked } = offersOf(transaction(), actions({}, undecided), EVERYTHING)
    expect([buttons, blocked]).toEqual([[], undecided])
    expect(offersOf(transaction(), actions({}), EVERYTHING).blocked).toBeNull()
  })
})
