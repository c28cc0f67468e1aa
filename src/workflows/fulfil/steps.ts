/** The next thing to do for an order, of what its plan has. */
import { isSure, type FulfilmentPlan, type Part } from "../../modules/sagepay/fulfilment-plan"
import { lifeFacts } from "../../modules/sagepay/rules"
import type { SagepayModuleService } from "../../modules/sagepay/service"
import { takingsOf } from "../../modules/sagepay/takings"
import { mayBeDone } from "../../protocol/life"
import type { FulfilledOrder } from "../../shop/fulfilled"
import type { Refused } from "./findings"

export type Step = {
  /** As the log says it. */
  readonly does: "captured" | "authorised" | "gave back"
  readonly part: Part
}

type Asked = { readonly rootId: string }

export function nextStep(
  order: FulfilledOrder,
  plan: FulfilmentPlan,
  refused: Refused,
  { context, options }: SagepayModuleService,
  asked?: Asked
): Step | undefined {
  const steps: Step[] = [
    ...plan.captures.map((part) => ({ does: "captured", part }) as const),
    ...(plan.beyond ? [{ does: "authorised", part: plan.beyond } as const] : []),
    ...plan.tooMuch
      .filter((part) => isGivenBack(order, part))
      .map((part) => ({ does: "gave back", part }) as const),
  ]
  return steps.find(({ part }) => !refused.has(`${part.id}:${part.levelMinor}`))

  function isGivenBack({ payments }: FulfilledOrder, part: Part): boolean {
    if (asked?.rootId === part.id) return true
    if (!isSure(order.cancelled)) return false
    if (options.cancelled_fulfilment === "refund") return true
    if (options.cancelled_fulfilment === "ask" || !options.void_unsettled) return false
    const payment = payments.find(({ id }) => id === part.id)
    const takings = payment ? takingsOf(payment.family) : []
    const same = takings.filter((row) => row.taken_minor === part.amountMinor)
    const [taking] = same
    if (!taking || same.length > 1) return false
    return mayBeDone("VOID", lifeFacts(taking), context.now()).allowed
  }
}

export function sameStep(one: Step, other: Step): boolean {
  return (
    one.does === other.does &&
    one.part.id === other.part.id &&
    one.part.amountMinor === other.part.amountMinor &&
    one.part.levelMinor === other.part.levelMinor
  )
}
