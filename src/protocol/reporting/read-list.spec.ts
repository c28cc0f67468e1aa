import { readList } from "./read-list"
import { readReport } from "./xml"

const list = (inside: string) => {
  const text = `<vspaccess><errorcode>0000</errorcode>${inside}</vspaccess>`
  return readList(readReport(Buffer.from(text, "latin1")).body)
}
const row = (digit: number, more = "<amount>12.50</amount><currency>GBP</currency>") =>
  `<transaction><vpstxid>${digit}F4B1D6E-2C3A-4D5E-8F90-A1B2C3D4E5F6</vpstxid>` +
  `<vendortxcode>code-${digit}</vendortxcode><transactiontype>Refund</transactiontype>` +
  `<started>21/06/2026 10:00:00</started><result>success</result>${more}</transaction>`
const page = (total: number | string, rows: string) =>
  `<transactions><startrow>1</startrow><endrow>50</endrow><totalrows>${total}</totalrows>${rows}</transactions>`

describe("readList", () => {
  it.each([1, 2, 3])("reads %d rows", (count) => {
    const rows = Array.from({ length: count }, (_, index) => row(index)).join("")
    const { lines, totalRows } = list(page(count, rows))
    expect(totalRows).toBe(count)
    expect(lines).toHaveLength(count)
    expect(lines[0]).toEqual({
      vpsTxId: "{0F4B1D6E-2C3A-4D5E-8F90-A1B2C3D4E5F6}",
      vendorTxCode: "code-0",
      transactionType: "Refund",
      kind: "REFUND",
      amountMinor: 1_250,
      currency: "GBP",
      startedAt: new Date("2026-06-21T09:00:00Z"),
      result: "success",
    })
  })

  it.each([
    ["an empty list", "<transactions/>", undefined],
    ["a list of no rows", page(0, ""), 0],
    ["no list, but the word that it has no rows", "<totalrows>0</totalrows>", 0],
  ])("%s is one", (_what, inside, totalRows) => {
    expect(list(inside)).toEqual({ lines: [], ...(totalRows !== undefined && { totalRows }) })
  })

  it("takes the total beside the list too", () => {
    expect(list(`<totalrows>7</totalrows><transactions>${row(1)}</transactions>`).totalRows).toBe(7)
  })

  it.each([
    ["no list at all", "", "transactions is missing"],
    ["no list, although there are rows", "<totalrows>3</totalrows>", "transactions is missing"],
    ["text for a list", "<transactions>none</transactions>", "transactions is text"],
    ["two lists", page(0, "").repeat(2), "transactions came twice"],
    ["a total in words", page("many", ""), "totalrows is no number"],
    ["a row without an id", page(1, "<transaction><result>x</result></transaction>"), "vpstxid"],
    [
      "a refund without an amount",
      page(1, row(1, "<currency>GBP</currency>")),
      "amount is missing",
    ],
  ])("refuses %s", (_what, inside, reason) => {
    expect(() => list(inside)).toThrow(reason)
  })

  it("reads a row of a type that we do not know, without an amount", () => {
    const token = row(1, "").replace("Refund", "Token")
    expect(list(page(1, token)).lines).toMatchObject([
      { transactionType: "Token", kind: undefined, amountMinor: 0, currency: "" },
    ])
  })
})
