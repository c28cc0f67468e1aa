import { spawn } from "node:child_process"
import process from "node:process"
import { fileURLToPath } from "node:url"

/**
 * `npm test`, and then the long forms: of the admin's pages, and of the campaign, each with a seed of its
 * own. The seed can be given: `npm run test:full -- 4711`.
 */

const [seed = String(Date.now() % 1_000_000)] = process.argv.slice(2)

const PARTS = [
  ["test.mjs"],
  ["test.mjs", "--full"],
  ["../campaign/run.mjs", "--seed", seed, "--operations", "10000", "--clients", "12"],
  ["../campaign/run.mjs", "--seed", seed, "--kills", "200"],
  ["../campaign/run.mjs", "--seed", seed, "--two-servers", "500"],
  ["../campaign/run.mjs", ...["--seed", seed, "--operations", "1000", "--without-reporting"]],
]

function run([script, ...args]) {
  const file = fileURLToPath(new URL(script, import.meta.url))
  const child = spawn(process.execPath, [file, ...args], { stdio: "inherit" })
  return new Promise((resolve) => child.on("exit", (code) => resolve(code === 0)))
}

const results = []
for (const part of PARTS) {
  const begun = Date.now()
  const ok = await run(part)
  const minutes = ((Date.now() - begun) / 60_000).toFixed(1)
  results.push({ ok, text: `${ok ? "passed" : "FAILED"} in ${minutes} min: ${part.join(" ")}` })
}
for (const { text } of results) process.stdout.write(`${text}\n`)
process.exitCode = results.every(({ ok }) => ok) ? 0 : 1
