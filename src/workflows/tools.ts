/** What every work on the ledger and Medusa's data takes along. */
import type { Logger, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { SAGEPAY_MODULE } from "../modules/sagepay"
import type { SagepayModuleService } from "../modules/sagepay/service"

export type Tools = {
  readonly container: MedusaContainer
  readonly ledger: SagepayModuleService
  readonly logger: Logger
}

export function toolsOf(container: MedusaContainer): Tools {
  return {
    container,
    ledger: container.resolve<SagepayModuleService>(SAGEPAY_MODULE),
    logger: container.resolve(ContainerRegistrationKeys.LOGGER),
  }
}
