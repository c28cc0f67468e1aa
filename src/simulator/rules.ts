import type { TxType } from "../protocol"
import type { Request } from "./request"
import { RELATED_RULES } from "./rules-related"
import { addsUp, isBasket, readXml } from "./xml"
import type { Element } from "./xml"

export type Refusal = { status: string; code: string; subject?: string }

/** A rule refuses with its code, or with one that it finds out (field checks have many). */
export type Rule = {
  name: string
  /** Absent: every type. */
  of?: readonly TxType[]
  refuses(request: Request): string | Refusal | undefined | false
}

const NEW_CODE: readonly TxType[] = [
  "REFUND",
  "REPEAT",
  "REPEATDEFERRED",
  "AUTHORISE",
  "MANUAL",
  "DIRECTREFUND",
]
const WITH_CARD: readonly TxType[] = ["MANUAL", "DIRECTREFUND"]
const WITH_CURRENCY: readonly TxType[] = [
  "PAYMENT",
  "DEFERRED",
  "AUTHENTICATE",
  "REFUND",
  "REPEAT",
  "REPEATDEFERRED",
  "MANUAL",
  "DIRECTREFUND",
]

const malformed = (code: string): Refusal => ({ status: "MALFORMED", code })

// Their own rules, above the field table's.
const CHECKED_BEFORE = new Set(["VPSProtocol", "TxType", "Vendor"])

/** Rules that need no other transaction, in the order of evaluation (inferred). */
const OWN_RULES: readonly Rule[] = [
  { name: "version known to the service", refuses: (r) => r.versionRefused && "3098" },
  { name: "vendor given", refuses: (r) => r.value("Vendor") === "" && malformed("3034") },
  {
    name: "vendor well formed",
    refuses: (r) => !/^[A-Za-z0-9]{1,15}$/.test(r.value("Vendor")) && "3008",
  },
  { name: "vendor known and active", refuses: (r) => !r.account?.settings.active && "4000" },
  { name: "account open", refuses: (r) => r.account?.settings.closed === true && "4047" },
  { name: "address allowed", refuses: (r) => !addressAllowed(r) && "4020" },
  { name: "type given", refuses: (r) => r.value("TxType") === "" && malformed("3039") },
  {
    name: "type of this service",
    refuses: (r) => !r.service.txTypes.includes(r.txType) && "3014",
  },
  {
    name: "direct refund enabled",
    of: ["DIRECTREFUND"],
    refuses: (r) => r.account?.settings.direct_refund === false && "3171",
  },
  {
    name: "type on the account",
    refuses: (r) => r.account?.settings.tx_types.includes(r.txType) === false && "4006",
  },
  {
    name: "type active",
    refuses: (r) => r.account?.settings.inactive_tx_types.includes(r.txType) === true && "4007",
  },
  {
    name: "fields once",
    refuses: (r) => {
      const subject = r.repeated[0]
      return subject === undefined ? undefined : { status: "INVALID", code: "3000", subject }
    },
  },
  { name: "mandatory fields given", refuses: (r) => fieldRefusal(r, true) },
  {
    name: "CV2 on MANUAL when AVS/CV2 is on",
    of: ["MANUAL"],
    refuses: (r) =>
      r.account?.settings.avscv2 === true && r.value("CV2") === "" && malformed("5017"),
  },
  { name: "fields well formed", refuses: (r) => fieldRefusal(r, false) },
  {
    name: "XML well formed",
    refuses: (r) => XML_FIELDS.find(([field]) => isUnreadable(r.value(field)))?.[1],
  },
  { name: "basket whole", refuses: (r) => hasBasket(r) && !isBasket(basketOf(r)) && "3021" },
  {
    name: "basket adds up",
    refuses: (r) => {
      const basket = basketOf(r)
      return basket !== undefined && !addsUp(basket) && "3195"
    },
  },
  { name: "card usable", of: WITH_CARD, refuses: (r) => r.cardProblem?.code },
  {
    name: "currency on the account",
    of: WITH_CURRENCY,
    refuses: (r) =>
      r.account?.settings.currencies.includes(r.value("Currency")) === false && "4008",
  },
  {
    name: "merchant account set up",
    refuses: (r) =>
      r.value("AccountType") !== "" &&
      r.account?.settings.account_types.includes(r.value("AccountType")) === false &&
      "3099",
  },
  {
    name: "VendorTxCode unused",
    of: NEW_CODE,
    refuses: (r) => isUsed(r) && "4042",
  },
]

const XML_FIELDS = [
  ["BasketXML", "3021"],
  ["CustomerXML", "3173"],
  ["SurchargeXML", "3174"],
] as const

function isUnreadable(xml: string): boolean {
  return xml !== "" && readXml(xml) === undefined
}

function hasBasket(request: Request): boolean {
  return request.value("BasketXML") !== ""
}

function basketOf(request: Request): Element | undefined {
  return readXml(request.value("BasketXML"))
}

export const RULES: readonly Rule[] = [...OWN_RULES, ...RELATED_RULES]

export function firstRefusal(request: Request): Refusal | undefined {
  for (const rule of RULES) {
    if (rule.of && !rule.of.includes(request.txType)) continue
    if (request.core.disabledRules.has(rule.name)) continue
    const refusal = rule.refuses(request)
    if (!refusal) continue
    return typeof refusal === "string" ? { status: "INVALID", code: refusal } : refusal
  }
  return undefined
}

function addressAllowed(request: Request): boolean {
  const allowed = request.account?.settings.allowed_ips
  return allowed === undefined || allowed.includes(request.ip)
}

// CardHolder's code is listed as INVALID, unlike those of other missing fields.
const INVALID_WHEN_MISSING = new Set(["3058"])

/** What is missing is answered before what is badly formed (inferred). */
function fieldRefusal(request: Request, missing: boolean): Refusal | undefined {
  const problem = request.problems.find(
    ({ field, kind }) => !CHECKED_BEFORE.has(field) && (kind === "missing") === missing
  )
  if (!problem) return undefined
  const code = problem.code ?? (missing ? "5007" : "5002")
  const status = missing && !INVALID_WHEN_MISSING.has(code) ? "MALFORMED" : "INVALID"
  return { status, code, subject: problem.field }
}

function isUsed(request: Request): boolean {
  return (
    request.core.store.byCode(request.value("Vendor"), request.value("VendorTxCode")) !== undefined
  )
}
