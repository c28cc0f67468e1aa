import { writeFileSync } from "node:fs"
import process from "node:process"
import { breakBooks } from "./lib/break.mjs"
import { kills, load, twoServers } from "./lib/forms.mjs"
import { drawPolicy } from "./lib/policy.mjs"
import { untilQuiet } from "./lib/quiet.mjs"
import { startCampaignStore } from "./lib/store.mjs"
import { judge, tell } from "./lib/verdict.mjs"

const SERVERS = 2

/** Everything that one start of the campaign does, on one store. */
export async function campaign(options, say) {
  const policy = drawPolicy(options.seed)
  const chosen = Object.entries(policy).map((each) => each.join(" "))
  say(`campaign with seed ${options.seed}, ${chosen.join(", ")}`)
  const begun = Date.now()
  const shop = await startCampaignStore({ ...options, policy, servers: SERVERS, say })
  const onInterrupt = () => shop.stop().finally(() => process.exit(130))
  process.once("SIGINT", onInterrupt)
  const report = { seed: options.seed, policy, ok: false, started_ms: Date.now() - begun }
  try {
    const runs = []
    if (options.rounds > 0) runs.push(...(await twoServers(shop, options, report, say)))
    if (options.kills > 0) runs.push(...(await kills(shop, options, report, say)))
    else if (options.operations > 0) runs.push(...(await load(shop, options, report, say)))
    shop.faults.off()
    report.quiet = await untilQuiet(shop)
    say(`quiet after ${report.quiet.rounds} rounds of the jobs`)
    if (options.broken.length > 0) report.broken = await breakBooks(shop, runs, options.broken)
    const failures = await judge(shop, runs, report)
    if (!report.ok) await tell(shop, failures, report, options, say)
  } finally {
    process.off("SIGINT", onInterrupt)
    report.took_ms = Date.now() - begun
    await shop.stop({ keepLogs: !report.ok && options.broken.length === 0 })
    if (options.report) writeFileSync(options.report, JSON.stringify(report, null, 2))
    if (!report.ok) say(`\nThe logs are in ${shop.logs}`)
  }
  const { failures, quiet, ...shown } = report
  say(
    JSON.stringify(
      { ...shown, rounds_of_jobs: quiet.rounds, by_people: quiet.answers_by_people },
      null,
      2
    )
  )
  say(
    report.ok
      ? `Every book is equal to the penny (seed ${options.seed}).`
      : `${failures.length} payments are not right (seed ${options.seed}).`
  )
  return report
}
