import { readdirSync } from "node:fs"
import { createRequire } from "node:module"
import path from "node:path"
import process from "node:process"
import { pathToFileURL } from "node:url"

/**
 * Run by `medusa exec`: the store's application without its server, which runs the plugin's jobs
 * when it is told to. Ends when the campaign does.
 */

/** The jobs as the plugin ships them, whichever there are. */
async function jobsOf(folder) {
  const files = readdirSync(folder).filter((name) => /\.js$/.test(name))
  const require = createRequire(pathToFileURL(path.join(folder, "index.js")))
  return files.sort().map((name) => ({
    name: name.replace(/\.js$/, ""),
    run: require(path.join(folder, name)).default,
  }))
}

export default async function worker({ container }) {
  const jobs = await jobsOf(process.env.CAMPAIGN_JOBS)
  process.on("message", async ({ id, only }) => {
    const failures = []
    const took = {}
    for (const { name, run } of jobs) {
      if (only && !only.includes(name)) continue
      const begun = Date.now()
      try {
        await run(container)
      } catch (error) {
        failures.push(`${name}: ${error?.stack ?? error}`)
      }
      took[name] = Date.now() - begun
    }
    process.send({ id, failures, took })
  })
  process.send({ ready: true, jobs: jobs.map(({ name }) => name) })
  await new Promise((resolve) => process.on("disconnect", resolve))
}
