/** Whether this person is shown the forms. The server decides again when they are sent. */
import type { Settings } from "../lib/types"
import type { Purpose } from "./draft"

export function mayType(
  purpose: Purpose,
  settings: Pick<Settings, "may" | "options"> | undefined
): boolean {
  if (!settings?.may[purpose]) return false
  return purpose === "manual" || settings.options.direct_refund !== null
}
