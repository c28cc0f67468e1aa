import { registrationGuide, REGISTRATION_CASES } from "./guide/registration"
import type { GuideMessage } from "./guide/row"
import { GUIDE_CASES, guideFor, type GuideVersion } from "./guide/versions"

/** Every TxType in every version that the guide has it in: remote actions and registrations. */
export const ALL_CASES: readonly (readonly [txType: string, version: GuideVersion])[] = [
  ...GUIDE_CASES,
  ...REGISTRATION_CASES,
]

const REGISTRATIONS = ["PAYMENT", "DEFERRED", "AUTHENTICATE"]

export function guide(txType: string, version: GuideVersion): GuideMessage {
  if (!REGISTRATIONS.includes(txType)) return guideFor(txType, version)
  if (version === "2.22") throw new Error("The guide has no registration in 2.22")
  return registrationGuide(txType, version)
}
