import { createHash, timingSafeEqual } from "node:crypto"
import type { WireMessage } from "./versions"

/** Versions that have a recipe of their own. */
export type SignatureVersion = "2.23" | "3.00" | "4.00"

/** What is signed but not posted: the vendor's name and the key from the registration's reply. */
export type SignatureSecret = { readonly vendor: string; readonly securityKey: string }

const VENDOR = Symbol("vendor")
const SECURITY_KEY = Symbol("security key")

const UNTIL_2_23 = [
  "VPSTxId",
  "VendorTxCode",
  "Status",
  "TxAuthNo",
  VENDOR,
  "AVSCV2",
  SECURITY_KEY,
  "AddressResult",
  "PostCodeResult",
  "CV2Result",
  "GiftAid",
  "3DSecureStatus",
  "CAVV",
  "AddressStatus",
  "PayerStatus",
  "CardType",
  "Last4Digits",
] as const
const UNTIL_3_00 = [
  ...UNTIL_2_23,
  "DeclineCode",
  "ExpiryDate",
  "FraudResponse",
  "BankAuthCode",
] as const
const UNTIL_4_00 = [...UNTIL_3_00, "ACSTransID", "DSTransID", "SchemeTraceID"] as const

/** What is hashed, in order. VPSProtocol, TxType, StatusDetail and Surcharge are never signed. */
const RECIPES: Record<SignatureVersion, readonly (string | typeof VENDOR | typeof SECURITY_KEY)[]> =
  {
    "2.23": UNTIL_2_23,
    "3.00": UNTIL_3_00,
    "4.00": UNTIL_4_00,
  }

function hash(
  version: SignatureVersion,
  notification: WireMessage,
  vendor: string,
  securityKey: string
): string {
  let signed = ""
  for (const part of RECIPES[version]) {
    if (part === VENDOR) signed += vendor
    else if (part === SECURITY_KEY) signed += securityKey
    else signed += notification[part] ?? ""
  }
  // MD5 is the gateway's choice. The values were ISO-8859-1 bytes before they were text.
  return createHash("md5").update(signed, "latin1").digest("hex").toUpperCase()
}

/** The VPSSignature that the gateway makes. It signs the vendor's name in lower case. */
export function signatureOf(
  version: SignatureVersion,
  notification: WireMessage,
  secret: SignatureSecret
): string {
  return hash(version, notification, secret.vendor.toLowerCase(), secret.securityKey)
}

const same = (expected: string, given: string): boolean => {
  const a = Buffer.from(expected, "latin1")
  const b = Buffer.from(given.toUpperCase(), "latin1")
  return a.length === b.length && timingSafeEqual(a, b)
}

export type SignatureCheck =
  { readonly ok: true } | { readonly ok: false; readonly explanation: string }

/**
 * Compares in constant time. The explanation of a mismatch says what would have matched, so that
 * a wrong setting is found; it never contains the key or the signed text.
 */
export function checkSignature(
  version: SignatureVersion,
  notification: WireMessage,
  secret: SignatureSecret
): SignatureCheck {
  const given = notification.VPSSignature ?? ""
  if (!/^[0-9A-Fa-f]{32}$/.test(given)) {
    const what = given === "" ? "is missing" : "is not 32 hexadecimal digits"
    return { ok: false, explanation: `VPSSignature ${what}.` }
  }
  if (same(signatureOf(version, notification, secret), given)) return { ok: true }
  return { ok: false, explanation: explain(version, notification, secret, given) }
}

function explain(
  version: SignatureVersion,
  notification: WireMessage,
  secret: SignatureSecret,
  given: string
): string {
  const start = `VPSSignature does not match by the ${version} recipe`
  const others = (["4.00", "3.00", "2.23"] as const).filter((other) => other !== version)
  const other = others.find((one) => same(signatureOf(one, notification, secret), given))
  if (other) return `${start}; it would by the ${other} recipe: check the protocol version.`
  if (same(hash(version, notification, secret.vendor, secret.securityKey), given)) {
    return `${start}; it would with the Vendor name as configured, not in lower case.`
  }
  const bare = { ...notification, VPSTxId: (notification.VPSTxId ?? "").replace(/[{}]/g, "") }
  if (same(signatureOf(version, bare, secret), given)) {
    return `${start}; it would with the VPSTxId without braces.`
  }
  const signed = RECIPES[version].filter((part) => typeof part === "string")
  const empty = signed.filter((name) => !notification[name])
  return (
    `${start}: Vendor, SecurityKey or a signed field differs from what was signed. ` +
    `Signed fields that came empty: ${empty.join(", ") || "none"}.`
  )
}
