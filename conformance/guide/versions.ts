import { GUIDE_3_00 } from "./actions"
import { reply, row, type GuideMessage, type GuideRow, type ReplyRow } from "./row"

export type GuideVersion = "2.22" | "3.00" | "4.00"

const MIT_TYPES = [
  "RECURRING",
  "INSTALMENT",
  "UNSCHEDULED",
  "INCREMENTAL",
  "DELAYEDCHARGE",
  "NOSHOW",
  "REAUTHORISATION",
  "RESUBMISSION",
]

/** What 4.00 adds to D1: a REPEAT is the merchant's own use of a stored card. */
const storedCardFields: GuideRow[] = [
  row("COFUsage", "yes", "values", undefined, ["SUBSEQUENT"]),
  row("InitiatedType", "yes", "values", undefined, ["MIT"]),
  row("MITType", "yes", "values", undefined, MIT_TYPES),
  row("SchemeTraceID", "no", "<html>"),
  row("RecurringExpiry", "no", "0-9 -", 10),
  row("RecurringFrequency", "no", "0-9", 4),
  row("PurchaseInstalData", "no", "0-9"),
  row("ACSTransID", "no", "Aa 0-9 -", 36),
  row("DSTransID", "no", "Aa 0-9 -", 36),
]

const names222 = (names: string): readonly string[] => names.split(" ")

/** The 2.22 page "Repeat Transactions": the names of each POST; it gives no lengths. */
const NAMES_2_22: Readonly<Record<string, readonly string[]>> = {
  REPEAT: names222(
    "VPSProtocol TxType Vendor VendorTxCode Amount Currency Description RelatedVPSTxId RelatedVendorTxCode RelatedSecurityKey RelatedTxAuthNo"
  ),
  VOID: names222("VPSProtocol TxType Vendor VendorTxCode VPSTxId SecurityKey TxAuthNo"),
  REFUND: names222(
    "VPSProtocol TxType Vendor VendorTxCode Amount Currency Description RelatedVPSTxId RelatedVendorTxCode RelatedSecurityKey RelatedTxAuthNo"
  ),
}

function withVersion<R extends GuideRow | ReplyRow>(rows: readonly R[], version: string): R[] {
  return rows.map((field) =>
    field.name === "VPSProtocol" ? { ...field, values: [version] } : field
  )
}

/** Registrations of 4.00 take shorter addresses; nothing is known of the remote actions. */
function withShorterAddresses(rows: readonly GuideRow[]): GuideRow[] {
  return rows.map((field) => {
    if (/Address[12]$/.test(field.name)) return { ...field, safe: 50 }
    if (field.name === "CustomerEMail") return { ...field, safe: 80 }
    return field
  })
}

function in400(message: GuideMessage): GuideMessage {
  const repeats = message.txTypes.includes("REPEAT")
  const request = withShorterAddresses(withVersion(message.request, "4.00"))
  const replies = withVersion(message.reply, "4.00")
  return {
    ...message,
    request: repeats ? [...request, ...storedCardFields] : request,
    reply: repeats ? [...replies, reply("SchemeTraceID", "may", "<html>")] : replies,
  }
}

function in222(message: GuideMessage): GuideMessage | undefined {
  const names = message.txTypes.map((txType) => NAMES_2_22[txType]).find(Boolean)
  if (!names) return undefined
  return {
    ...message,
    request: withVersion(
      message.request.filter((field) => names.includes(field.name)),
      "2.22"
    ),
    reply: withVersion(message.reply, "2.22"),
  }
}

const BY_VERSION: Record<GuideVersion, readonly GuideMessage[]> = {
  "2.22": GUIDE_3_00.map(in222).filter((message) => message !== undefined),
  "3.00": GUIDE_3_00,
  "4.00": GUIDE_3_00.map(in400),
}

/** One TxType in one protocol version, as the guide has it. */
export function guideFor(txType: string, version: GuideVersion): GuideMessage {
  const message = BY_VERSION[version].find(({ txTypes }) => txTypes.includes(txType))
  if (!message) throw new Error(`The guide has no ${txType} in ${version}`)
  return {
    ...message,
    request: message.request.map((field) =>
      field.name === "TxType" ? { ...field, values: [txType] } : field
    ),
  }
}

/** Every TxType and version that the guide has. */
export const GUIDE_CASES: readonly (readonly [string, GuideVersion])[] = (
  ["2.22", "3.00", "4.00"] as const
).flatMap((version) =>
  BY_VERSION[version].flatMap(({ txTypes }) => txTypes.map((txType) => [txType, version] as const))
)
