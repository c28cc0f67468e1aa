/** Tells what became of a form that nobody sees any more. */
import { toast } from "@medusajs/ui"
import type { Fault } from "./fault"
import type { Texts } from "./texts"

/** `isUnanswered`: whatever came back last, of something that was sent before nobody knows what became. */
export function leftWith(
  t: Texts["t"],
  { kind, message }: Fault,
  isUnanswered = kind === "unclear"
): void {
  if (isUnanswered) toast.warning(t("common.left_unclear"), { description: message })
  else toast.error(t(`common.fault.${kind}`), { description: message })
}
