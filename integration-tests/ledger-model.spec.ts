import fc from "fast-check"
import { LedgerBench } from "./helpers/ledger"
import { COMMANDS, type Real } from "./model/commands"
import { AMOUNT, Model, type Kind } from "./model/gateway-model"

/**
 * Whatever is pressed in whatever order, whatever becomes of the replies: after every command the books of the gateway,
 * of the ledger and of the shop equal a plain model of the gateway's rules.
 */

let bench: LedgerBench
beforeAll(async () => {
  bench = await LedgerBench.start({ reply_timeout_ms: 2_000 })
})
afterAll(() => bench.close())

const ENDED = { RELEASE: "released", ABORT: "aborted", CANCEL: "cancelled", VOID: "voided" }

/** A person reads the console and says what happened; legs that wait behind it go on or are dropped. */
async function decideByPerson({ paid }: Real): Promise<void> {
  const { intents, operations, transactions } = await bench.ledger.family(paid.root.id)
  const intent = intents.find((row) => row.status === "open")
  const open = operations.find((row) => row.intent_id === intent?.id && row.status === "unknown")
  if (!intent || !open) throw new Error("Nothing is open")
  const target = transactions.find((row) => row.id === open.transaction_id)
  const code = open.vendor_tx_code ?? target?.vendor_tx_code
  const seen = bench.familyAtGateway(paid.root).find((row) => row.vendor_tx_code === code)
  const ended: Partial<Record<string, string>> = ENDED
  const happened =
    seen !== undefined && seen.state === (open.vendor_tx_code ? "authorised" : ended[open.verb])
  await bench.settle(paid, {
    happened,
    by: "user_ann",
    note: "read in the console",
    ...(open.vendor_tx_code &&
      seen && {
        vpsTxId: seen.vps_tx_id,
        txAuthNo: seen.tx_auth_no ?? "",
        securityKey: seen.security_key,
      }),
  })
  await bench.ledger.resume(intent.id, bench.readShop(paid.shop))
}

it.each(["DEFERRED", "AUTHENTICATE", "PAYMENT"] as const)(
  "a %s stays equal to the penny in all three books and in the model",
  async (kind: Kind) => {
    await fc.assert(
      fc.asyncProperty(fc.commands(COMMANDS, { maxCommands: 10 }), async (commands) => {
        const paid = await bench.paid(kind, AMOUNT)
        const real: Real = {
          bench,
          other: bench.anotherProcess(),
          paid,
          decide: decideByPerson,
        }
        try {
          await fc.asyncModelRun(() => ({ model: new Model(kind), real }), commands)
        } finally {
          await real.other.__hooks.onApplicationShutdown()
        }
      }),
      { numRuns: 50, endOnFailure: false }
    )
  },
  120_000
)
