import { Module } from "@medusajs/framework/utils"
import checkInstallation from "./loaders/check-installation"
import checkOptions from "./loaders/check-options"
import { SagepayModuleService } from "./service"

export const SAGEPAY_MODULE = "sagepay"

export default Module(SAGEPAY_MODULE, {
  service: SagepayModuleService,
  loaders: [checkOptions, checkInstallation],
})
