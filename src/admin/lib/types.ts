/** What the routes answer, as it comes over the wire. From the routes' own types, so that a change there is noticed here. */
import type { paymentParts } from "../../api/admin/sagepay/payment-view"
import type { POLICIES } from "../../api/admin/sagepay/policies"
import type { settingsView } from "../../api/admin/sagepay/settings-view"
import type { listedView, transactionView } from "../../api/admin/sagepay/views"
import type { attentionList } from "../../modules/sagepay/attention-list"
import type { TestResult } from "../../modules/sagepay/self-test-result"
import type { readProviders } from "../../shop/setup"

/** JSON has no dates: they are ISO 8601 in UTC. */
export type Wire<T> = T extends Date
  ? string
  : T extends object
    ? { readonly [K in keyof T]: Wire<T[K]> }
    : T

export type Transaction = Wire<ReturnType<typeof transactionView>>
export type ListedTransaction = Wire<ReturnType<typeof listedView>>
type Parts = Wire<ReturnType<typeof paymentParts>>
export type Payment = Transaction & Parts
export type TimelineEntry = Parts["timeline"][number]
export type Check = Parts["checks"][number]
export type Intent = Parts["intents"][number]
export type Actions = Parts["actions"][string]
export type Action = keyof Actions
export type ActionView = Actions[Action]
export type OrderPayments = {
  readonly payments: readonly Payment[]
  readonly alone: readonly Payment[]
  /** What is neither paid, nor held, nor on its way. */
  readonly owed: { readonly amount_minor: number; readonly currency_code: string } | null
}
export type AttentionEntry = Wire<Awaited<ReturnType<typeof attentionList>>["attention"][number]>
export type Settings = Wire<
  ReturnType<typeof settingsView> & {
    providers: Awaited<ReturnType<typeof readProviders>>
    may: Record<keyof typeof POLICIES, boolean>
  }
>
export type SelfTest = { readonly ok: boolean; readonly checks: readonly Wire<TestResult>[] }
/** Of POST transactions/:id/actions, manual and direct-refunds. A 202 has only the words and the ids to look for. */
export type Done = {
  readonly type?: string
  readonly message?: string
  readonly intent_id?: string
  readonly vendor_tx_code?: string
  /** What was asked for, and when it was first. */
  readonly action?: { readonly created_at: string }
  readonly transaction?: Transaction
  readonly made?: Transaction | null
  readonly medusa_is_level?: boolean | null
}
