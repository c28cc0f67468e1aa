import { newRun, runPayment } from "./payment.mjs"

/** Many payments at once, by several clients, until there are no more plans or so many operations were done. */
export async function runLoad(shop, plans, { clients, operations = Infinity, onProgress }) {
  const waiting = plans[Symbol.iterator]()
  const runs = []
  const client = async () => {
    while (operationsOf(runs) < operations) {
      const { value, done } = waiting.next()
      if (done) return
      runs.push(await runPayment(newRun(shop, structuredClone(value))))
      onProgress?.(runs)
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
