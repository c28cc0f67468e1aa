/** Who captures or renews by the option before_lapse. */
export const BEFORE_LAPSE_ACTOR = "sagepay-before-lapse"

/**
 * As on fulfilment (fulfilment.ts): a capture names what is captured of its payment once it is done, so that the ledger
 * refuses one beside which somebody else captured.
 */
export function beforeLapseMark(levelMinor: number): string {
  return `${BEFORE_LAPSE_ACTOR}:${levelMinor}`
}
