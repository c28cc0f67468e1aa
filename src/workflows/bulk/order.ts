/** One order of a bulk: looks at it, captures what is held for it through Medusa's own workflow, and says what became of it. */
import { capturePaymentWorkflow } from "@medusajs/medusa/core-flows"
import { renewClaim, type BulkResult, type BulkRow } from "../../modules/sagepay/bulk"
import { showMoney, toMajor } from "../../protocol/money"
import { readOrderFacts } from "../../shop/bulk"
import {
  capturedSince,
  planOrder,
  sayLess,
  type BulkCapture,
  type BulkPlan,
  type OrderFacts,
} from "../../shop/bulk-plan"
import { failureOf, type Failure } from "../failure"
import type { Tools } from "../tools"
import type { Mine } from "./claims"

/** Lost: another process has taken the order over. Wait: somebody else is at its payment. */
export type Outcome =
  | ({ readonly do: "finish" } & BulkResult)
  | { readonly do: "wait"; readonly message: string }
  | { readonly do: "lost" }

/**
 * Somebody who captures the same order at this moment changes what is to be done, but hardly more often; and what never
 * left, for instance because it waited too long behind others that were not answered, is sent anew.
 */
const LOOKS = 3

/** How long an order is tried whose capture is refused because somebody else is at it. */
const PATIENCE_MS = 15 * 60_000

export async function captureOrder(tools: Tools, bulk: BulkRow, item: Mine): Promise<Outcome> {
  const look = () =>
    tools.ledger.read((knex) =>
      readOrderFacts(knex, item.order_id, { actor: bulk.actor, since: bulk.created_at })
    )
  let order = await look()
  if (!order) {
    const message = "There is no such order any more. Nothing was captured."
    return { do: "finish", status: "failed", capturedMinor: 0, currency: null, message }
  }
  const done = new Progress(order, item.again)
  const isHeld = holder(tools, item)
  for (let looks = 1; ; looks++) {
    const plan = planOrder(order)
    if (plan.do !== "capture") return done.endedBy(plan)
    const failure = await captureAll(tools, bulk, isHeld, plan.captures, done)
    if (failure === undefined) return done.captured(sayLess(plan.captures, order))
    if (failure === "lost") return { do: "lost" }
    const isWaitedFor = isBusy(failure) && Date.now() < bulk.created_at.getTime() + PATIENCE_MS
    if (isWaitedFor) return { do: "wait", message: failure.message }
    order = await look()
    // Core refuses what somebody else was quicker with; then there is something else to do, or nothing.
    const isChanged = order !== undefined && !isSame(planOrder(order), plan.captures)
    const isNext = failure.code === "not_sent" || (failure.code === undefined && isChanged)
    if (!order || !isNext || looks === LOOKS) return done.failed(failure.message)
  }
}

/** What is captured so far, also by a process that died while it was at this order. */
class Progress {
  readonly currency: string
  private minor: number

  constructor(
    private readonly order: OrderFacts,
    again: boolean
  ) {
    this.currency = order.currency
    this.minor = again ? capturedSince(order) : 0
  }

  add(minor: number): void {
    this.minor += minor
  }

  captured(message: string | null): Outcome {
    return this.finish("captured", message)
  }

  failed(message: string): Outcome {
    const { minor, order } = this
    const first =
      minor > 0 ? `${showMoney({ minor, currency: order.currency })} was captured. ` : ""
    return this.finish("failed", `${first}${message}`)
  }

  endedBy(plan: Exclude<BulkPlan, { do: "capture" }>): Outcome {
    if (plan.do === "wait") return plan
    if (plan.do === "fail") return this.failed(plan.message)
    return this.minor > 0 ? this.captured(null) : this.finish("nothing", plan.message)
  }

  private finish(status: BulkResult["status"], message: string | null): Outcome {
    const { minor, order } = this
    return { do: "finish", status, capturedMinor: minor, currency: order.currency, message }
  }
}

async function captureAll(
  { container }: Tools,
  { actor }: BulkRow,
  isHeld: () => Promise<boolean>,
  captures: readonly BulkCapture[],
  done: Progress
): Promise<Failure | "lost" | undefined> {
  for (const { paymentId, amountMinor } of captures) {
    if (!(await isHeld())) return "lost"
    try {
      await capturePaymentWorkflow(container).run({
        input: {
          payment_id: paymentId,
          amount: Number(toMajor(amountMinor, done.currency)),
          captured_by: actor,
        },
      })
    } catch (error) {
      return failureOf(error)
    }
    done.add(amountMinor)
  }
  return undefined
}

/** A claim is good for minutes, so one that is seconds old needs no renewing. */
const FRESH_MS = 10_000

/** Asked before each capture: whether the order is still this worker's, which a process that was frozen cannot know. */
function holder({ ledger }: Tools, item: Mine): () => Promise<boolean> {
  let renewedAt = item.claimedMs
  return async () => {
    if (Date.now() - renewedAt < FRESH_MS) return true
    renewedAt = Date.now()
    return ledger.read((knex) => renewClaim(knex, item))
  }
}

const isBusy = ({ code }: Failure): boolean => code === "busy"

function isSame(plan: BulkPlan, captures: readonly BulkCapture[]): boolean {
  return plan.do === "capture" && JSON.stringify(plan.captures) === JSON.stringify(captures)
}
