import type { Page } from "playwright-core"
import type { Bought } from "../../helpers/shopper"
import { booksOf, sent } from "../books"
import { act, entryOf, fillIn, openForm, openOrder, panelOf, refusedEntry, seeToast } from "../desk"
import type { Suite } from "../suite"
import { text } from "../texts"
import { beside, PRESSES, type Press } from "./presses"

const WORDS = "The weather is too bad today"

/** The gateway says no, in words of its own. */
export const REFUSAL = {
  fault: "refuse",
  status: "INVALID",
  status_detail: `5017 : ${WORDS}.`,
} as const
export const REFUSED_WORDS = new RegExp(WORDS)

/** On the attention list or an order's page: asks the gateway, which is to know by now. */
export async function ask(page: Page, about: string): Promise<void> {
  const label = text("attention.choices.ask.label")
  await entryOf(page, about).getByRole("button", { name: label, exact: true }).click()
  await page
    .getByRole("dialog", { name: label })
    .getByRole("button", { name: label, exact: true })
    .click()
  await seeToast(page, text("attention.outcomes.decided"))
}

/** Each button of a payment, as it goes well, is forbidden, is refused, and is lost. */
export function matrix({ store, sitDown, loseAnswer, hearAgain }: Suite): void {
  const untouched = ({ kind }: Press) => ({
    held: kind === "DEFERRED" ? 3_000 : 0,
    net: kind === "PAYMENT" ? 3_000 : 0,
    medusa: kind === "PAYMENT" ? 3_000 : 0,
  })
  const typed = ({ amount }: Press) => (amount === undefined ? {} : { amount })
  const count = ({ action }: Press, bought: Bought) => sent(store, action, bought).length

  async function panelFor({ kind }: Press, bought: Bought) {
    const page = await sitDown()
    await openOrder(page, bought.orderId)
    return panelOf(page, kind, 3_000)
  }

  describe.each(PRESSES)("$action", (press) => {
    const { action, kind, then } = press

    it("goes well", async () => {
      const bought = await store.bought(kind)
      await act(await panelFor(press, bought), action, typed(press))
      expect(count(press, bought)).toBe(1)
      expect(await booksOf(store, bought)).toEqual(then)
    })

    it("is forbidden by the rules, which say why", async () => {
      const isHeld = action === "REPEAT" || action === "REPEATDEFERRED"
      const payment = isHeld ? "DEFERRED" : kind
      const bought = await store.bought(payment)
      await press.forbidden.before(beside(store, bought, loseAnswer))
      const before = [count(press, bought), await booksOf(store, bought)]
      const panel = await panelFor({ ...press, kind: payment }, bought)
      const entry = await refusedEntry(panel, action)
      await entry.getByText(press.forbidden.says()).waitFor()
      await entry.click({ force: true })
      expect(await panel.page().getByRole("dialog").count()).toBe(0)
      expect([count(press, bought), await booksOf(store, bought)]).toEqual(before)
    })

    it("is refused by the gateway, in its words, and nothing has moved", async () => {
      const bought = await store.bought(kind)
      const form = await openForm(await panelFor(press, bought), action)
      const confirm = await fillIn(form, action, typed(press))
      store.gateway.fault({ ...REFUSAL, match: { txType: action } })
      await confirm.click()
      const alert = form.getByRole("alert")
      await alert.getByText(text("common.fault.refused")).waitFor()
      await alert.getByText(REFUSED_WORDS).waitFor()
      expect(await booksOf(store, bought)).toEqual(untouched(press))
    })

    it("is lost on the way, and the books are right once the gateway was asked", async () => {
      const bought = await store.bought(kind)
      const form = await openForm(await panelFor(press, bought), action)
      const confirm = await fillIn(form, action, typed(press))
      loseAnswer(action)
      await confirm.click()
      await form.getByRole("alert").getByText(text("common.unknown")).waitFor()
      await store.age()
      await store.job("sagepay-sweep")
      const page = form.page()
      await openOrder(page, bought.orderId)
      hearAgain()
      await ask(page, text("attention.kinds.open_operation.title"))
      // Medusa counts what nobody asked for again once some minutes have passed.
      await store.age()
      await store.job("sagepay-sweep")
      expect(count(press, bought)).toBe(1)
      expect(await booksOf(store, bought)).toEqual(then)
    })
  })
}
