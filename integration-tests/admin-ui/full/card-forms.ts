import type { Locator, Page } from "playwright-core"
import { typeCard } from "../cards"
import { money, seeToast } from "../desk"
import type { Suite } from "../suite"
import { like, text } from "../texts"
import { ask, REFUSAL, REFUSED_WORDS } from "./matrix"

const AMOUNT = { typed: "12.34", minor: 1_234 }

const FORMS = [
  { txType: "MANUAL", purpose: "manual", path: "/app/sagepay/manual", state: "taken" },
  {
    txType: "DIRECTREFUND",
    purpose: "direct_refund",
    path: "/app/sagepay/direct-refund",
    state: "credited",
  },
] as const

type Form = (typeof FORMS)[number]

/** The two forms that take a card's number, as they go well, are forbidden, are refused, and are lost. */
export function cardForms({ store, sitDown, loseAnswer, hearAgain }: Suite): void {
  const made = ({ txType }: Form) => store.gateway.transactions({ tx_type: txType })
  const field = (page: Page, label: string) => page.getByLabel(label, { exact: true })
  /** What the ledger has of it. */
  async function inLedger(code: string) {
    const path = `/admin/sagepay/transactions?q=${encodeURIComponent(code)}`
    return (await store.admin.get<{ transactions: object[] }>(path)).transactions
  }

  async function fill(page: Page, { purpose, path }: Form, amount: string): Promise<Locator> {
    await page.goto(path)
    await field(page, text("common.amount_label")).fill(amount)
    await field(page, text("common.description")).fill("By telephone")
    await field(page, text("common.reason")).fill("Customer phoned")
    await typeCard(page.getByRole("main"))
    if (purpose === "manual") await page.getByLabel(like("cards.card.cv2")).fill("123")
    else await field(page, text("cards.details.confirm", { currency: "GBP" })).fill(amount)
    return page.getByRole("button", { name: like(`cards.${purpose}.send_amount`) })
  }
  async function sendIt(page: Page, form: Form): Promise<void> {
    const send = await fill(page, form, AMOUNT.typed)
    await send.click()
    await page
      .getByRole("alertdialog")
      .getByRole("button", { name: like(`cards.${form.purpose}.send_amount`) })
      .click()
  }

  describe.each(FORMS)("$txType", (form) => {
    const { txType, purpose, state } = form

    it("goes well", async () => {
      const before = made(form).length
      const page = await sitDown()
      await sendIt(page, form)
      await seeToast(page, text(`cards.${purpose}.done`, { amount: money(AMOUNT.minor) }))
      const [last] = made(form).slice(-1)
      expect(made(form)).toHaveLength(before + 1)
      expect(last).toMatchObject({ amount: AMOUNT.minor, last_4_digits: "0006" })
      expect(await inLedger(last!.vendor_tx_code)).toMatchObject([{ state, order_id: null }])
    })

    it("is forbidden by the rules, which say why", async () => {
      const before = store.gateway.requests({ tx_type: txType }).length
      const page = await sitDown()
      if (purpose === "manual") {
        const bought = await store.bought("PAYMENT")
        await fill(page, form, AMOUNT.typed)
        await page.getByLabel(like("common.order")).fill(bought.orderId)
        await page
          .getByRole("list", { name: text("cards.order.found") })
          .getByRole("button", { name: bought.orderId })
          .click()
        await page.getByText(text("cards.mistake.order_owes_nothing")).waitFor()
      } else {
        const send = await fill(page, form, "200.01")
        await send.or(page.getByRole("button", { name: text(`cards.${purpose}.send`) })).click()
        await page.getByText(like("common.amount.over_limit")).waitFor()
      }
      expect(await page.getByRole("alertdialog").count()).toBe(0)
      expect(store.gateway.requests({ tx_type: txType })).toHaveLength(before)
    })

    it("is refused by the gateway, in its words, and nothing has moved", async () => {
      const before = made(form).length
      const page = await sitDown()
      store.gateway.fault({ ...REFUSAL, match: { txType } })
      await sendIt(page, form)
      const alert = page.getByRole("alert")
      await alert.getByText(text("common.fault.refused")).waitFor()
      await alert.getByText(REFUSED_WORDS).waitFor()
      expect(made(form)).toHaveLength(before)
    })

    it("is lost on the way, and known once the gateway was asked", async () => {
      const before = made(form).length
      const page = await sitDown()
      loseAnswer(txType)
      await sendIt(page, form)
      await page.getByRole("alert").getByText(text("common.unknown")).waitFor()
      // The card is gone from the page, and cannot be sent again.
      expect(await page.getByLabel(text("cards.card.number")).count()).toBe(0)
      const [lost] = made(form).slice(-1)
      await store.age()
      await store.job("sagepay-sweep")
      await page.getByRole("link", { name: text("cards.unknown.look") }).click()
      hearAgain()
      await ask(page, lost!.vendor_tx_code)
      expect(made(form)).toHaveLength(before + 1)
      expect(await inLedger(lost!.vendor_tx_code)).toMatchObject([{ state }])
    })
  })
}
