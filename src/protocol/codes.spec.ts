import { CODES } from "./codes"
import { FIELDS, type Field } from "./fields"
import { TIME_OUT_CODES } from "./verdict"

describe("CODES", () => {
  it.each([
    ["0000", "OK", "The Authorisation was Successful."],
    ["2000", "NOTAUTHED", "The Authorisation was Declined by the bank."],
    ["2004", "OK", "The Release was Successful."],
    ["2005", "OK", "The Void was Successful."],
    ["2006", "OK", "The Abort was Successful."],
    ["2012", "OK", "The Cancel was Successful."],
    ["2014", "OK", "The Transaction was Registered Successfully."],
    ["3009", "MALFORMED", "The VendorTxCode is missing."],
    ["3013", "MALFORMED", "The Description is missing."],
    ["3046", "MALFORMED", "The VPSTxId field is missing."],
    ["3082", "INVALID", "The Description value is too long."],
    ["4020", "INVALID", "Information received from an Invalid IP address."],
    ["4041", "INVALID", "The Transaction type does not support the requested operation."],
  ])("%s is %s on the wire", (code, status, message) => {
    expect(CODES[code]).toEqual({ status, message })
  })

  it("has every number that a field's rules name, and every number that makes a time-out", () => {
    const named = Object.values(FIELDS).flatMap((field: Field) => Object.values(field.codes ?? {}))
    for (const code of [...named, ...TIME_OUT_CODES]) expect(CODES[code]?.message).toMatch(/\.$/)
  })
})
