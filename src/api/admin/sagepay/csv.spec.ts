import type { ListedRow } from "../../../shop/transaction-list"
import { csvLine, HEADER, lineOf } from "./csv"

it.each([
  [["a", 1, null, undefined, ""], "a,1,,,\r\n"],
  [["a,b", 'say "x"', "two\r\nlines"], '"a,b","say ""x""","two\r\nlines"\r\n'],
  [["=1+1", "+44", "-5", "@x", "\tx"], "'=1+1,'+44,'-5,'@x,'\tx\r\n"],
  [["a=b", new Date("2026-11-21T09:30:00Z")], "a=b,2026-11-21T09:30:00.000Z\r\n"],
] as const)("%#: %j", (cells, line) => {
  expect(lineOf(cells)).toBe(line)
})

it("writes amounts in the currency's own decimals, and nothing that opens a transaction", () => {
  const row = {
    currency: "JPY",
    amount_minor: 3_000,
    taken_minor: 0,
    authorised_minor: 0,
    refunded_minor: 0,
    state: "deferred",
    security_key: "s1.secret",
    registration: { Secret: "x" },
    display_id: 7,
  } as unknown as ListedRow
  const names = HEADER.trim().split(",")
  const cells = csvLine(row).trimEnd().split(",")
  expect(cells).toHaveLength(names.length)
  expect([cells[names.indexOf("amount")], cells[names.indexOf("order")]]).toEqual(["3000", "7"])
  expect(csvLine(row)).not.toContain("secret")
})
