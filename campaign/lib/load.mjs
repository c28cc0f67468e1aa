import { newRun, runPayment } from "./payment.mjs"

/** Many payments at once, by several clients, until there are no more plans. */
export async function runLoad(shop, plans, { clients, onProgress = () => undefined }) {
  const waiting = plans[Symbol.iterator]()
  const runs = []
  const client = async () => {
    for (let next = waiting.next(); !next.done; next = waiting.next()) {
      runs.push(await runPayment(newRun(shop, structuredClone(next.value))))
      onProgress(runs)
    }
  }
  await Promise.all(Array.from({ length: clients }, client))
  return runs.sort((a, b) => a.plan.payment - b.plan.payment)
}

export const operationsOf = (runs) => runs.reduce((sum, run) => sum + run.operations, 0)

export function stepsOf(runs) {
  const steps = {}
  for (const run of runs) {
    for (const [name, count] of Object.entries(run.steps)) steps[name] = (steps[name] ?? 0) + count
  }
  return steps
}
