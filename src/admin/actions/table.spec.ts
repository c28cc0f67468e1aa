import { HAS_AMOUNT, PRESS_ACTIONS } from "../../modules/sagepay/press-rules"
import { ACTIONS } from "./table"

it("has what the server has", () => {
  expect(ACTIONS.map(({ action }) => action).sort()).toEqual([...PRESS_ACTIONS].sort())
  const withAmount = ACTIONS.filter(({ hasAmount }) => hasAmount).map(({ action }) => action)
  expect(withAmount.sort()).toEqual([...HAS_AMOUNT].sort())
})

it.each([
  ["RELEASE", "capture"],
  ["AUTHORISE", "capture"],
  ["REFUND", "refund"],
  ["VOID", "void"],
  ["ABORT", "void"],
  ["CANCEL", "void"],
  ["REPEAT", "repeat"],
  ["REPEATDEFERRED", "repeat"],
])("%s needs %s", (action, policy) => {
  expect(ACTIONS.find((row) => row.action === action)).toMatchObject({ policy })
})
