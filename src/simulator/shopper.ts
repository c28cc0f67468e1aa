import { askBank } from "./bank"
import {
  avsCv2Policy,
  CARD_TYPE_NAMES,
  cardProblem,
  checkAvsCv2,
  NOT_CHECKED,
  storedCard,
  threeDSecureOf,
  threeDSecurePolicy,
} from "./cards"
import type { CardEntry, CardProblem } from "./cards"
import { INACTIVITY } from "./lifecycle"
import type { Core } from "./core"
import { notifyResult, TIMED_OUT } from "./notification"
import type { Result } from "./notification"
import { statusDetail } from "./texts"
import type { Account, Acknowledgement, Attempt, ThreeDSecure, Transaction } from "./types"

/** What the shopper sees next. */
export type Next =
  | { kind: "step" }
  | { kind: "problem"; problem: CardProblem; entry: CardEntry }
  | { kind: "told"; acknowledgement: Acknowledgement }

/** Published: three attempts, then the transaction is over. */
const ATTEMPTS = 3

const CANCELLED: Result = {
  status: "ABORT",
  detail: "2013 : The Transaction was cancelled by the customer.",
  then: "abandoned",
}

export function isActive(core: Core, transaction: Transaction): boolean {
  return transaction.state === "open" && core.clock.now() < transaction.activeAt + INACTIVITY
}

export function touch(core: Core, transaction: Transaction): void {
  transaction.activeAt = core.clock.now()
}

export function chooseCardType(transaction: Transaction, type: string): Next {
  if (type in CARD_TYPE_NAMES) {
    transaction.chosenType = type
    transaction.step = "card_details"
  }
  return { kind: "step" }
}

export function cancel(core: Core, transaction: Transaction): Promise<Next> {
  return tell(core, transaction, CANCELLED)
}

/** The shopper went away: the Transaction Monitor ends it. */
export async function giveUpInactive(core: Core, transaction: Transaction): Promise<void> {
  await notifyResult(core, transaction, TIMED_OUT, "monitor")
}

export async function submitCard(
  core: Core,
  transaction: Transaction,
  entry: CardEntry
): Promise<Next> {
  const { settings } = accountOf(core, transaction)
  const avs = avsCv2Policy(transaction.request.ApplyAVSCV2, settings)
  const problem = cardProblem(entry, { now: core.clock.now(), cv2Required: avs.check })
  if (problem) return { kind: "problem", problem, entry }
  transaction.card = storedCard(entry)
  transaction.chosenType = entry.type
  transaction.checks = avs.check
    ? checkAvsCv2({
        address: transaction.request.BillingAddress1 ?? "",
        postCode: transaction.request.BillingPostCode ?? "",
        cv2: entry.cv2,
        cardType: entry.type,
      })
    : NOT_CHECKED
  const secure = threeDSecurePolicy(transaction.request.Apply3DSecure, settings)
  if (!secure.check) return authenticated(core, transaction, { status: "NOTCHECKED" })
  const status = threeDSecureOf(transaction.card)
  if (status !== "challenge") return authenticated(core, transaction, outcomeOf(core, status))
  transaction.step = "challenge"
  return { kind: "step" }
}

/** The challenge of the sandbox: the word `challenge` succeeds, anything else fails. */
export function answerChallenge(
  core: Core,
  transaction: Transaction,
  answer: string
): Promise<Next> {
  const status = answer.trim() === "challenge" ? "OK" : "NOTAUTHED"
  return authenticated(core, transaction, outcomeOf(core, status))
}

function outcomeOf(core: Core, status: string): ThreeDSecure {
  const proven = status === "OK" || status === "ATTEMPTONLY"
  return {
    status,
    ...(proven && {
      cavv: core.ids.text("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 28),
      acsTransId: core.ids.uuid(),
      dsTransId: core.ids.uuid(),
    }),
  }
}

/** 3-D Secure is over; its result decides whether the bank is asked. */
async function authenticated(
  core: Core,
  transaction: Transaction,
  threeDSecure: ThreeDSecure
): Promise<Next> {
  const { settings } = accountOf(core, transaction)
  const policy = threeDSecurePolicy(transaction.request.Apply3DSecure, settings)
  transaction.threeDSecure = threeDSecure
  const proven = ["OK", "ATTEMPTONLY"].includes(threeDSecure.status)
  if (policy.rules && policy.check && !proven) {
    return attemptFailed(core, transaction, rejected("4026"))
  }
  if (transaction.txType === "AUTHENTICATE") {
    const success = threeDSecure.status === "OK"
    return tell(core, transaction, success ? AUTHENTICATED : REGISTERED)
  }
  // A failed authentication never reaches the bank unless Apply3DSecure=3 says so (inferred).
  if (threeDSecure.status === "NOTAUTHED" && !policy.acceptFailure) {
    return attemptFailed(core, transaction, rejected("4027"))
  }
  return authorise(core, transaction, settings)
}

const AUTHENTICATED: Result = {
  status: "AUTHENTICATED",
  detail: "2010 : The Authentication was Successful.",
  then: "authenticated",
}

const REGISTERED: Result = {
  status: "REGISTERED",
  detail: "2011 : The Transaction has been Registered.",
  then: "registered",
}

async function authorise(
  core: Core,
  transaction: Transaction,
  settings: Account["settings"]
): Promise<Next> {
  delete transaction.bankAuthCode
  delete transaction.schemeTraceId
  if (askBank(core, transaction) === "declined") {
    const detail = statusDetail({ code: "2000" })
    return attemptFailed(core, transaction, { status: "NOTAUTHED", code: "2000", detail })
  }
  const avs = avsCv2Policy(transaction.request.ApplyAVSCV2, settings)
  if (avs.check && avs.rules && transaction.checks?.AVSCV2 !== "ALL MATCH") {
    return attemptFailed(core, transaction, rejected("2001"))
  }
  return tell(core, transaction, {
    status: "OK",
    detail: "0000 : The Authorisation was Successful.",
    then: transaction.txType === "DEFERRED" ? "deferred" : "authorised",
  })
}

function rejected(code: string): Attempt {
  return { status: "REJECTED", code, detail: statusDetail({ code }) }
}

/** The shopper may try again, with another card; the last failure is the result. */
async function attemptFailed(
  core: Core,
  transaction: Transaction,
  attempt: Attempt
): Promise<Next> {
  transaction.failedAttempts.push(attempt)
  if (transaction.failedAttempts.length >= ATTEMPTS) {
    const then = attempt.status === "REJECTED" ? "rejected" : "declined"
    return tell(core, transaction, { status: attempt.status, detail: attempt.detail, then })
  }
  transaction.step = transaction.request.Profile === "LOW" ? "card_details" : "card_type"
  delete transaction.threeDSecure
  return { kind: "step" }
}

async function tell(core: Core, transaction: Transaction, result: Result): Promise<Next> {
  if (result.status === "ABORT") {
    // What an earlier attempt left must not look like the result.
    delete transaction.threeDSecure
    delete transaction.checks
  }
  return { kind: "told", acknowledgement: await notifyResult(core, transaction, result) }
}

function accountOf(core: Core, transaction: Transaction): Account {
  return core.accounts.find(transaction.vendor) ?? core.accounts.set(transaction.vendor, {})
}
