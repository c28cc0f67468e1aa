/** What the gateway's checks of a card mean to somebody who must decide whether to ship. Pure. */

export type Verdict = "good" | "bad" | "neutral" | "unknown"

export type Check = {
  /** The gateway's name of the result. */
  readonly name: string
  readonly value: string
  /** "neutral": not checked, or of two minds. "unknown": a value that is in no table of the gateway's. */
  readonly verdict: Verdict
}

const COMPARED = {
  MATCHED: "good",
  NOTMATCHED: "bad",
  NOTCHECKED: "neutral",
  NOTPROVIDED: "neutral",
} as const

/** In the order in which they are shown. Values: Shared guide D2, Server protocol. */
export const CHECKS: Readonly<Record<string, Readonly<Record<string, Verdict>>>> = {
  "3DSecureStatus": {
    OK: "good",
    NOTAUTHED: "bad",
    ATTEMPTONLY: "neutral",
    INCOMPLETE: "neutral",
    NOTCHECKED: "neutral",
    NOTAVAILABLE: "neutral",
    NOAUTH: "neutral",
    CANTAUTH: "neutral",
    ERROR: "neutral",
    MALFORMED: "neutral",
    INVALID: "neutral",
  },
  AVSCV2: {
    "ALL MATCH": "good",
    "NO DATA MATCHES": "bad",
    "SECURITY CODE MATCH ONLY": "neutral",
    "ADDRESS MATCH ONLY": "neutral",
    "DATA NOT CHECKED": "neutral",
  },
  AddressResult: COMPARED,
  PostCodeResult: COMPARED,
  CV2Result: COMPARED,
  FraudResponse: { ACCEPT: "good", DENY: "bad", CHALLENGE: "neutral", NOTCHECKED: "neutral" },
}

export function checksOf(results: Readonly<Record<string, string>> | null): Check[] {
  return Object.entries(CHECKS).flatMap(([name, verdicts]) => {
    const value = results?.[name]
    if (!value) return []
    const written = value.trim().toUpperCase()
    const verdict = Object.hasOwn(verdicts, written) ? verdicts[written] : undefined
    return [{ name, value, verdict: verdict ?? "unknown" }]
  })
}
