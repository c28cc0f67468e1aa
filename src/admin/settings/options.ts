/** The options as a person reads them: which there are, and what their values are written as. */
import type { Settings } from "../lib/types"

export type Options = Settings["options"]

/** How a value is shown: "choice" has a text for each of its values. */
type Shown = "choice" | "flag" | "text" | "ms" | "minutes" | "days"

export type OptionRow = { readonly name: keyof Options; readonly as: Shown }

export const GROUPS = {
  payments: [
    { name: "transaction_type", as: "choice" },
    { name: "void_unsettled", as: "flag" },
    { name: "allow_repeats", as: "flag" },
    { name: "apply_3d_secure", as: "choice" },
    { name: "apply_avs_cv2", as: "choice" },
    { name: "profile", as: "choice" },
    { name: "send_basket", as: "flag" },
    { name: "description", as: "text" },
    { name: "vendor_tx_code_prefix", as: "text" },
  ],
  captures: [
    { name: "auto_capture", as: "choice" },
    { name: "deferred_split", as: "choice" },
    { name: "cancelled_fulfilment", as: "choice" },
    { name: "hold_warning_days", as: "days" },
    { name: "before_lapse", as: "choice" },
  ],
  patience: [
    { name: "hold_quiet_period_minutes", as: "minutes" },
    { name: "notification_deadline_ms", as: "ms" },
    { name: "connect_timeout_ms", as: "ms" },
    { name: "reply_timeout_ms", as: "ms" },
    { name: "resolve_patience_ms", as: "ms" },
    { name: "late_reply_ms", as: "ms" },
  ],
} as const satisfies Record<string, readonly OptionRow[]>

/** Those about cards that are typed in by hand have a section of their own. */
export const ABOUT_CARDS = ["staff", "direct_refund"] as const satisfies readonly (keyof Options)[]

/** As the name of a text: what is not set is left to the account at the gateway. */
export function choiceOf(value: unknown): string {
  return value === null || value === undefined ? "unset" : String(value)
}

export function duration(ms: number, language: string): string {
  const isMinutes = ms >= 60_000 && ms % 60_000 === 0
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: isMinutes ? "minute" : "second",
    unitDisplay: "long",
  }).format(ms / (isMinutes ? 60_000 : 1_000))
}

/** "5 days and 1 day", the longest first; empty where there are none. */
export function daysOf(days: readonly number[], language: string): string {
  const day = new Intl.NumberFormat(language, { style: "unit", unit: "day", unitDisplay: "long" })
  const words = [...new Set(days)]
    .sort((one, other) => other - one)
    .map((count) => day.format(count))
  return new Intl.ListFormat(language, { type: "conjunction" }).format(words)
}

export type Who =
  | { readonly is: "off" | "nobody" | "everybody" }
  | { readonly is: "named"; readonly people: readonly string[]; readonly hasAddress: boolean }

/** Who may type in a card for this; their roles must allow it besides. */
export function whoMay(what: "manual" | "direct_refund", { staff, direct_refund }: Options): Who {
  if (what === "direct_refund" && direct_refund === null) return { is: "off" }
  const people = staff[what]
  if (people === null) return { is: "everybody" }
  if (people.length === 0) return { is: "nobody" }
  return { is: "named", people, hasAddress: people.some((name) => name.includes("@")) }
}

export type Ceiling = {
  readonly currency: string
  readonly oneMinor: number
  readonly dayMinor: number
}

export function ceilingsOf({ direct_refund }: Options): Ceiling[] {
  if (direct_refund === null) return []
  const { ceiling_minor, day_ceiling_minor } = direct_refund
  return Object.entries(ceiling_minor).flatMap(([currency, oneMinor]) => {
    const dayMinor = day_ceiling_minor[currency]
    return dayMinor === undefined ? [] : { currency, oneMinor, dayMinor }
  })
}
