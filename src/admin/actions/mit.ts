/** Why a card is charged again without the shopper, as 4.00 wants to be told; and what each reason needs beside it. */
import type { PressBody } from "../../api/admin/sagepay/validators"

type Body = NonNullable<PressBody["mit"]>
export type MitType = NonNullable<Body["type"]>
export type MitDetail = "expiry" | "frequency" | "instalments"
export type Mit = { readonly type: MitType } & Readonly<Record<MitDetail, string>>

/** The most general one comes first, and is what the server takes when nothing is said. */
export const MIT_DETAILS: Readonly<Record<MitType, readonly MitDetail[]>> = {
  UNSCHEDULED: [],
  RECURRING: ["expiry", "frequency"],
  INSTALMENT: ["instalments", "frequency", "expiry"],
  INCREMENTAL: [],
  DELAYEDCHARGE: [],
  NOSHOW: [],
  REAUTHORISATION: [],
  RESUBMISSION: [],
}
export const MIT_TYPES = Object.keys(MIT_DETAILS) as MitType[]

export const NO_MIT: Mit = { type: "UNSCHEDULED", expiry: "", frequency: "", instalments: "" }

const isFrom = (least: number, most: number) => (text: string) =>
  /^\d{1,4}$/.test(text) && Number(text) >= least && Number(text) <= most

const IS_RIGHT: Readonly<Record<MitDetail, (text: string) => boolean>> = {
  expiry: (text) => /^\d{4}-\d{2}-\d{2}$/.test(text),
  frequency: isFrom(1, 9999),
  instalments: isFrom(2, 999),
}

export function wrongDetails(mit: Mit): MitDetail[] {
  return MIT_DETAILS[mit.type].filter((detail) => !IS_RIGHT[detail](mit[detail].trim()))
}

/** Of right details only. */
export function mitBody(mit: Mit): Body {
  const asked = MIT_DETAILS[mit.type]
  const given = <T>(detail: MitDetail, value: T) => (asked.includes(detail) ? value : undefined)
  return {
    type: mit.type,
    recurring_expiry: given("expiry", mit.expiry.trim()),
    recurring_frequency: given("frequency", Number(mit.frequency)),
    instalments: given("instalments", Number(mit.instalments)),
  }
}
