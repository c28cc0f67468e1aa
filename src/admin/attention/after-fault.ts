/** What a failed choice says of the money, and whether the same form may be sent again. */
import type { Fault } from "../lib/fault"
import type { Choice } from "./choices"

export type AfterFault = {
  /** Undefined: the usual one. */
  readonly heading?: "look_first" | "read"
  /** It must be opened anew, which looks at the money anew. */
  readonly isOver: boolean
}

const USUAL: AfterFault = { isOver: false }

/**
 * Without a key, what is sent twice may be done twice. And Medusa's own routes answer alike whatever became of the money:
 * each failure of the provider is a 400 there.
 */
export function afterFault(
  { path, body }: Pick<Choice, "path" | "body">,
  { kind, status }: Fault
): AfterFault {
  // Turned away before anything was done.
  if ("key" in body.properties || kind === "forbidden" || kind === "not_found") return USUAL
  const isMedusas = !path.startsWith("/admin/sagepay/")
  if (isMedusas && status === 400) return { heading: "read", isOver: true }
  return kind === "unclear" ? { heading: "look_first", isOver: true } : USUAL
}
