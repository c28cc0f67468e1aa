import type { ActionType, WireMessage } from "../protocol"
import { askBank } from "./bank"
import { avsCv2Policy, checkAvsCv2, NOT_CHECKED, storedCard } from "./cards"
import type { Request } from "./request"
import { authorisedOf, authoriseLimit } from "./rules-related"
import { statusDetail } from "./texts"
import { newTransaction } from "./transactions"
import type { Transaction } from "./types"

type Reply = WireMessage
/** Carries out what the rules have let through. */
type ActionOnOriginal = (request: Request, original: Transaction) => Reply
type ActionOnCard = (request: Request) => Reply
type CardAction = "MANUAL" | "DIRECTREFUND"

const SUCCESS = "0000 : The Authorisation was Successful."

export const ACTIONS: Readonly<Record<Exclude<ActionType, CardAction>, ActionOnOriginal>> = {
  // Shared guide 2.1: no new transaction; the rest of the hold is lost.
  RELEASE: (request, original) => {
    original.state = "released"
    original.released = request.amount ?? 0
    original.takenAt = request.now
    return ok("2004 : The Release was Successful.")
  },
  ABORT: (_request, original) => {
    original.state = "aborted"
    return ok("2006 : The Abort was Successful.")
  },
  VOID: (_request, original) => {
    original.state = "voided"
    return ok("2005 : The Void was Successful.")
  },
  CANCEL: (_request, original) => {
    original.state = "cancelled"
    return ok("2012 : The Cancel was Successful.")
  },
  REFUND: (request, original) => {
    const refund = credit(request)
    refund.card = original.card
    // The live reply has a SecurityKey, in this place, that the guide's table (C2) leaves out.
    const { SecurityKey = "", TxAuthNo = "", VPSTxId = "" } = identity(refund)
    return { ...ok(SUCCESS), SecurityKey, TxAuthNo, VPSTxId }
  },
  REPEAT: repeat,
  REPEATDEFERRED: repeat,
  AUTHORISE: (request, original) => {
    const authorise = newTransaction(request, "declined")
    authorise.currency = original.currency
    authorise.card = original.card
    authorise.threeDSecure = original.threeDSecure
    const settings = request.account?.settings ?? { avscv2: false, avscv2_rules: false }
    const policy = avsCv2Policy(request.value("ApplyAVSCV2") || undefined, settings)
    authorise.checks = policy.check ? (original.checks ?? NOT_CHECKED) : NOT_CHECKED
    const reply = decide(request, authorise, { rules: policy.check && policy.rules })
    // Shared guide 2.9: cancelled by itself once 115 % is used.
    if (authorisedOf(request.core.store, original) >= authoriseLimit(original)) {
      original.state = "cancelled"
      original.spent = true
      original.note = "cancelled by the gateway: 115 % authorised"
    }
    return reply
  },
}

export const CARD_ACTIONS: Readonly<Record<CardAction, ActionOnCard>> = {
  MANUAL: (request) => {
    const manual = newTransaction(request, "declined")
    manual.card = cardOf(request)
    const { Status = "", StatusDetail = "" } = decide(request, manual, { rules: false })
    // Shared guide F2: neither checks nor bank codes come back.
    return { Status, StatusDetail, ...identity(manual) }
  },
  DIRECTREFUND: (request) => {
    const refund = credit(request)
    refund.card = cardOf(request)
    return { ...ok(SUCCESS), ...identity(refund) }
  },
}

function repeat(request: Request, original: Transaction): Reply {
  const transaction = newTransaction(request, "declined")
  transaction.card = original.card
  const cv2 = request.value("CV2")
  // Shared guide D2: the results of the checks are only there when a CV2 was sent.
  if (cv2 !== "") {
    transaction.checks = checkAvsCv2({
      address: original.request.BillingAddress1 ?? "",
      postCode: original.request.BillingPostCode ?? "",
      cv2,
      cardType: original.card?.type ?? "",
    })
  }
  return decide(request, transaction, { rules: false })
}

/** Puts the transaction to the bank; what comes back is a transaction of its own, declined or not. */
function decide(request: Request, transaction: Transaction, options: { rules: boolean }): Reply {
  const { core } = request
  const answer = askBank(core, transaction)
  core.store.add(transaction)
  if (answer === "declined") {
    transaction.state = "declined"
    return answered(transaction, "NOTAUTHED", "2000")
  }
  if (options.rules && transaction.checks?.AVSCV2 !== "ALL MATCH") {
    transaction.state = "rejected"
    return answered(transaction, "REJECTED", "2001")
  }
  const deferred = transaction.txType === "REPEATDEFERRED"
  transaction.state = deferred ? "deferred" : "authorised"
  transaction.acceptedAt = request.now
  if (!deferred) transaction.takenAt = request.now
  return { ...ok(SUCCESS), ...results(transaction) }
}

function credit(request: Request): Transaction {
  const refund = newTransaction(request, "authorised")
  refund.txAuthNo = request.core.store.nextTxAuthNo()
  refund.acceptedAt = request.now
  refund.takenAt = request.now
  request.core.store.add(refund)
  return refund
}

function cardOf(request: Request): ReturnType<typeof storedCard> {
  return storedCard({
    type: request.value("CardType"),
    number: request.value("CardNumber"),
    expiry: request.value("ExpiryDate"),
    cv2: "",
    holder: request.value("CardHolder"),
  })
}

function ok(detail: string): Reply {
  return { Status: "OK", StatusDetail: detail }
}

function answered(transaction: Transaction, Status: string, code: string): Reply {
  return { Status, StatusDetail: statusDetail({ code }), ...results(transaction) }
}

function identity(transaction: Transaction): Reply {
  return {
    VPSTxId: transaction.vpsTxId,
    SecurityKey: transaction.securityKey,
    TxAuthNo: transaction.txAuthNo ?? "",
  }
}

function results(transaction: Transaction): Reply {
  const { checks, threeDSecure, card } = transaction
  return {
    ...identity(transaction),
    ...checks,
    ...(threeDSecure && { "3DSecureStatus": threeDSecure.status }),
    ...(threeDSecure?.cavv !== undefined && { CAVV: threeDSecure.cavv }),
    DeclineCode: transaction.declineCode ?? "",
    ...(card && { ExpiryDate: card.expiry }),
    // Present and empty when declined, as seen.
    BankAuthCode: transaction.bankAuthCode ?? "",
    ...(transaction.schemeTraceId !== undefined && { SchemeTraceID: transaction.schemeTraceId }),
  }
}
