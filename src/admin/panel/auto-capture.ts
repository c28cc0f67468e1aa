/** What capture on fulfilment will do with a payment; keys below `panel.auto_capture`. */
import type { Payment, Settings } from "../lib/types"

type Of = Pick<Payment, "kind" | "state" | "order_id" | "payment_id">
type Options = Pick<Settings["options"], "auto_capture" | "deferred_split">

/** Undefined where nothing is left to capture, or where no order's fulfilment could. */
export function autoCaptureKeys(
  { kind, state, order_id, payment_id }: Of,
  { auto_capture, deferred_split }: Options
): readonly string[] | undefined {
  const isHold = state === "deferred" || state === "authenticated"
  if (!isHold || order_id === null || payment_id === null) return undefined
  const when = `when.${auto_capture}`
  if (auto_capture === "off") return [when]
  return [when, kind === "AUTHENTICATE" ? "how.parts" : `how.${deferred_split}`]
}
