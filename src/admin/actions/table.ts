/** The eight things that staff may do to one transaction, as the page knows them. */
import { POLICY_OF_ACTION } from "../../api/admin/sagepay/policies"
import { RULES } from "../../protocol/life"
import type { Action, Settings, Transaction } from "../lib/types"

type State = Transaction["state"]

export type Row = {
  readonly action: Action
  readonly policy: keyof Settings["may"]
  /** Ends or undoes what cannot be brought back. */
  readonly danger: boolean
  readonly hasAmount: boolean
  readonly repeats: boolean
  /** Takes and gives nothing. */
  readonly endsHold: boolean
  readonly kinds: readonly Transaction["kind"][]
  /** Where it is what most people come for. */
  readonly likelyIn: readonly State[]
}

type Given = Partial<Pick<Row, "danger" | "hasAmount" | "repeats" | "endsHold" | "likelyIn">>

const row = (action: Action, given: Given): Row => ({
  action,
  policy: POLICY_OF_ACTION[action],
  danger: false,
  hasAmount: false,
  repeats: false,
  endsHold: false,
  kinds: RULES[action].kinds,
  likelyIn: [],
  ...given,
})

/** In the order in which they are shown. */
export const ACTIONS: readonly Row[] = [
  row("RELEASE", { hasAmount: true, likelyIn: ["deferred"] }),
  row("AUTHORISE", { hasAmount: true, likelyIn: ["authenticated"] }),
  row("ABORT", { danger: true, endsHold: true, likelyIn: ["deferred"] }),
  row("CANCEL", { danger: true, endsHold: true, likelyIn: ["authenticated"] }),
  row("REFUND", { hasAmount: true, likelyIn: ["taken"] }),
  row("VOID", { danger: true, likelyIn: ["taken", "credited"] }),
  row("REPEAT", { hasAmount: true, repeats: true }),
  row("REPEATDEFERRED", { hasAmount: true, repeats: true }),
]

/** Where anything may be done at all; every other state is an end. */
export const LIVING: ReadonlySet<State> = new Set<State>([
  "deferred",
  "authenticated",
  "taken",
  "credited",
])
