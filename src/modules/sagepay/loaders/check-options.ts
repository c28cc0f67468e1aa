import type { LoaderOptions } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { readOptions, staffWarning } from "../options"

/** Wrong options stop the boot here, before anything is served. */
export default function checkOptions({ options, container, logger }: LoaderOptions): Promise<void> {
  const warning = staffWarning(readOptions(options))
  const log = logger ?? container.resolve(ContainerRegistrationKeys.LOGGER)
  if (warning !== undefined) log.warn(`sagepay: ${warning}`)
  return Promise.resolve()
}
