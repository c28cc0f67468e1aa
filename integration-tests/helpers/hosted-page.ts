import type { Page } from "playwright-core"

/** The gateway's pages as a shopper uses them. */

export type Card = { type: string; number: string; holder?: string }

export const CARDS = {
  good: { type: "Visa", number: "4929 0000 0000 6" },
  declined: { type: "Visa", number: "4929602110085639" },
  enrolled: { type: "Mastercard", number: "5404000000000001", holder: "CHALLENGE" },
} as const satisfies Record<string, Card>

export async function chooseCardType(page: Page, card: Card): Promise<void> {
  await page.getByRole("button", { name: card.type, exact: true }).click()
  await page.getByLabel("Card number").waitFor()
}

export async function typeCard(page: Page, card: Card): Promise<void> {
  await page.getByLabel("Name on the card").fill(card.holder ?? "Ann Shopper")
  await page.getByLabel("Card number").fill(card.number)
  await page.getByLabel("Expires").fill("12/39")
  await page.getByLabel("Security code").fill("123")
  await page.getByRole("button", { name: "Pay now" }).click()
}

/** The bank's question; "challenge" is the right answer. */
export async function answerChallenge(page: Page, answer: string): Promise<void> {
  await page.getByLabel("Password").fill(answer)
  await page.getByRole("button", { name: "Submit" }).click()
}

export async function cancelPayment(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Cancel" }).click()
}
