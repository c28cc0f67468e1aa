/** What a REPEAT must say under 4.00: that the merchant charges a card stored earlier, without the shopper. */
import { ofTheCard } from "./effects"
import type { TransactionRow } from "./rows"

export const MIT_TYPES = [
  "UNSCHEDULED",
  "RECURRING",
  "INSTALMENT",
  "INCREMENTAL",
  "DELAYEDCHARGE",
  "NOSHOW",
  "REAUTHORISATION",
  "RESUBMISSION",
] as const
export const ACCOUNT_TYPES = ["C", "E", "M"] as const

/** How staff describe the charge; all of it may be left out. */
export type Mit = {
  readonly type?: (typeof MIT_TYPES)[number] | undefined
  readonly recurringExpiry?: string | undefined
  readonly recurringFrequency?: number | undefined
  readonly instalments?: number | undefined
  readonly accountType?: (typeof ACCOUNT_TYPES)[number] | undefined
}

/** The trail of the first authentication and authorisation, as far as the first payment brought it. */
const TRAIL = ["SchemeTraceID", "ACSTransID", "DSTransID"]

export function storedCredential(
  target: TransactionRow,
  root: TransactionRow,
  mit: Mit = {}
): Record<string, string> {
  if (target.protocol === "2.22") return {}
  // The guide's table has none here, and not every account has a second merchant number to go by: only if asked for.
  const account: Record<string, string> = mit.accountType ? { AccountType: mit.accountType } : {}
  if (target.protocol !== "4.00") return account
  const trail = Object.entries(ofTheCard(target, root)).filter(([field]) => TRAIL.includes(field))
  return {
    ...account,
    COFUsage: "SUBSEQUENT",
    InitiatedType: "MIT",
    MITType: mit.type ?? "UNSCHEDULED",
    ...(mit.recurringExpiry ? { RecurringExpiry: mit.recurringExpiry } : {}),
    ...(mit.recurringFrequency ? { RecurringFrequency: String(mit.recurringFrequency) } : {}),
    ...(mit.instalments ? { PurchaseInstalData: String(mit.instalments) } : {}),
    ...Object.fromEntries(trail),
  }
}
