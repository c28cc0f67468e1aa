/** Which words tell the result of a check; keys below `panel.checks`. */
import type { Check } from "../lib/types"

const COMPARED: ReadonlySet<string> = new Set(["AddressResult", "PostCodeResult", "CV2Result"])

/** Undefined for a value that no table of the gateway's has: it is shown as it came. */
export function resultKey({ name, value, verdict }: Check): string | undefined {
  if (verdict === "unknown") return undefined
  const table = COMPARED.has(name) ? "compared" : name
  return `panel.checks.${table}.${value.trim().toUpperCase().replaceAll(" ", "_")}`
}
