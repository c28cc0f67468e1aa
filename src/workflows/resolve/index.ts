import { resolveOpen } from "../../modules/sagepay/resolve"
import { readShop } from "../../shop/facts"
import type { Tools } from "../tools"

/** What nobody knows the outcome of is asked about; what stays open is for a person (rule 2). */
export async function resolveOperations({ ledger }: Tools): Promise<void> {
  await resolveOpen(ledger.context, readShop)
  await ledger.raiseOpenOperations()
}
