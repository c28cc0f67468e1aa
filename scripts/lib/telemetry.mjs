import { mkdirSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import process from "node:process"

/** Medusa's command line writes here too: never into the repository or the user's own settings. */
const home = path.join(tmpdir(), `medusa-without-telemetry-${process.getuid?.() ?? "user"}`)
mkdirSync(path.join(home, "medusa"), { recursive: true })
writeFileSync(path.join(home, "medusa/config.json"), '{ "telemetry": { "enabled": false } }')

/**
 * Medusa's telemetry, really off: the variable alone keeps events from being written, but a process
 * that sends what there is starts all the same, unless the setting in Medusa's own file says no.
 */
export const NO_TELEMETRY = { MEDUSA_DISABLE_TELEMETRY: "1", XDG_CONFIG_HOME: home }
