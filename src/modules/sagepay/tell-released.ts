/** A RELEASE made in the gateway's console, whose amount its report does not tell: a person says how much it was. */
import { showMoney } from "../../protocol/money"
import { askable } from "./asking"
import { compareRow } from "./compare-details"
import { newRun, RunOver, type Told } from "./compare-run"
import type { LedgerContext } from "./context"
import { LedgerError } from "./errors"
import type { ReadShop } from "./movements"
import { busyMessage } from "./outcomes"
import type { TransactionRow } from "./rows"
import { find } from "./store"

export type Released = Told & { readonly transactionId: string; readonly readShop: ReadShop }

/** The payment that Medusa is to be brought level with. Sends nothing but the question whether it was released. */
export async function tellReleased(
  context: LedgerContext,
  { transactionId, readShop, ...told }: Released
): Promise<string> {
  const row = await heldRow(context, transactionId, told)
  const reporting = await askable(context, row.account)
  if (!reporting) {
    throw nothing("the gateway cannot be asked whether it was released: set up the reporting login")
  }
  const { account } = row
  const run = newRun(context, { account, reporting, readShop, again: true, told })
  try {
    await compareRow(run, row)
  } catch (error) {
    if (!(error instanceof RunOver)) throw error
    throw new LedgerError("not_sent", `Nothing was recorded: ${error.message}. Try again.`)
  }
  if (!run.moved.has(row.root_id)) {
    throw nothing(
      `the gateway's report does not say that ${row.vendor_tx_code} was released with as much, or something else is being ` +
        `done with it. Look again in some minutes`
    )
  }
  return row.root_id
}

async function heldRow(context: LedgerContext, id: string, told: Told): Promise<TransactionRow> {
  const row = await context.transaction(async (knex) => {
    const found = await find(knex, "transaction", { id })
    if (!found) throw new LedgerError("not_found", `The ledger has no transaction ${id}.`)
    const open = await find(knex, "intent", { root_id: found.root_id, status: "open" })
    if (open) throw new LedgerError("busy", busyMessage(open), { intentId: open.id })
    return found
  })
  if (row.state !== "deferred") throw nothing(`${row.vendor_tx_code} is ${row.state}, and not held`)
  if (told.amountMinor > row.amount_minor) {
    const held = showMoney({ minor: row.amount_minor, currency: row.currency })
    throw new LedgerError("invalid", `amount_minor: only ${held} was held. Nothing was recorded.`)
  }
  return row
}

function nothing(why: string): LedgerError {
  return new LedgerError("not_allowed", `Nothing was recorded: ${why}.`)
}
