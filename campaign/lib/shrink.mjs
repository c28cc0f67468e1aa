import { checkPayment, readBooks } from "./check.mjs"
import { newRun, runPayment } from "./payment.mjs"
import { untilQuiet } from "./quiet.mjs"

/**
 * The shortest trace that still goes wrong: the payment is replayed alone, then without a half, a
 * quarter ... of its steps, for as long as there is time. Each replay is a new payment with the same
 * faults.
 */
export async function shrink(shop, failed, budgetMs) {
  const until = Date.now() + budgetMs
  let replays = 0
  const replay = async (steps) => {
    replays += 1
    const run = newRun(shop, { ...structuredClone(failed.run.plan), steps }, `r${replays}`)
    shop.faults.on()
    await runPayment(run)
    shop.faults.off()
    await shop.revived()
    await untilQuiet(shop)
    const problems = checkPayment(await readBooks(shop), run)
    return problems.length > 0 || run.broken ? { run, problems } : undefined
  }
  const { steps } = failed.run.plan
  let shortest = await replay(steps)
  if (!shortest) return { ...failed, replays, alone: false }
  for (let parts = 2; parts <= shortest.run.plan.steps.length && Date.now() < until;) {
    const smaller = await without(shortest.run.plan.steps, parts, replay, until)
    if (smaller) {
      shortest = smaller
      parts = Math.max(2, parts - 1)
    } else if (parts >= shortest.run.plan.steps.length) {
      break
    } else {
      parts = Math.min(shortest.run.plan.steps.length, parts * 2)
    }
  }
  return { ...shortest, replays, alone: true }
}

/** The first of so many parts that can be left out. */
async function without(steps, parts, replay, until) {
  const size = Math.ceil(steps.length / parts)
  for (let from = 0; from < steps.length && Date.now() < until; from += size) {
    const failed = await replay([...steps.slice(0, from), ...steps.slice(from + size)])
    if (failed) return failed
  }
  return undefined
}
