/** Collection and session for a charge, in core's own words. */
import {
  createOrderPaymentCollectionWorkflow,
  createPaymentSessionsWorkflow,
  deleteOrderPaymentCollections,
} from "@medusajs/medusa/core-flows"
import { Modules } from "@medusajs/framework/utils"
import { linkSession, type Charge } from "../../modules/sagepay/charges"
import { computedToMinor, toMajor } from "../../protocol/money"
import type { ChargeFacts } from "../../shop/charges"
import { readOwed } from "../../shop/owed"
import { failureOf } from "../failure"
import type { Tools } from "../tools"

/** The session that `authorizePayment` will accept for this charge: written down before it can be authorized. */
export async function sessionFor(
  { container, ledger }: Tools,
  charge: Charge,
  { open, providerId }: ChargeFacts
): Promise<Charge> {
  const { root } = charge
  if (!providerId) throw new Error("No Sage Pay payment provider is enabled in this store.")
  const collectionId =
    open.find(({ amountMinor }) => amountMinor === root.amount_minor)?.id ??
    (await newCollection(charge, container))
  // Core takes away the collection's other sessions: somebody about to pay the same debt must not.
  const { result: session } = await createPaymentSessionsWorkflow(container).run({
    input: { payment_collection_id: collectionId, provider_id: providerId, data: {}, context: {} },
  })
  if (computedToMinor(String(session.amount), root.currency) !== root.amount_minor) {
    throw new Error("Medusa's payment session is of another amount than the charge.")
  }
  const linked = await linkSession(ledger.context, charge, session.id)
  if (!linked) throw new Error("Another process is making the payment of it.")
  return linked
}

async function newCollection(
  { root, orderId }: Charge,
  container: Tools["container"]
): Promise<string> {
  const { result } = await createOrderPaymentCollectionWorkflow(container).run({
    input: { order_id: orderId, amount: Number(toMajor(root.amount_minor, root.currency)) },
  })
  const [collection] = result
  if (!collection) throw new Error("Medusa made no payment collection.")
  return collection.id
}

/** What core had opened for the debt asks for no more than what is still owed. */
export async function tidyCollections(
  { container, ledger, logger }: Tools,
  { root, orderId }: Charge,
  open: ChargeFacts["open"]
): Promise<void> {
  const owed = await ledger.inTransaction((knex) => readOwed(knex, orderId))
  if (!owed) return
  try {
    for (const { id, status, amountMinor } of open) {
      if (status !== "not_paid" || amountMinor <= owed.minor) continue
      if (owed.minor === 0) await deleteOrderPaymentCollections(container).run({ input: { id } })
      else {
        const amount = Number(toMajor(owed.minor, root.currency))
        await container.resolve(Modules.PAYMENT).updatePaymentCollections(id, { amount })
      }
    }
  } catch (error) {
    // Of no consequence for the money: staff see a request that is too high.
    logger.warn(
      `sagepay: ${orderId} still has a payment collection too many: ${failureOf(error).message}`
    )
  }
}
