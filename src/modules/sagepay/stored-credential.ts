/**
 * What 4.00 is told about a stored card: a first payment that the shopper agrees to have repeated, and a REPEAT, which
 * charges the card without the shopper.
 */
import { ofTheCard } from "./effects"
import { LedgerError } from "./errors"
import { accountOf, type SagepayOptions } from "./options"
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

/** Of a registration. A consent that cannot be honoured is refused: dropping it would break what the shopper was told. */
export function firstUse(
  options: SagepayOptions,
  account: string | null,
  consent: string | null
): Record<string, string> {
  if (consent === null) return {}
  const missing = missingForRepeats(options, account)
  if (missing === undefined) return { COFUsage: "FIRST", InitiatedType: "CIT" }
  throw new LedgerError(
    "invalid",
    `repeat_consent: this payment cannot be registered to be repeated, because ${missing}. Nothing was charged.`
  )
}

function missingForRepeats(options: SagepayOptions, account: string | null): string | undefined {
  if (!options.allow_repeats) return "the option allow_repeats is off"
  const { protocol } = accountOf(options, account)
  if (protocol === "4.00") return undefined
  return `the account "${account ?? "default"}" has the option protocol "${protocol}", and only "4.00" can say so`
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
