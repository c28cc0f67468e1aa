import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { SAGEPAY_MODULE } from "../modules/sagepay"
import { deliver, forget } from "../modules/sagepay/outbox"
import type { SagepayModuleService } from "../modules/sagepay/service"

/** What is written is handed over right after its commit; this is for what that missed. */
export default async function sagepayOutbox(container: MedusaContainer): Promise<void> {
  const { context } = container.resolve<SagepayModuleService>(SAGEPAY_MODULE)
  await deliver(context, container.resolve(Modules.EVENT_BUS))
  await context.transaction((knex) => forget(knex, context.now()))
}

export const config = { name: "sagepay-outbox", schedule: "* * * * *" }
