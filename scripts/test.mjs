import { spawn } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import path from "node:path"
import { NO_TELEMETRY } from "./lib/telemetry.mjs"

/**
 * Runs every test, two files side by side, and one after another those that install the plugin; it
 * ends with a line counted from the runner's own reports. `--full` runs the long forms instead, which
 * are too long for every change. Other arguments go to the runner as they are.
 */

const jest = path.join(
  path.dirname(createRequire(import.meta.url).resolve("jest/package.json")),
  "bin/jest.js"
)
const reports = mkdtempSync(path.join(tmpdir(), "test-reports-"))

const EVERY = [
  { project: "unit", flags: ["--maxWorkers=2"] },
  { project: "ledger", flags: ["--maxWorkers=2", "--forceExit", "--silent"] },
  // Silent: what a booted store logs would bury the results.
  { project: "booted", flags: ["--maxWorkers=2", "--forceExit", "--silent"] },
  { project: "installed", flags: ["--runInBand", "--forceExit", "--silent"] },
]
const FULL = [{ project: "full", flags: ["--runInBand", "--forceExit", "--silent"] }]

const given = process.argv.slice(2)
const isFull = given.includes("--full")

function runJest({ project, flags }) {
  const report = path.join(reports, `${project}.json`)
  const args = [
    // Medusa and its ORM load parts of themselves by import(), which the runner's sandbox only
    // allows with this flag.
    "--experimental-vm-modules",
    "--no-warnings=ExperimentalWarning",
    jest,
    `--selectProjects=${project}`,
    "--json",
    `--outputFile=${report}`,
    "--passWithNoTests",
    ...flags,
    ...given.filter((argument) => argument !== "--full"),
  ]
  const child = spawn(process.execPath, args, {
    // The JSON that --json also prints is left out: it stands in the report.
    stdio: ["inherit", "ignore", "inherit"],
    env: { ...process.env, ...NO_TELEMETRY },
  })
  return new Promise((resolve) => {
    child.on("exit", (code) => {
      const counted = existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : undefined
      resolve({
        ok: code === 0 && counted !== undefined,
        passed: counted?.numPassedTests ?? 0,
        // A file that could not even be loaded has no tests of its own to count.
        failed: counted ? counted.numFailedTests + counted.numRuntimeErrorTestSuites : 1,
      })
    })
  })
}

const total = { ok: true, passed: 0, failed: 0 }
for (const run of isFull ? FULL : EVERY) {
  const result = await runJest(run)
  total.ok &&= result.ok
  total.passed += result.passed
  total.failed += result.failed
}
rmSync(reports, { recursive: true, force: true })
process.stdout.write(`tests: ${total.passed} passed, ${total.failed} failed\n`)
process.exitCode = total.ok && total.failed === 0 ? 0 : 1
