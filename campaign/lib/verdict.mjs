import { checkAll } from "./check.mjs"
import { dumpPayment } from "./dump.mjs"
import { shrink } from "./shrink.mjs"

/** Whether the books are equal, and if not, where and how it came to that. */
export async function judge(shop, runs, report) {
  const { failures, findings } = await checkAll(shop, runs)
  const { quiet, failures: broken, open_and_unlisted: unlisted } = report.quiet
  const others = [
    ...broken.map((text) => `a job failed: ${text}`),
    ...(quiet ? [] : ["the jobs never came to rest"]),
    ...(unlisted > 0 ? [`${unlisted} operations were open and on no list`] : []),
  ]
  Object.assign(report, {
    faults: shop.faults.injected,
    findings,
    failures: failures.map(({ run, problems }) => ({ payment: run.plan.payment, problems })),
    others,
    ok: failures.length === 0 && others.length === 0,
  })
  return failures
}

/** Every difference, and how the first came about, as short as it can be made in the time. */
export async function tell(shop, failures, report, { seed, shrinkMs, verbose }, say) {
  for (const text of report.others) say(text)
  for (const { run, problems } of failures) {
    say(`\npayment ${run.plan.payment} of seed ${seed}:`)
    for (const problem of problems) say(`  ${problem}`)
    if (verbose) say(run.trace.join("\n"))
    say(`  all of its rows: ${await dumpPayment(shop, run, problems)}`)
  }
  const [first] = failures
  if (!first) return
  const { payment } = first.run.plan
  const found = shrinkMs > 0 ? await shrink(shop, first, shrinkMs) : first
  const how = found.alone
    ? `shortest trace after ${found.replays} replays alone`
    : `whole trace${found.replays ? " (alone it does not go wrong)" : ""}`
  say(`\npayment ${payment} of seed ${seed}, ${how}:`)
  say(found.run.trace.join("\n"))
  for (const problem of found.problems) say(`  => ${problem}`)
}
