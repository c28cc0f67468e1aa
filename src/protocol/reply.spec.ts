import fc from "fast-check"
import { formatReply, parseReply, type Reply } from "./reply"
import { TX_TYPES } from "./tx-types"
import { verdictOf } from "./verdict"
import type { TxType } from "./versions"

const REGISTERED =
  "VPSProtocol=4.00\r\nStatus=OK\r\nStatusDetail=2014 : The Transaction was Registered Successfully.\r\n" +
  "VPSTxId={0F4B1D6E-2C3A-4D5E-8F90-A1B2C3D4E5F6}\r\nSecurityKey=K7QX2M9ZPA\r\n" +
  "NextURL=https://example.test/gateway/service/cardselection?vpstxid={0F4B1D6E}&a=b\r\n"

describe("parseReply", () => {
  it("splits at the first = only", () => {
    expect(parseReply(REGISTERED)?.fields.NextURL).toBe(
      "https://example.test/gateway/service/cardselection?vpstxid={0F4B1D6E}&a=b"
    )
  })

  it("reads ISO-8859-1 bytes, keeps unknown lines, forgives LF and a stray CRLF", () => {
    const body = Buffer.from("\r\nStatus=OK\nStatusDetail=0000 : \xE9t\xE9\nNew=1\n\r\n", "latin1")
    expect(parseReply(body)).toEqual({
      Status: "OK",
      StatusDetail: "0000 : été",
      code: "0000",
      fields: { Status: "OK", StatusDetail: "0000 : été", New: "1" },
    })
  })

  it.each([
    ["2000 : Declined", "2000"],
    ["5003:The order already exists", "5003"],
    [" 4042  :  Used", "4042"],
    ["11007 : Declined by the bank", "11007"],
    ["No number here: 2000", undefined],
    ["", undefined],
  ])("the code of %j", (detail, code) => {
    expect(parseReply(`Status=INVALID\r\nStatusDetail=${detail}\r\n`)?.code).toBe(code)
  })

  it.each([
    ["nothing", ""],
    ["blank lines", "\r\n\r\n"],
    ["an HTML page", "<!DOCTYPE html>\nStatus=OK\n"],
    ["an HTML page after blank lines", "\r\n <html>\r\nStatus=OK\r\n"],
    ["no Status", "VPSProtocol=4.00\r\nStatusDetail=0000 : Fine.\r\n"],
    ["an empty Status", "Status=\r\nStatusDetail=0000 : Fine.\r\n"],
    ["a Status without =", "Status\r\n"],
    ["two Statuses", "Status=OK\r\nStatus=INVALID\r\n"],
    ["another case", "status=OK\r\n"],
  ])("cannot read %s", (_what, body) => {
    expect(parseReply(body)).toBeUndefined()
  })

  it("reads again what formatReply wrote", () => {
    const value = fc.stringMatching(/^[!-~\xA1-\xFF]([ -~\xA1-\xFF]{0,40}[!-~\xA1-\xFF])?$/)
    const name = fc.stringMatching(/^[A-Z0-9][A-Za-z0-9]{1,20}$/).filter((key) => key !== "Status")
    fc.assert(
      fc.property(fc.dictionary(name, value), (fields) => {
        const message = { Status: "OK", ...fields }
        expect(parseReply(Buffer.from(formatReply(message), "latin1"))?.fields).toEqual(message)
      })
    )
  })

  it("never throws, whatever the bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
        expect(["object", "undefined"]).toContain(typeof parseReply(bytes))
      })
    )
  })

  it("formatReply lets no value begin a line of its own", () => {
    expect(formatReply({ Status: "INVALID", StatusDetail: "a\r\nStatus=OK" })).toBe(
      "Status=INVALID\r\nStatusDetail=a Status=OK\r\n"
    )
  })
})

describe("verdictOf", () => {
  const reply = (Status: string, code?: string, more = {}): Reply => ({
    Status,
    StatusDetail: "",
    ...(code && { code }),
    fields: { Status, ...more },
  })
  const types = Object.keys(TX_TYPES) as TxType[]
  const whole = { VPSTxId: "x", SecurityKey: "y", NextURL: "z" }

  it.each(types)("%s: done, refused, unknown", (txType) => {
    for (const status of ["OK", "OK REPEATED", "AUTHENTICATED", "REGISTERED"]) {
      expect(verdictOf(txType, reply(status, "0000", whole))).toBe("done")
    }
    for (const status of ["NOTAUTHED", "REJECTED", "MALFORMED", "INVALID"]) {
      expect(verdictOf(txType, reply(status, "4000"))).toBe("refused")
    }
    for (const status of ["ERROR", "PENDING", "3DAUTH", "ok", ""]) {
      expect(verdictOf(txType, reply(status, "0000", whole))).toBe("unknown")
    }
  })

  it.each(["2002", "2008", "5996"])("code %s outranks every Status", (code) => {
    for (const status of ["NOTAUTHED", "OK", "INVALID", "REJECTED"]) {
      expect(verdictOf("REFUND", reply(status, code, whole))).toBe("unknown")
    }
  })

  it("a NOTAUTHED that does not say why may be a time-out", () => {
    expect(verdictOf("REPEAT", reply("NOTAUTHED"))).toBe("unknown")
  })

  it.each([
    ["PAYMENT", { VPSTxId: "x", SecurityKey: "y" }, "unknown"],
    ["REFUND", {}, "unknown"],
    ["REFUND", { VPSTxId: "x" }, "done"],
    ["RELEASE", {}, "done"],
  ] as const)("%s with only %j", (txType, fields, verdict) => {
    expect(verdictOf(txType, reply("OK", "0000", fields))).toBe(verdict)
  })
})
