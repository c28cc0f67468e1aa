import fc from "fast-check"
import { LedgerBench } from "./helpers/ledger"
import { Requests } from "./helpers/verbs"
import { COMMANDS, type Real } from "./model/commands"
import { AMOUNT, Model, type Kind } from "./model/gateway-model"

/**
 * The same as ledger-model.spec.ts with a reporting login: whatever is pressed in whatever order, whatever becomes of
 * the replies, the three books end equal without anybody looking into the gateway's console.
 */

const REPORTING = { user: "reportuser", password: "s3cretPass" }

/** At once, while the caller waits; or by the job alone. */
describe.each([1_500, 0])("rule 2: with a patience of %d ms", (resolve_patience_ms) => {
  let bench: LedgerBench
  let requests: Requests
  beforeAll(async () => {
    bench = await LedgerBench.start({
      reporting: REPORTING,
      reply_timeout_ms: 2_000,
      resolve_patience_ms,
    })
    requests = new Requests(bench)
  })
  afterAll(() => bench.close())

  /** Two runs of the job, long after the message and more than a minute apart. */
  const decide = async ({ paid }: Real) => {
    for (let look = 0; look < 2; look += 1) {
      await requests.later(paid)
      await requests.resolve()
    }
  }

  it.each(["DEFERRED", "AUTHENTICATE", "PAYMENT"] as const)(
    "a %s stays equal to the penny in all three books and in the model",
    async (kind: Kind) => {
      await fc.assert(
        fc.asyncProperty(fc.commands(COMMANDS, { maxCommands: 8 }), async (commands) => {
          const paid = await requests.paid(kind, AMOUNT)
          const real: Real = { bench, other: bench.anotherProcess(), paid, decide }
          try {
            await fc.asyncModelRun(() => ({ model: new Model(kind), real }), commands)
            expect(await requests.findingsOf(paid)).toEqual([])
          } finally {
            await real.other.__hooks.onApplicationShutdown()
          }
        }),
        { numRuns: 20, endOnFailure: true }
      )
    },
    120_000
  )
})
