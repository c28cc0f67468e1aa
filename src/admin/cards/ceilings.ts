/** What the shop allows in direct refunds, by currency. */
import type { Settings } from "../lib/types"

type Option = Settings["options"]["direct_refund"]

export type Ceiling = {
  readonly currency: string
  readonly oneMinor: number
  readonly dayMinor: number
}

/** A currency needs both, as the server has it. */
export function ceilingsOf(option: Option): readonly Ceiling[] {
  if (!option) return []
  return Object.entries(option.ceiling_minor).flatMap(([currency, oneMinor]) => {
    const dayMinor = option.day_ceiling_minor[currency]
    return dayMinor === undefined ? [] : [{ currency, oneMinor, dayMinor }]
  })
}

export const ceilingFor = (ceilings: readonly Ceiling[], currency: string): Ceiling | undefined =>
  ceilings.find((each) => each.currency.toUpperCase() === currency.toUpperCase())

/** What was refunded today already only the server knows, under its lock. */
export const limitOf = ({ oneMinor, dayMinor }: Ceiling): number => Math.min(oneMinor, dayMinor)
