/** What of Medusa's own settings payments depend on, as far as it can be seen from inside. */
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { resultOf, type TestResult } from "../../../../modules/sagepay/self-test-result"
import type { OfferedProvider } from "../../../../shop/setup"

export function medusaTests(
  container: MedusaContainer,
  providers: readonly OfferedProvider[]
): TestResult[] {
  return [
    regionsTest(providers),
    lockingTest(lockingProvider(container)),
    workerTest(
      container.resolve(ContainerRegistrationKeys.CONFIG_MODULE).projectConfig.workerMode ??
        "shared"
    ),
  ]
}

export function regionsTest(providers: readonly OfferedProvider[]): TestResult {
  const offered = providers.filter(({ is_enabled, regions }) => is_enabled && regions.length > 0)
  if (offered.length > 0) {
    const where = offered.map(({ id, regions }) => `${id} in ${regions.join(", ")}`).join("; ")
    return resultOf("regions", null, true, `Offered at checkout: ${where}.`)
  }
  return resultOf(
    "regions",
    null,
    false,
    "No region offers a Sage Pay provider, so no shopper can pay with it.",
    "Enable it in the admin, under Settings, Regions. If it is not there, add the provider to the payment " +
      "module in medusa-config.ts."
  )
}

export function lockingTest(provider: string | undefined): TestResult {
  if (provider === undefined) {
    return resultOf("locking", null, null, "It cannot be seen which locking provider is in use.")
  }
  if (provider !== "in-memory") {
    return resultOf("locking", null, true, `Medusa's locks are kept by "${provider}".`)
  }
  return resultOf(
    "locking",
    null,
    null,
    "Medusa's own locks hold in one process only. With one server that is fine; with several, two of them may begin to " +
      "complete the same cart. Money is safe either way: the ledger's locks are in the database.",
    "With several servers, use @medusajs/medusa/locking-redis or locking-postgres."
  )
}

export function workerTest(mode: string): TestResult {
  if (mode === "shared") {
    return resultOf("worker", null, true, "This server runs the jobs too.")
  }
  return resultOf(
    "worker",
    null,
    null,
    `This server's worker mode is "${mode}": the jobs that ask for lost answers, end holds and bring Medusa ` +
      `level run elsewhere.`,
    "Keep at least one server running with the worker mode worker or shared."
  )
}

/** The module's service does not say it in its type. */
function lockingProvider(container: MedusaContainer): string | undefined {
  const service: unknown = container.resolve(Modules.LOCKING, { allowUnregistered: true })
  const { defaultProviderId } = (service ?? {}) as { defaultProviderId?: unknown }
  return typeof defaultProviderId === "string" ? defaultProviderId : undefined
}
