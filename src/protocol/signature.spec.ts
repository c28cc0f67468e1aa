import { checkSignature, signatureOf, type SignatureVersion } from "./signature"

const KEY = "K7QX2M9ZPA"

const E = {
  VPSTxId: "{0F4B1D6E-2C3A-4D5E-8F90-A1B2C3D4E5F6}",
  VendorTxCode: "order-1001",
  Status: "OK",
  TxAuthNo: "4918526",
  AVSCV2: "ALL MATCH",
  AddressResult: "MATCHED",
  PostCodeResult: "MATCHED",
  CV2Result: "MATCHED",
  GiftAid: "0",
  "3DSecureStatus": "OK",
  CAVV: "MN7G1Q2UCZ8B4T0XKQ2L1A5JH3W9",
  CardType: "VISA",
  Last4Digits: "0006",
  DeclineCode: "00",
  ExpiryDate: "1230",
  FraudResponse: "ACCEPT",
  BankAuthCode: "999777",
  ACSTransID: "f8062b6e-66b5-47b6-bcd5-bca7a1f4c1d3",
  DSTransID: "9c0f1f60-2ec5-4d3a-8a4b-0c51dfb0a2a7",
  SchemeTraceID: "SP999777000012345",
}

const B = {
  VPSTxId: "{F955C22E-F67B-4DA3-8EA3-6DAC68FA59D2}",
  VendorTxCode: "438791",
  Status: "OK",
  TxAuthNo: "4255",
  AVSCV2: "c",
  AddressResult: "d",
  PostCodeResult: "e",
  CV2Result: "f",
  GiftAid: "g",
  "3DSecureStatus": "h",
  CAVV: "i",
  AddressStatus: "j",
  PayerStatus: "k",
  CardType: "l",
  Last4Digits: "1234",
  DeclineCode: "00",
  ExpiryDate: "0722",
  BankAuthCode: "999777",
}

type Vector = [
  name: string,
  version: SignatureVersion,
  notification: Record<string, string>,
  vendor: string,
  securityKey: string,
  signature: string,
]

const VECTORS: Vector[] = [
  [
    "A: 2.23, as published",
    "2.23",
    {
      VPSTxId: "{728A5721-B45F-4570-937E-90A16B0A5000}",
      VendorTxCode: "unique-tx-code",
      Status: "OK",
      TxAuthNo: "1234567890",
      AVSCV2: "ALL MATCH",
      AddressResult: "MATCHED",
      PostCodeResult: "MATCHED",
      CV2Result: "MATCHED",
      GiftAid: "0",
      "3DSecureStatus": "OK",
      CAVV: "Something?",
      AddressStatus: "CONFIRMED",
      PayerStatus: "VERIFIED",
      CardType: "VISA",
      Last4Digits: "1234",
    },
    "rubaidh",
    "17F13DCBD8",
    "6AB7A7FFB5369AF953CD57A84D5C2979",
  ],
  ["B: 3.00, as published", "3.00", B, "", "JEUPDN1N7E", "285765407193FAA9B8E432E6B55F5849"],
  [
    "C: 3.00 with gaps, as published",
    "3.00",
    {
      VPSTxId: "{F81FD5E1-12C9-C1D7-5D05-F6E8C12A526F}",
      VendorTxCode: "10000000001-2015-12-12-123456",
      Status: "OK",
      TxAuthNo: "17962849",
      AVSCV2: "OK",
      AddressResult: "OK",
      PostCodeResult: "OK",
      CV2Result: "OK",
      GiftAid: "0",
      "3DSecureStatus": "NOTCHECKED",
      AddressStatus: "OK",
      PayerStatus: "OK",
      CardType: "VISA",
      Last4Digits: "0006",
      ExpiryDate: "0222",
      BankAuthCode: "999777",
    },
    "",
    "",
    "8E77F29220981737C51C615C3464301F",
  ],
  [
    "D: 4.00",
    "4.00",
    {
      ...B,
      TxAuthNo: "b",
      Last4Digits: "m",
      ACSTransID: "abcuuid",
      DSTransID: "123uuid",
      SchemeTraceID: "V123",
    },
    "example",
    "JEUPDN1N7E",
    "C778847F76FED842D8262EEF33CCB58B",
  ],
  ["E: one payment by 2.23", "2.23", E, "TestVendor", KEY, "A155D5AF2D2C132D2E736A8E95C97306"],
  ["E: the same by 3.00", "3.00", E, "TestVendor", KEY, "175210D4C038075C25A68788555941F4"],
  ["E: the same by 4.00", "4.00", E, "TestVendor", KEY, "601679DEA6AFFB17902BD58C16456FE4"],
  ...(["3.00", "4.00"] as const).map((version): Vector => [
    `F: an ABORT by ${version}`,
    version,
    {
      VPSTxId: E.VPSTxId,
      VendorTxCode: "order-1002",
      Status: "ABORT",
      AVSCV2: "DATA NOT CHECKED",
      AddressResult: "NOTPROVIDED",
      PostCodeResult: "NOTPROVIDED",
      CV2Result: "NOTPROVIDED",
      GiftAid: "0",
      "3DSecureStatus": "NOTCHECKED",
    },
    "testvendor",
    KEY,
    "B91E9FAF711577F18E7D4C8AD562E2E2",
  ]),
]

describe("VPSSignature", () => {
  it.each(VECTORS)("%s", (_name, version, notification, vendor, securityKey, signature) => {
    expect(signatureOf(version, notification, { vendor, securityKey })).toBe(signature)
    const signed = { ...notification, VPSSignature: signature.toLowerCase() }
    expect(checkSignature(version, signed, { vendor, securityKey })).toEqual({ ok: true })
  })

  it("does not cover VPSProtocol, TxType, StatusDetail and Surcharge", () => {
    const secret = { vendor: "v", securityKey: KEY }
    const more = { ...E, TxType: "DEFERRED", StatusDetail: "x", Surcharge: "1.00", Token: "t" }
    expect(signatureOf("4.00", more, secret)).toBe(signatureOf("4.00", E, secret))
  })
})

describe("the explanation of a mismatch", () => {
  const secret = { vendor: "TestVendor", securityKey: KEY }
  const explain = (notification: Record<string, string>): string => {
    const check = checkSignature("4.00", notification, secret)
    if (check.ok) throw new Error("matched")
    expect(check.explanation).not.toContain(KEY)
    return check.explanation
  }

  it.each([
    [{}, /is missing/],
    [{ VPSSignature: "nonsense" }, /not 32 hexadecimal/],
    [{ VPSSignature: "175210D4C038075C25A68788555941F4" }, /would by the 3.00 recipe/],
    [{ VPSSignature: "0".repeat(32) }, /came empty: AddressStatus, PayerStatus\./],
  ])("%j", (signature, explanation) => {
    expect(explain({ ...E, ...signature })).toMatch(explanation)
  })

  it("finds a VPSTxId that was signed without braces", () => {
    const bare = { ...E, VPSTxId: E.VPSTxId.slice(1, -1) }
    const VPSSignature = signatureOf("4.00", bare, secret)
    expect(explain({ ...E, VPSSignature })).toMatch(/without braces/)
  })

  it.each(Object.keys(E))("a changed %s is found", (name) => {
    const VPSSignature = signatureOf("4.00", E, secret)
    const changed = { ...E, [name]: "changed", VPSSignature }
    expect(checkSignature("4.00", changed, secret).ok).toBe(false)
  })
})
