/** What a role may be given to do with the ledger, where Medusa's roles (RBAC) are switched on. */
import type { PressAction } from "../../../modules/sagepay/press-rules"

export type Policy = { readonly resource: string; readonly operation: string }

const create = (resource: string): Policy => ({ resource, operation: "create" })

export const POLICIES = {
  read: { resource: "sagepay", operation: "read" },
  capture: create("sagepay_capture"),
  refund: create("sagepay_refund"),
  void: create("sagepay_void"),
  repeat: create("sagepay_repeat"),
  manual: create("sagepay_manual"),
  direct_refund: create("sagepay_direct_refund"),
  settle: { resource: "sagepay_settle", operation: "update" },
} as const satisfies Record<string, Policy>

export type PolicyName = keyof typeof POLICIES

/** One route carries all of these. */
export const POLICY_OF_ACTION: Readonly<Record<PressAction, PolicyName>> = {
  RELEASE: "capture",
  AUTHORISE: "capture",
  REFUND: "refund",
  ABORT: "void",
  CANCEL: "void",
  VOID: "void",
  REPEAT: "repeat",
  REPEATDEFERRED: "repeat",
}

/** As core's own middlewares want it, one for each entry, for they are changed there. */
export function guardedBy(name: PolicyName): { resource: string; operation: string } {
  return { ...POLICIES[name] }
}
