/** What the choices of the list are about, who may press them, and which of them move money. */
import type { AttentionEntry, Settings } from "../lib/types"

export type Choice = AttentionEntry["choices"][number]
export type Policy = keyof Settings["may"]

export const POLICY_OF_ACTION: Readonly<Record<string, Policy>> = {
  RELEASE: "capture",
  AUTHORISE: "capture",
  REFUND: "refund",
  ABORT: "void",
  CANCEL: "void",
  VOID: "void",
  REPEAT: "repeat",
  REPEATDEFERRED: "repeat",
}

/** The gateway's word for what is pressed; undefined where nothing is. */
export function actionOf({ body }: Pick<Choice, "body">): string | undefined {
  const action = body.properties.action?.const
  return typeof action === "string" ? action : undefined
}

/** Undefined for Medusa's own routes: who may use them is not known here, and Medusa says so itself. */
export function policyOf(choice: Pick<Choice, "path" | "body">): Policy | undefined {
  if (!choice.path.startsWith("/admin/sagepay/")) return undefined
  return POLICY_OF_ACTION[actionOf(choice) ?? ""] ?? "settle"
}

export function isAllowed(choice: Pick<Choice, "path" | "body">, may: Settings["may"]): boolean {
  const policy = policyOf(choice)
  return policy === undefined || may[policy]
}

/** Those that send nothing that moves money, nor decide whether money counts as moved. */
const HARMLESS: ReadonlySet<string> = new Set([
  "resolve",
  "look_again",
  "ask",
  "give_up",
  "released",
  "adopt",
  "confirm",
])
/** Where trying again only makes Medusa's books right. */
const BOOKS_ONLY: ReadonlySet<string> = new Set([
  "books_apart",
  "unlevelled_movement",
  "unsettled_charge",
])

/** Whether it is asked a second time before it is sent. */
export function isConfirmed(kind: string, { id }: Pick<Choice, "id">): boolean {
  return id === "retry" ? !BOOKS_ONLY.has(kind) : !HARMLESS.has(id)
}

const TRANSACTION = /^\/admin\/sagepay\/transactions\/([^/]+)\/(?:actions|released)$/
const PAYMENT = /^\/admin\/payments\/([^/]+)\//

export function transactionIdIn({ path }: Pick<Choice, "path">): string | undefined {
  return idIn(TRANSACTION, path)
}

/** Of Medusa's payment. */
export function paymentIdIn({ path }: Pick<Choice, "path">): string | undefined {
  return idIn(PAYMENT, path)
}

function idIn(pattern: RegExp, path: string): string | undefined {
  const id = pattern.exec(path)?.[1]
  return id === undefined ? undefined : decodeURIComponent(id)
}
