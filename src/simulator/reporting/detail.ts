import type { Core } from "../core"
import { amountText } from "../money"
import type { Transaction } from "../types"
import { element } from "./document"
import { londonTime, londonTimeWithThousandths } from "./london"
import { stateSentence, txStateId } from "./states"

const TYPE_NAMES: Readonly<Record<string, string>> = {
  PAYMENT: "Payment",
  DEFERRED: "Deferred",
  AUTHENTICATE: "Authenticate",
  AUTHORISE: "Authorise",
  MANUAL: "Manual",
  REFUND: "Refund",
  REPEAT: "Repeat",
  REPEATDEFERRED: "RepeatDeferred",
  DIRECTREFUND: "DirectRefund",
}
const CARD_NAMES: Readonly<Record<string, string>> = { VISA: "Visa", MC: "Mastercard" }
const SUCCESSFUL = new Set([14, 15, 16, 18, 19, 21, 22, 26, 27])
const AUTH_PROCESSOR = "SIMULATOR"

const bare = (vpsTxId: string): string => vpsTxId.replace(/[{}]/g, "")
const typeName = ({ txType }: Transaction): string => TYPE_NAMES[txType] ?? txType

/** With thousands commas, as a person reads it (inferred). */
function amountOf(core: Core, transaction: Transaction): string {
  const { released, amount, currency, vendor } = transaction
  const settings = core.accounts.find(vendor)?.settings
  const shown = settings?.reports_released_amount ? (released ?? amount) : amount
  return amountText(shown, currency).replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ",")
}

/** The elements of getTransactionDetail. */
export function detailElements(core: Core, transaction: Transaction): string {
  const { card, checks, threeDSecure, request, createdAt, acceptedAt } = transaction
  const id = txStateId(transaction)
  const field = (name: string): string | undefined => request[name]
  return elements({
    vpstxid: bare(transaction.vpsTxId),
    vendortxcode: transaction.vendorTxCode,
    transactiontype: typeName(transaction),
    txstateid: id,
    status: stateSentence(id),
    ...relatedOf(core, transaction),
    description: transaction.description,
    amount: amountOf(core, transaction),
    currency: transaction.currency,
    started: londonTimeWithThousandths(createdAt),
    completed: acceptedAt === undefined ? undefined : londonTimeWithThousandths(acceptedAt),
    securitykey: transaction.securityKey,
    vpsauthcode: transaction.txAuthNo,
    bankauthcode: transaction.bankAuthCode,
    declinecode: transaction.declineCode,
    batchid: transaction.batch,
    authprocessor: AUTH_PROCESSOR,
    merchantnumber: "1234567",
    accounttype: field("AccountType") ?? "E",
    clientip: field("ClientIPAddress"),
    iplocation: undefined,
    giftaid: "NO",
    paymentsystem: card?.type,
    paymentsystemdetails: card && (CARD_NAMES[card.type] ?? card.type),
    expirydate: card?.expiry,
    startdate: undefined,
    last4digits: card?.last4,
    ...addressOf(request, "billing", "Billing"),
    ...addressOf(request, "delivery", "Delivery"),
    cardholder: card?.holder,
    customername: undefined,
    customeremail: field("CustomerEMail"),
    contactnumber: undefined,
    contactfax: undefined,
    vendoremail: field("VendorEMail"),
    emailmessage: field("EMailMessage"),
    systemused: field("NotificationURL") === undefined ? "D" : "S",
    vpsprotocol: transaction.version,
    callbackurl: field("NotificationURL"),
    locale: "en",
    website: field("Website"),
    vendordata: field("VendorData"),
    ...flagsOf(core, transaction),
    applyavscv2: field("ApplyAVSCV2") ?? "0",
    apply3dsecure: field("Apply3DSecure") ?? "0",
    authattempt: transaction.failedAttempts.length + 1,
    cv2result: checks?.CV2Result,
    addressresult: checks?.AddressResult,
    postcoderesult: checks?.PostCodeResult,
    threedattempt: threeDSecure ? "1" : "0",
    threedresult: threeDSecure?.status,
    eci: undefined,
    cavv: threeDSecure?.cavv,
    xid: undefined,
    t3mscore: undefined,
    t3maction: "NORESULT",
    t3mid: undefined,
  })
}

function relatedOf(core: Core, { relatedId }: Transaction): Record<string, string | undefined> {
  const related = relatedId === undefined ? undefined : core.store.byId(relatedId)
  return {
    relatedtransactionid: related && bare(related.vpsTxId),
    relatedvendortxcode: related?.vendorTxCode,
    relatedamount: related && amountOf(core, related),
    relatedcurrency: related?.currency,
    relatedstarted: related && londonTimeWithThousandths(related.createdAt),
  }
}

/** Whether, never how much: that is in the related transactions. */
function flagsOf(core: Core, transaction: Transaction): Record<string, string | undefined> {
  const made = (txType: string): string => {
    const children = core.store.childrenOf(transaction)
    const yes = children.some(
      (child) =>
        child.txType.startsWith(txType) &&
        child.acceptedAt !== undefined &&
        !["voided", "unsettled"].includes(child.state)
    )
    return yes ? "YES" : "NO"
  }
  const isDeferred = transaction.txType.endsWith("DEFERRED")
  const flag = (set: boolean): string | undefined => (isDeferred ? (set ? "YES" : "NO") : undefined)
  return {
    refunded: made("REFUND"),
    repeated: made("REPEAT"),
    released: flag(transaction.released !== undefined),
    aborted: flag(transaction.state === "aborted"),
  }
}

function addressOf(
  request: Readonly<Record<string, string>>,
  own: string,
  wire: string
): Record<string, string | undefined> {
  return {
    [`${own}firstnames`]: request[`${wire}Firstnames`],
    [`${own}surname`]: request[`${wire}Surname`],
    [`${own}address`]: request[`${wire}Address1`],
    [`${own}address2`]: request[`${wire}Address2`],
    [`${own}city`]: request[`${wire}City`],
    [`${own}state`]: request[`${wire}State`],
    [`${own}postcode`]: request[`${wire}PostCode`],
    [`${own}country`]: request[`${wire}Country`],
    [`${own}phone`]: request[`${wire}Phone`],
  }
}

/** One row of getTransactionList and getRelatedTransactions. */
export function rowElement(core: Core, transaction: Transaction): string {
  const row = elements({
    vpstxid: bare(transaction.vpsTxId),
    vendortxcode: transaction.vendorTxCode,
    transactiontype: typeName(transaction),
    amount: amountOf(core, transaction),
    currency: transaction.currency,
    cardholder: transaction.card?.holder,
    started: londonTime(transaction.createdAt),
    result: SUCCESSFUL.has(txStateId(transaction)) ? "success" : "failure",
    authprocessor: AUTH_PROCESSOR,
    t3maction: "NORESULT",
  })
  return `<transaction>${row}</transaction>`
}

function elements(values: Record<string, string | number | undefined>): string {
  return Object.entries(values)
    .map(([name, value]) => element(name, value))
    .join("")
}
