import { createGateway, type Outcome } from "../src/gateway"
import type { RequestOf, TxType } from "../src/protocol"
import { guide } from "./cases"
import { startRecorder } from "./recorder"
import { minimalFields } from "./samples"

/* Replies of the live gateway as they were published, and what the client makes of them. */

type Capture = {
  readonly what: string
  readonly txType: TxType
  readonly lines: readonly string[]
  readonly kind: Outcome["kind"]
  readonly code: string
}

const CAPTURES: readonly Capture[] = [
  {
    what: "a REFUND with the SecurityKey that C2 leaves out",
    txType: "REFUND",
    lines: [
      "VPSProtocol=3.00",
      "Status=OK",
      "StatusDetail=0000 : The Authorisation was Successful.",
      "SecurityKey=IP0Q6DNQMV",
      "TxAuthNo=17759858",
      "VPSTxId={87ACE673-6821-B9BD-41A6-8E8EEFEE7C25}",
    ],
    kind: "done",
    code: "0000",
  },
  {
    what: "an authorisation with all its results",
    txType: "AUTHORISE",
    lines: [
      "VPSProtocol=3.00",
      "Status=OK",
      "StatusDetail=0000 : The Authorisation was Successful.",
      "VPSTxId={C45EF786-0E62-8DF5-807F-991E6581F642}",
      "SecurityKey=NUGYUZ3Z1D",
      "TxAuthNo=12625153",
      "AVSCV2=ALL MATCH",
      "AddressResult=MATCHED",
      "PostCodeResult=MATCHED",
      "CV2Result=MATCHED",
      "3DSecureStatus=OK",
      "CAVV=AAABARR5kwAAAAAAAAAAAAAAAAA=",
      "DeclineCode=00",
      "ExpiryDate=0821",
      "BankAuthCode=999777",
    ],
    kind: "done",
    code: "0000",
  },
  {
    what: "an ABORT",
    txType: "ABORT",
    lines: ["VPSProtocol=3.00", "Status=OK", "StatusDetail=2006 : The Abort was Successful."],
    kind: "done",
    code: "2006",
  },
  {
    what: "a refusal that has a VPSTxId although it is none of the guide's",
    txType: "REFUND",
    lines: [
      "VPSProtocol=3.00",
      "Status=MALFORMED",
      "StatusDetail=3013 : The Description is missing.",
      "VPSTxId={869BC439-1904-DF8A-DDC6-D13E3599FB98}",
    ],
    kind: "refused",
    code: "3013",
  },
  {
    what: "a VOID of an unreleased DEFERRED",
    txType: "VOID",
    lines: [
      "VPSProtocol=3.00",
      "Status=INVALID",
      "StatusDetail=4041 : The Transaction type does not support the requested operation.",
    ],
    kind: "refused",
    code: "4041",
  },
  {
    what: "a registration whose NextURL has an equals sign",
    txType: "PAYMENT",
    lines: [
      "VPSProtocol=3.00",
      "Status=OK",
      "StatusDetail=2014 : The Transaction was Registered Successfully.",
      "VPSTxId={F955C22E-F67B-4DA3-8EA3-6DAC68FA59D2}",
      "SecurityKey=JEUPDN1N7E",
      "NextURL=https://test.sagepay.com/gateway/service/cardselection?vpstxid={F955C22E-F67B-4DA3-8EA3-6DAC68FA59D2}",
    ],
    kind: "done",
    code: "2014",
  },
]

describe.each(CAPTURES)("$what", ({ txType, lines, kind, code }) => {
  const fields = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)])
  )

  // Published captures end in one of these; both are read.
  it.each(["\r\n", "\n"])("is read whole, with lines that end in %j", async (end) => {
    const recorder = await startRecorder(() => lines.map((line) => line + end).join(""))
    const gateway = createGateway({ vendor: "guidevendor", host: recorder.url, version: "3.00" })
    const message = minimalFields(guide(txType, "3.00"))
    const outcome = await gateway.send(txType, message as unknown as RequestOf<TxType>)
    await gateway.close()
    await recorder.close()
    expect(outcome).toMatchObject({ kind, reply: { code, fields } })
  })

  it("has no field that the guide's table or the live gateway does not have", () => {
    const known = guide(txType, "3.00").reply.map(({ name }) => name)
    const besides = ["3DSecureStatus", "CAVV", "ExpiryDate", "VPSTxId"]
    const names = Object.keys(fields).filter((name) => ![...known, ...besides].includes(name))
    expect(names).toEqual([])
  })
})
