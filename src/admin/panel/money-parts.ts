/** Where the money of a payment is: as figures, and as parts of a bar. */
import type { Payment } from "../lib/types"

export type Part = "left" | "refunded" | "held"

export type Figure = {
  /** Of its name, below `panel.money`. */
  readonly key: "held" | "takeable" | "taken" | "refunded" | "left" | "paid_out"
  readonly minor: number
  /** Its colour in the bar, where it has one. */
  readonly part?: Part
}

type Of = Pick<Payment, "kind" | "amount_minor" | "money">

export function figuresOf({ kind, money }: Of): readonly Figure[] {
  const { held_minor, taken_minor, refunded_minor, left_minor } = money
  // A payment to a card: nothing was taken that it could be compared with.
  if (kind === "DIRECTREFUND") return [{ key: "paid_out", minor: refunded_minor, part: "refunded" }]
  return [
    // What an AUTHENTICATE may still take is held nowhere.
    { key: kind === "AUTHENTICATE" ? "takeable" : "held", minor: held_minor, part: "held" },
    { key: "taken", minor: taken_minor },
    { key: "refunded", minor: refunded_minor, part: "refunded" },
    { key: "left", minor: left_minor, part: "left" },
  ]
}

/** In per cent of the payment's amount, or of more, where more was taken. */
export function partsOf({ amount_minor, money }: Of): readonly [Part, number][] {
  const { held_minor, left_minor, refunded_minor } = money
  const left = Math.max(0, left_minor)
  const whole = Math.max(1, amount_minor, left + refunded_minor + held_minor)
  const parts: readonly [Part, number][] = [
    ["left", left],
    ["refunded", refunded_minor],
    ["held", held_minor],
  ]
  return parts.flatMap(([part, minor]): [Part, number][] =>
    minor > 0 ? [[part, (100 * minor) / whole]] : []
  )
}

export function isTooMuchBack({ kind, money }: Of): boolean {
  return kind !== "DIRECTREFUND" && money.left_minor < 0
}
