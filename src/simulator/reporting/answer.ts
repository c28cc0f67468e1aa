import type { Core } from "../core"
import { settleAndExpire } from "../lifecycle"
import type { Transaction } from "../types"
import { detailElements, rowElement } from "./detail"
import { element } from "./document"
import { faceOf, londonTime } from "./london"
import { ReportingRequest } from "./request"
import { COMMANDS, firstReportingRefusal, rowsWanted } from "./rules"

export type ReportingAnswer = { code: string; text: string; document: string }

/** Refused logins in a row, after which a user is locked (the number is inferred). */
const ATTEMPTS = 3
/** Refused before anybody was asked who it is. */
const UNREAD = new Set<string | undefined>(["0001", "0002", "3000"])

const TEXTS: Readonly<Record<string, string>> = {
  "0000": "",
  "0001": "The request is not valid XML.",
  "0002": "The root element is not vspaccess.",
  "0008": "The vendor and user combination is not valid, or the user is locked.",
  "0009": "There is an error in the data.",
  "0010": "The signature is not valid.",
  "0013": "The command is not known.",
  "0038": "The start date is after the end date.",
  "0039": "The dates are more than one month apart.",
  "0042": "A vendortxcode or a vpstxid is required.",
  "0043": "The transaction was not found.",
  "0099": "More than 50 rows were asked for.",
  "0211": "The start row must be below the end row.",
  "2015": "The server met an unexpected condition.",
  "2142": "The vendortxcode or vpstxid is missing or repeated.",
  "2213": "Too many commands.",
  "2222": "Start row and end row do not go together.",
  "2238": "The vpstxid was not found.",
  "2243": "The rows must be numbers.",
  "3000": "An element is present more than once.",
}

/** Answers one request, all of it. Synchronous, like the payment services. */
export function reportingAnswer(core: Core, text: string): ReportingAnswer {
  settleAndExpire(core)
  const request = new ReportingRequest(core, text)
  const vendor = request.value("vendor")
  const code = firstReportingRefusal(request)
  if (code === "0008" || code === "0010") core.accounts.countRefusedLogin(vendor, ATTEMPTS)
  else if (!UNREAD.has(code)) core.accounts.countCommand(vendor, request.now)
  if (code !== undefined) return refusalOf(core, code)
  return { code: "0000", text: "", document: envelope(core, "0000", contentOf(request)) }
}

export function refusalOf(core: Core, code: string, words = TEXTS[code]): ReportingAnswer {
  const text = words ?? "An error has occurred."
  return { code, text, document: envelope(core, code, element("error", text)) }
}

function envelope(core: Core, code: string, content: string): string {
  const head = element("errorcode", code) + element("timestamp", londonTime(core.clock.now()))
  return `<?xml version="1.0" encoding="ISO-8859-1" ?>\r\n<vspaccess>${head}${content}</vspaccess>`
}

function contentOf(request: ReportingRequest): string {
  const { core, command, transaction } = request
  switch (command) {
    case "getTransactionDetail":
      return transaction ? detailElements(core, transaction) : ""
    case "getRelatedTransactions":
      return rows(core, transaction ? relatedTo(request, transaction) : [])
    case "getTransactionList":
      return listed(request)
    case "getTransactionTypes":
      return typesOf(request)
    default:
      return COMMANDS.includes(command) ? element("version", "1.02") : ""
  }
}

/** What was made from it directly, since then, oldest first. */
function relatedTo(request: ReportingRequest, transaction: Transaction): Transaction[] {
  const since = faceOf(request.value("startdate")) ?? 0
  return request.core.store.childrenOf(transaction).filter((child) => startedFace(child) >= since)
}

function listed(request: ReportingRequest): string {
  const { core } = request
  const from = faceOf(request.value("startdate")) ?? 0
  const to = faceOf(request.value("enddate")) ?? 0
  const vendor = request.account?.vendor
  const about = request.value("relatedtransactionid")
  const parent = core.store.byId(about)
  const candidates = about === "" ? core.store.all() : parent ? core.store.childrenOf(parent) : []
  const found = candidates.filter((transaction) => {
    const started = startedFace(transaction)
    return transaction.vendor === vendor && started >= from && started <= to
  })
  // As they came; those of one second stay in that order.
  found.sort((a, b) => startedFace(a) - startedFace(b))
  if (request.value("sortorder").toUpperCase() === "DESC") found.reverse()
  const wanted = rowsWanted(request)
  const page = found.slice(wanted.from - 1, wanted.to)
  return rows(core, page, { ...wanted, total: found.length })
}

function rows(
  core: Core,
  transactions: readonly Transaction[],
  place = { from: 1, to: transactions.length, total: transactions.length }
): string {
  const list = transactions.map((transaction) => rowElement(core, transaction)).join("")
  const head =
    element("startrow", place.from) +
    element("endrow", Math.min(place.to, place.total)) +
    element("totalrows", place.total)
  return `<transactions>${head}${list}</transactions>`
}

function typesOf({ account }: ReportingRequest): string {
  const types = (account?.settings.tx_types ?? []).map((type) => element("transactiontype", type))
  return `<transactiontypes>${types.join("")}</transactiontypes>`
}

const faces = new WeakMap<Transaction, number>()

/** To the second, as the list shows it and compares it. */
function startedFace(transaction: Transaction): number {
  const known = faces.get(transaction)
  if (known !== undefined) return known
  const face = faceOf(londonTime(transaction.createdAt)) ?? 0
  faces.set(transaction, face)
  return face
}
