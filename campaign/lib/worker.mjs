import { spawn } from "node:child_process"
import { createWriteStream } from "node:fs"
import path from "node:path"
import process from "node:process"
import { setTimeout as pause } from "node:timers/promises"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { INSTALLED, STORE } from "../../demo/lib/paths.mjs"
import { MEDUSA } from "../../demo/lib/processes.mjs"
import { NO_TELEMETRY } from "../../scripts/lib/telemetry.mjs"

const SCRIPT = fileURLToPath(new URL("./worker-script.mjs", import.meta.url))

const GATHER_MS = 4_000

/** A process of its own, as a merchant's worker would be, that runs the plugin's jobs on request. */
export async function startWorker(env, logFile) {
  const child = spawn(process.execPath, [MEDUSA, "exec", SCRIPT], {
    cwd: STORE,
    env: {
      ...process.env,
      ...NO_TELEMETRY,
      ...env,
      PGAPPNAME: "campaign-worker",
      CAMPAIGN_JOBS: path.join(INSTALLED, ".medusa/server/src/jobs"),
    },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  })
  const log = createWriteStream(logFile, { flags: "a" })
  /** A part of a job that fails does not stop the others; the log alone knows of it. */
  const troubles = []
  for (const stream of [child.stdout, child.stderr]) {
    stream.pipe(log, { end: false })
    createInterface({ input: stream }).on("line", (line) => {
      const failed = /sagepay: (?:sweeping|comparing) .*failed.*/.exec(line)
      if (failed) troubles.push(failed[0])
    })
  }
  const waiting = new Map()
  let ready
  const started = new Promise((resolve, reject) => {
    ready = resolve
    child.once("exit", (code) => {
      const error = new Error(`The worker ended with ${code}; its log is ${logFile}`)
      reject(error)
      for (const { failed } of waiting.values()) failed(error)
    })
  })
  child.on("message", (message) => {
    if (message.ready) return ready(message.jobs)
    waiting.get(message.id)?.done(message)
    waiting.delete(message.id)
  })
  const jobs = await started
  let last = 0
  let running
  let next
  const round = (only) =>
    new Promise((done, failed) => {
      last += 1
      waiting.set(last, { done, failed })
      child.send({ id: last, only })
    })
  /** Those who ask while a round runs share the next one. */
  const runJobs = () => {
    if (!running) {
      running = round().finally(() => {
        running = undefined
      })
      return running
    }
    next ??= running
      .then(
        () => undefined,
        () => undefined
      )
      .then(() => {
        next = undefined
        return runJobs()
      })
    return next
  }
  let gathering
  /** For one of many payments: in a shop the jobs run every minute, and not anew for each order. */
  const runJobsSoon = () => {
    gathering ??= pause(GATHER_MS).then(() => {
      gathering = undefined
      return runJobs()
    })
    return gathering
  }
  return {
    jobs,
    runJobs,
    runJobsSoon,
    troubles,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = new Promise((resolve) => child.once("exit", resolve))
      child.disconnect()
      const kill = setTimeout(() => child.kill("SIGKILL"), 5_000)
      await ended
      clearTimeout(kill)
    },
  }
}
