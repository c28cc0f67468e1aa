import { cardProblem, TEST_CARDS } from "./cards"

const NOW = Date.parse("2026-06-15T00:00:00Z")

describe("the published test cards", () => {
  test.each(TEST_CARDS.map((card) => [card.number, card] as const))(
    "%s is usable",
    (_number, card) => {
      const entry = {
        type: card.type,
        number: card.number,
        expiry: "1230",
        cv2: card.type === "AMEX" ? "1234" : "123",
        holder: "Ann",
      }
      expect(cardProblem(entry, { now: NOW, cv2Required: true })).toBeUndefined()
    }
  )

  test("a card is good to the end of its month", () => {
    const entry = { type: "VISA", number: "4929000000006", cv2: "123", holder: "Ann" }
    const at = (expiry: string) =>
      cardProblem({ ...entry, expiry }, { now: NOW, cv2Required: true })
    expect(at("0626")).toBeUndefined()
    expect(at("0526")?.code).toBe("5013")
  })
})
