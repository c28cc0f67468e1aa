import type { WireMessage } from "../protocol"
import type { Request } from "./request"
import { statusDetail } from "./texts"
import type { Refusal } from "./rules"
import { newTransaction, storable } from "./transactions"
import type { Transaction } from "./types"

type RepeatRule = {
  name: string
  code: string
  status: string
  broken(earlier: Transaction, request: Request): boolean
}

/** A second registration under the same VendorTxCode, in the order in which it is looked at. */
export const REPEATED_REGISTRATION: readonly RepeatRule[] = [
  {
    name: "earlier registration still active",
    code: "4042",
    status: "INVALID",
    broken: (earlier) => earlier.state !== "open",
  },
  {
    name: "same Amount",
    code: "4002",
    status: "MALFORMED",
    broken: (earlier, r) => numeric(earlier.request.Amount ?? "") !== numeric(r.value("Amount")),
  },
  {
    name: "same Currency",
    code: "4003",
    status: "MALFORMED",
    broken: (earlier, r) => earlier.currency !== r.value("Currency"),
  },
  {
    name: "same TxType",
    code: "4004",
    status: "MALFORMED",
    broken: (earlier, r) => earlier.txType !== r.txType,
  },
  {
    name: "same other fields",
    code: "4005",
    status: "MALFORMED",
    broken: (earlier, r) => differs(earlier.request, storable(r.fields)),
  },
]

const COMPARED_APART = new Set(["Amount", "Currency", "TxType"])

export function register(request: Request): WireMessage {
  const earlier = request.core.store.byCode(request.value("Vendor"), request.value("VendorTxCode"))
  if (earlier) return registerAgain(earlier, request)
  const transaction = newTransaction(request, "open")
  // Profile LOW has one step fewer: the card type is chosen on the card form.
  transaction.step = request.value("Profile") === "LOW" ? "card_details" : "card_type"
  request.core.store.add(transaction)
  return registered(
    transaction,
    request,
    "OK",
    "2014 : The Transaction was Registered Successfully."
  )
}

function registerAgain(earlier: Transaction, request: Request): WireMessage {
  const broken = REPEATED_REGISTRATION.find(
    (rule) => !request.core.disabledRules.has(rule.name) && rule.broken(earlier, request)
  )
  if (!broken) {
    return registered(
      earlier,
      request,
      "OK REPEATED",
      "2014 : The Transaction was Registered Successfully."
    )
  }
  const refusal: Refusal = { status: broken.status, code: broken.code }
  return { Status: refusal.status, StatusDetail: statusDetail(refusal) }
}

function registered(
  transaction: Transaction,
  { core }: Request,
  Status: string,
  StatusDetail: string
): WireMessage {
  return {
    Status,
    StatusDetail,
    VPSTxId: transaction.vpsTxId,
    SecurityKey: transaction.securityKey,
    NextURL: `${core.baseUrl()}/gateway/service/cardselection?vpstxid=${transaction.vpsTxId}`,
  }
}

/** As a number, whatever the currency: 30 and 30.00 are the same Amount. */
function numeric(amount: string): number {
  return Number(amount.replaceAll(",", ""))
}

function differs(earlier: WireMessage, now: WireMessage): boolean {
  const names = new Set([...Object.keys(earlier), ...Object.keys(now)])
  // An absent field and an empty one say the same.
  return [...names].some(
    (name) => !COMPARED_APART.has(name) && (earlier[name] ?? "") !== (now[name] ?? "")
  )
}
