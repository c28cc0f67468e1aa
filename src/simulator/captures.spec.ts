import { Bench } from "./__fixtures__/bench"
import type { Fields } from "./__fixtures__/bench"

// StatusDetail and Status as they were captured from the live and test platforms and published in
// other projects' test suites.
const CAPTURED: readonly [string, string, string, (bench: Bench) => Fields | Promise<Fields>][] = [
  [
    "a registration",
    "OK",
    "2014 : The Transaction was Registered Successfully.",
    (bench) => bench.post("PAYMENT", bench.registration()),
  ],
  [
    "a release",
    "OK",
    "2004 : The Release was Successful.",
    async (bench) => bench.act("RELEASE", await bench.paid("DEFERRED")),
  ],
  [
    "a void",
    "OK",
    "2005 : The Void was Successful.",
    async (bench) => bench.act("VOID", await bench.paid("PAYMENT")),
  ],
  [
    "an abort",
    "OK",
    "2006 : The Abort was Successful.",
    async (bench) => bench.act("ABORT", await bench.paid("DEFERRED")),
  ],
  [
    "a cancel",
    "OK",
    "2012 : The Cancel was Successful.",
    async (bench) => bench.act("CANCEL", await bench.paid("AUTHENTICATE")),
  ],
  [
    "a refund",
    "OK",
    "0000 : The Authorisation was Successful.",
    async (bench) => bench.act("REFUND", await bench.paid("PAYMENT")),
  ],
  [
    "a void without VPSTxId",
    "MALFORMED",
    "3046 : The VPSTxId field is missing.",
    async (bench) => bench.act("VOID", await bench.paid("PAYMENT"), { VPSTxId: "" }),
  ],
  [
    "a registration without VendorTxCode",
    "MALFORMED",
    "3009 : The VendorTxCode is missing.",
    (bench) => bench.post("PAYMENT", bench.registration({ VendorTxCode: "" })),
  ],
  [
    "a refund without Description",
    "MALFORMED",
    "3013 : The Description is missing.",
    async (bench) => bench.act("REFUND", await bench.paid("PAYMENT"), { Description: "" }),
  ],
  [
    "a Description of 101 characters",
    "INVALID",
    "3082 : The Description value is too long.",
    (bench) => bench.post("PAYMENT", bench.registration({ Description: "x".repeat(101) })),
  ],
  [
    "an unknown vendor",
    "INVALID",
    "4000 : The VendorName is invalid or the account is not active.",
    (bench) => bench.post("PAYMENT", bench.registration({ Vendor: "nobody" })),
  ],
  [
    "another address",
    "INVALID",
    "4020 : Information received from an Invalid IP address.",
    (bench) => {
      bench.core.accounts.set("testvendor", { allowed_ips: [] })
      return bench.post("PAYMENT", bench.registration())
    },
  ],
  [
    "a void of an unreleased DEFERRED",
    "INVALID",
    "4041 : The Transaction type does not support the requested operation.",
    async (bench) => bench.act("VOID", await bench.paid("DEFERRED")),
  ],
  [
    "a used VendorTxCode",
    "INVALID",
    "4042 : The VendorTxCode has been used before for another transaction. All VendorTxCodes must be unique.",
    async (bench) => {
      const payment = await bench.paid("PAYMENT")
      return bench.act("REFUND", payment, { VendorTxCode: payment.vendorTxCode })
    },
  ],
  [
    "a token that is none",
    "INVALID",
    "3190 : The token value format is invalid.",
    (bench) => bench.post("PAYMENT", bench.registration({ Token: "not-a-token" })),
  ],
  [
    "a declined card",
    "NOTAUTHED",
    "2000 : The Authorisation was Declined by the bank.",
    (bench) => bench.post("MANUAL", bench.manual({ CardNumber: "4929602110085639" })),
  ],
]

describe("published captures", () => {
  test.each(CAPTURED)("%s", async (_name, Status, StatusDetail, run) => {
    expect(await run(new Bench())).toMatchObject({ Status, StatusDetail })
  })
})
