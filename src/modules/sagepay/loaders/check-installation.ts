import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { LoaderOptions } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { checkInstallation } from "../installation"
import { readOptions } from "../options"

/**
 * Keys that do not open this database's secrets stop the boot. A loader, because what onApplicationStart throws is
 * swallowed; core runs no loaders while it migrates.
 */
export default async function checkInstallationAtBoot({
  options,
  container,
  logger,
}: LoaderOptions): Promise<void> {
  const database = container.resolve<Knex>(ContainerRegistrationKeys.PG_CONNECTION)
  await checkInstallation(
    database,
    readOptions(options),
    logger ?? container.resolve(ContainerRegistrationKeys.LOGGER)
  )
}
