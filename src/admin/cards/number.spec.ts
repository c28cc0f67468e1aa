import { digitsIn, groupDigits, numberMistake, recognised, regroup, securityDigits } from "./number"

describe("groupDigits", () => {
  it.each([
    ["", ""],
    ["4929", "4929"],
    ["49290", "4929 0"],
    ["4929000000006", "4929 0000 0000 6"],
    ["4929000000000006", "4929 0000 0000 0006"],
    ["6759000000000000005", "6759 0000 0000 0000 005"],
    ["67590000000000000051", "6759 0000 0000 0000 005 1"],
    ["374200000000004", "3742 000000 00004"],
    ["3742000", "3742 000"],
    ["36000000000008", "3600 000000 0008"],
    ["3600000000000008", "3600 0000 0000 0008"],
    ["3528000700000000", "3528 0007 0000 0000"],
  ])("%s", (digits, grouped) => {
    expect(groupDigits(digits)).toBe(grouped)
  })
})

describe("regroup", () => {
  it.each([
    // typed at the end, pasted with spaces or hyphens, in the middle, and at the start
    ["49290", 5, "4929 0", 6],
    ["4929 0000 0000 6", 16, "4929 0000 0000 6", 16],
    ["4929-0000-0000-6", 16, "4929 0000 0000 6", 16],
    ["card: 4929 0000", 15, "4929 0000", 9],
    ["49219 000", 4, "4921 9000", 4],
    // the space before the caret was deleted: the caret stays before it, so that the next press deletes the digit
    ["49290000", 4, "4929 0000", 4],
    ["", 0, "", 0],
  ])("%j with the caret at %i", (text, caret, grouped, place) => {
    expect(regroup(text, caret)).toEqual({ text: grouped, caret: place })
  })
})

it("tells a mistake in the number", () => {
  expect(numberMistake(" ")).toBe("number_empty")
  expect(numberMistake("4929 0000 000")).toBe("number_length")
  expect(numberMistake("4929 0000 0000 0000 0006")).toBe("number_length")
  expect(numberMistake("4929 0000 0000 7")).toBe("number_check_digit")
  expect(numberMistake("4929 0000 0000 6")).toBeUndefined()
})

it("recognises the type of a whole number only", () => {
  expect(recognised("4929 0000 0000 6")).toBe("VISA")
  expect(recognised("4929 0000")).toBeUndefined()
  expect(recognised("3742 000000 00004")).toBe("AMEX")
  expect(recognised("9999 0000 0000 0000")).toBeUndefined()
})

it("asks for four digits of American Express", () => {
  expect([securityDigits("AMEX"), securityDigits("VISA"), securityDigits(undefined)]).toEqual([
    4, 3, 3,
  ])
})

it("keeps digits only", () => {
  expect(digitsIn("49 29-x1")).toBe("49291")
})
