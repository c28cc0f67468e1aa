import { ModuleProvider, Modules } from "@medusajs/framework/utils"
import { SagepayProviderService } from "./service"

export default ModuleProvider(Modules.PAYMENT, { services: [SagepayProviderService] })
