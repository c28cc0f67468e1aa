import type { Request } from "./request"
import type { Transaction } from "./types"

// Card data never enters the store; the rest of the request is kept, for comparing and showing.
const NEVER_STORED = new Set([
  "CardNumber",
  "CV2",
  "ExpiryDate",
  "StartDate",
  "IssueNumber",
  "Token",
])
const SECRET = /SecurityKey$/

/** A transaction of its own, as the request asks for it, in a state that the caller then decides. */
export function newTransaction(request: Request, state: Transaction["state"]): Transaction {
  const { core, related } = request
  const vpsTxId = unusedId(request)
  return {
    vpsTxId,
    vendor: request.account?.vendor ?? request.value("Vendor"),
    vendorTxCode: request.value("VendorTxCode"),
    securityKey: core.ids.securityKey(),
    txType: request.txType,
    version: request.version,
    amount: request.amount ?? 0,
    currency: request.currency,
    description: request.value("Description"),
    state,
    rootId: related?.rootId ?? vpsTxId,
    ...(related && { relatedId: related.vpsTxId }),
    request: storable(request.fields),
    step: "done",
    failedAttempts: [],
    createdAt: request.now,
    activeAt: request.now,
  }
}

/** A seed gives the same ids after a restart: those that the state file holds are passed over. */
function unusedId({ core }: Request): string {
  let id = core.ids.vpsTxId()
  while (core.store.byId(id)) id = core.ids.vpsTxId()
  return id
}

/** The request without anything secret. */
export function storable(fields: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).filter(([name]) => !NEVER_STORED.has(name) && !SECRET.test(name))
  )
}
