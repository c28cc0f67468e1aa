import { readDetail } from "./read-detail"
import { readReport } from "./xml"

const FULL = {
  vpstxid: "0f4b1d6e-2c3a-4d5e-8f90-a1b2c3d4e5f6",
  vendortxcode: "order-1001",
  transactiontype: "Deferred",
  txstateid: "14",
  status: "Waiting for &amp; release.",
  amount: "1,234.50",
  currency: "GBP",
  started: "21/06/2026 10:00:00.123",
  completed: "21/06/2026 10:01:00",
  securitykey: "K7QX2M9ZPA",
  vpsauthcode: "4918526",
  bankauthcode: "999777",
  declinecode: "00",
  batchid: "",
  released: "NO",
  aborted: "NO",
  refunded: "YES",
  repeated: "",
  paymentsystem: "VISA",
  last4digits: "0006",
  expirydate: "1230",
  cv2result: "MATCHED",
  addressresult: "NOTMATCHED",
  postcoderesult: "MATCHED",
  threedresult: "OK",
  cavv: "AAABARR5kwAAAAAAAAAAAAAAAAA=",
  billingsurname: "Shopper",
  clientip: "192.0.2.1",
}

function detail(changes: Record<string, string | undefined> = {}) {
  const elements = Object.entries({ ...FULL, ...changes })
    .map(([name, value]) => (value === undefined ? "" : `<${name}>${value}</${name}>`))
    .join("")
  const text = `<vspaccess><errorcode>0000</errorcode>${elements}</vspaccess>`
  return readDetail(readReport(Buffer.from(text, "latin1")).body)
}

describe("readDetail", () => {
  it("reads a whole one", () => {
    expect(detail()).toEqual({
      vpsTxId: "{0F4B1D6E-2C3A-4D5E-8F90-A1B2C3D4E5F6}",
      vendorTxCode: "order-1001",
      transactionType: "Deferred",
      kind: "DEFERRED",
      stateId: 14,
      status: "Waiting for & release.",
      amountMinor: 123_450,
      currency: "GBP",
      securityKey: "K7QX2M9ZPA",
      txAuthNo: "4918526",
      bankAuthCode: "999777",
      declineCode: "00",
      released: false,
      aborted: false,
      refunded: true,
      startedAt: new Date("2026-06-21T09:00:00.123Z"),
      completedAt: new Date("2026-06-21T09:01:00Z"),
      results: {
        BankAuthCode: "999777",
        DeclineCode: "00",
        CV2Result: "MATCHED",
        AddressResult: "NOTMATCHED",
        PostCodeResult: "MATCHED",
        "3DSecureStatus": "OK",
        CardType: "VISA",
        Last4Digits: "0006",
      },
    })
  })

  it("reads the one that another was made from", () => {
    const related = {
      relatedtransactionid: "1F4B1D6E-2C3A-4D5E-8F90-A1B2C3D4E5F6",
      relatedvendortxcode: "order-1000",
    }
    expect(detail(related).related).toEqual({
      vpsTxId: "{1F4B1D6E-2C3A-4D5E-8F90-A1B2C3D4E5F6}",
      vendorTxCode: "order-1000",
    })
    expect(detail({ relatedtransactionid: "", relatedvendortxcode: "" })).not.toHaveProperty(
      "related"
    )
  })

  it.each([
    ["10", "GBP", 1_000],
    ["10.5", "GBP", 1_050],
    ["1,234,567.89", "gbp", 123_456_789],
    ["19.99", "EUR", 1_999],
    ["1,234", "JPY", 1_234],
    ["1234.00", "JPY", 1_234],
    ["0.00", "GBP", 0],
  ])("reads %s %s as %d", (amount, currency, minor) => {
    expect(detail({ amount, currency })).toMatchObject({
      amountMinor: minor,
      currency: currency.toUpperCase(),
    })
  })

  it.each([
    ["an id that is none", { vpstxid: "abc" }, "vpstxid is no id"],
    ["no id", { vpstxid: "" }, "vpstxid is missing"],
    ["no code", { vendortxcode: undefined }, "vendortxcode is missing"],
    ["no type", { transactiontype: "" }, "transactiontype is missing"],
    ["no state", { txstateid: undefined }, "txstateid is missing"],
    ["a state in words", { txstateid: "sixteen" }, "txstateid is no number"],
    ["no amount", { amount: "" }, "amount is missing"],
    ["a comma in the wrong place", { amount: "12,34" }, "amount is no amount in its currency"],
    ["more decimals than pence", { amount: "12.345" }, "amount is no amount in its currency"],
    ["half a yen", { amount: "12.5", currency: "JPY" }, "amount is no amount in its currency"],
    ["a negative amount", { amount: "-12.00" }, "amount is no amount in its currency"],
    ["an unheard-of currency", { currency: "XQZ" }, "amount is no amount in its currency"],
    ["no currency", { currency: "" }, "currency is missing"],
  ])("refuses %s", (_what, changes, reason) => {
    expect(() => detail(changes)).toThrow(reason)
  })

  it("leaves out what cannot be read and moves no money", () => {
    const read = detail({ started: "yesterday", released: "perhaps", relatedtransactionid: "x" })
    expect(read).not.toHaveProperty("startedAt")
    expect(read).not.toHaveProperty("released")
    expect(read).not.toHaveProperty("related")
  })

  it("reads a type that we do not know", () => {
    expect(detail({ transactiontype: "PreAuth" })).toMatchObject({
      transactionType: "PreAuth",
      kind: undefined,
    })
  })
})
