import { createRequire } from "node:module"
import { mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { installPlugin } from "../../demo/lib/build.mjs"
import { INSTALLED, STORE } from "../../demo/lib/paths.mjs"

/** The plugin as a shop gets it: built, packed and unpacked, when its sources have changed. */
export async function builtPlugin() {
  const logs = mkdtempSync(path.join(tmpdir(), "bench-"))
  await installPlugin(path.join(logs, "build.log"))
}

const required = (name) => createRequire(path.join(STORE, "package.json"))(name)

export const gatewayClient = () => required("medusa-payment-sagepay/gateway")
export const simulator = () => required("medusa-payment-sagepay/simulator")

/** The ledger's own sealing, for payments that are copied. */
export const ledgerSealer = () =>
  createRequire(import.meta.url)(
    path.join(INSTALLED, ".medusa/server/src/modules/sagepay/sealing.js")
  ).Sealer

/** What undici is for the plugin, it is for those that it is compared with. */
export const undici = () => createRequire(path.join(INSTALLED, "package.json"))("undici")
