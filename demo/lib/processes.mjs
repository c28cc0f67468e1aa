import { spawn } from "node:child_process"
import { createWriteStream, mkdirSync } from "node:fs"
import path from "node:path"
import { NO_TELEMETRY } from "../../scripts/lib/telemetry.mjs"
import { ROOT } from "./paths.mjs"

export const MEDUSA = path.join(ROOT, "node_modules/@medusajs/cli/cli.js")

const LAST_CHARACTERS = 4_000

function launch(command, args, { cwd, env, logFile, detached = false }) {
  mkdirSync(path.dirname(logFile), { recursive: true })
  const log = createWriteStream(logFile, { flags: "a" })
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...NO_TELEMETRY, ...env },
    detached,
    stdio: ["ignore", "pipe", "pipe"],
  })
  const tail = { text: "" }
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      log.write(chunk)
      tail.text = (tail.text + chunk).slice(-LAST_CHARACTERS)
    })
  }
  const ended = new Promise((resolve) => {
    child.on("error", (error) => resolve({ code: -1, error }))
    child.on("exit", (code, signal) => resolve({ code, signal }))
  }).finally(() => log.end())
  return { child, ended, tail }
}

const running = new Set()

/** Runs a command to its end; the error holds the last lines that it printed. */
export async function run(title, command, args, options) {
  const started = launch(command, args, options)
  running.add(started)
  const { code, error, signal } = await started.ended
  running.delete(started)
  if (code === 0) return
  const reason = error ? error.message : `ended with ${code ?? signal}`
  throw new Error(`${title} failed: ${command} ${reason}\n${started.tail.text}`)
}

export const medusa = (title, args, options) =>
  run(title, process.execPath, [MEDUSA, ...args], options)

/** When the demo is stopped in the middle of a first start. */
export async function stopRuns() {
  const all = [...running]
  for (const { child } of all) child.kill("SIGTERM")
  await Promise.all(all.map(({ ended }) => ended))
}

/** Asks until `probe` gives something; says what it waited for when the time is over. */
export async function until(what, probe, { deadlineMs = 120_000, everyMs = 150 } = {}) {
  const deadline = Date.now() + deadlineMs
  for (;;) {
    const found = await probe()
    if (found) return found
    if (Date.now() > deadline) throw new Error(`Waited ${deadlineMs / 1000} s in vain for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, everyMs))
  }
}

const STOP_MS = 10_000

/**
 * A server that stays: in its own process group, so that Ctrl-C in the terminal reaches only the
 * start script, which stops things in their order.
 */
export async function serve(title, command, args, { healthUrl, ...options }) {
  const { child, ended, tail } = launch(command, args, {
    ...options,
    detached: process.platform !== "win32",
  })
  let over
  ended.then((result) => (over = result))
  const stop = async () => {
    if (over) return
    child.kill("SIGTERM")
    const kill = setTimeout(() => child.kill("SIGKILL"), STOP_MS)
    await ended
    clearTimeout(kill)
  }
  try {
    await until(title, async () => {
      if (over) throw new Error(`${title} ended with ${over.code ?? over.signal}:\n${tail.text}`)
      return fetch(healthUrl).then(
        (response) => response.ok,
        () => false
      )
    })
  } catch (error) {
    await stop()
    throw error
  }
  return { child, ended, stop }
}
