/** A button pressed in the store: the money first, then Medusa is brought level with it. */
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { SAGEPAY_MODULE } from "../../modules/sagepay"
import { press, type PressRequest } from "../../modules/sagepay/press"
import type { Pressed } from "../../modules/sagepay/press-answer"
import type { SagepayModuleService } from "../../modules/sagepay/service"
import { loadFamily } from "../../modules/sagepay/store"
import { readPressFacts } from "../../shop/owed"
import { bringLevel } from "../compare"
import { settleCharge } from "../settle-order"

export type Settled = Pressed & {
  /** Whether Medusa counts it by now; undefined where it is the ledger's alone. */
  readonly isLevel: boolean | undefined
}

/** What was charged anew becomes a payment of the order that it settles, if it settles one (rule 11). */
export async function settled(container: MedusaContainer, pressed: Pressed): Promise<Settled> {
  const { intent } = pressed
  if (intent.order_id === null) return { ...pressed, isLevel: undefined }
  const ledger = container.resolve<SagepayModuleService>(SAGEPAY_MODULE)
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  const isLevel = await settleCharge({ container, ledger, logger }, intent.id)
  return { ...pressed, isLevel }
}

export async function pressButton(
  container: MedusaContainer,
  request: Omit<PressRequest, "readFacts">
): Promise<Settled> {
  const ledger = container.resolve<SagepayModuleService>(SAGEPAY_MODULE)
  const pressed = await press(ledger.context, { ...request, readFacts: readPressFacts })
  const { intent } = pressed
  if (intent.kind === "repeat") return settled(container, pressed)
  // Whatever fails there is done by the sweep: the money has moved, and that is what is answered.
  await bringLevel(container, [{ moved: [intent.root_id] }])
  const { facts, now } = await ledger.inTransaction(async (knex) => {
    const { root, intents } = await loadFamily(knex, intent.root_id)
    const facts = await readPressFacts(knex, root)
    return { facts, now: intents.find((row) => row.id === intent.id) }
  })
  return { ...pressed, isLevel: facts.payment ? now?.levelled_at !== null : undefined }
}
