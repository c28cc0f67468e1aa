import { spawn } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import path from "node:path"
import { NO_TELEMETRY } from "./lib/telemetry.mjs"

/**
 * Runs every test on two cores; it ends with a line counted from the runner's own reports. `--full` runs the
 * long forms instead, which are too long for every change. Other arguments go to the runner as they are.
 */

const jest = path.join(
  path.dirname(createRequire(import.meta.url).resolve("jest/package.json")),
  "bin/jest.js"
)
const reports = mkdtempSync(path.join(tmpdir(), "test-reports-"))

// Silent: what a booted store logs would bury the results.
const STORE = ["--forceExit", "--silent"]
const UNIT = { project: "unit", flags: ["--maxWorkers=2"] }
const LEDGER = { project: "ledger", flags: ["--maxWorkers=2", ...STORE] }
const INSTALLED = { project: "installed", flags: ["--runInBand", ...STORE] }
const booted = (shard) => ({
  project: "booted",
  flags: ["--runInBand", `--shard=${shard}`, ...STORE],
})

/**
 * One after another; and those with several lanes beside each other, each lane one after another. What installs the
 * plugin waits a good deal, for builds and for pages, and has to have its demo store to itself.
 */
const EVERY = [
  [[UNIT]],
  [[LEDGER]],
  [
    [INSTALLED, booted("3/3")],
    [booted("1/3"), booted("2/3")],
  ],
]
const FULL = [[[{ project: "full", flags: ["--runInBand", ...STORE] }]]]

const given = process.argv.slice(2)
const isFull = given.includes("--full")

let runs = 0

function runJest({ project, flags }) {
  runs += 1
  const report = path.join(reports, `${runs}.json`)
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

async function runLane(lane) {
  for (const run of lane) {
    const result = await runJest(run)
    total.ok &&= result.ok
    total.passed += result.passed
    total.failed += result.failed
  }
}

for (const lanes of isFull ? FULL : EVERY) await Promise.all(lanes.map(runLane))
rmSync(reports, { recursive: true, force: true })
process.stdout.write(`tests: ${total.passed} passed, ${total.failed} failed\n`)
process.exitCode = total.ok && total.failed === 0 ? 0 : 1
