import type { TxType } from "../protocol"
import { yearsAfter } from "./clock"
import { takenBy } from "./money"
import type { Request } from "./request"
import type { Rule } from "./rules"
import type { Store } from "./store"
import type { State, Transaction } from "./types"

const REFERRING: readonly TxType[] = [
  "RELEASE",
  "ABORT",
  "VOID",
  "CANCEL",
  "REFUND",
  "REPEAT",
  "REPEATDEFERRED",
  "AUTHORISE",
]
const REPEATS: readonly TxType[] = ["REPEAT", "REPEATDEFERRED"]
const DEFERRED_TYPES: readonly TxType[] = ["DEFERRED", "REPEATDEFERRED"]

/** Takes money from a card: may be refunded and repeated, once it has. */
const TAKING: readonly TxType[] = [
  "PAYMENT",
  "DEFERRED",
  "REPEAT",
  "REPEATDEFERRED",
  "AUTHORISE",
  "MANUAL",
]
/** Shared guide 2.5: what would be settled, either way, may be voided. */
const VOIDABLE: readonly TxType[] = [...TAKING, "REFUND", "DIRECTREFUND"]

const REFUND_YEARS = 2

type RelatedRule = Omit<Rule, "refuses"> & {
  of: readonly TxType[]
  /** True: refused. Only asked when the related transaction exists. */
  broken(related: Transaction, request: Request): boolean
  code: string | ((request: Request) => string)
}

const isIn = (state: State, ...states: State[]): boolean => states.includes(state)

const TABLE: readonly RelatedRule[] = [
  {
    name: "original of this vendor",
    of: REFERRING,
    code: "4032",
    broken: (related, r) => related.vendor.toLowerCase() !== r.value("Vendor").toLowerCase(),
  },
  {
    // Clients in production send a fresh code on VOID: it is not compared there (inferred).
    name: "VendorTxCode of the original",
    of: REFERRING.filter((type) => type !== "VOID"),
    code: "4029",
    broken: (related, r) =>
      related.vendorTxCode !== r.value(r.onTheOriginal ? "VendorTxCode" : "RelatedVendorTxCode"),
  },
  {
    name: "SecurityKey of the original",
    of: REFERRING,
    code: "4031",
    broken: (related, r) =>
      related.securityKey !== r.value(r.onTheOriginal ? "SecurityKey" : "RelatedSecurityKey"),
  },
  {
    name: "TxAuthNo of the original",
    of: REFERRING.filter((type) => type !== "CANCEL" && type !== "AUTHORISE"),
    code: "4030",
    // An AUTHENTICATE has none that could be compared (inferred): its type refuses it below.
    broken: (related, r) =>
      related.txType !== "AUTHENTICATE" &&
      related.txAuthNo !== r.value(r.onTheOriginal ? "TxAuthNo" : "RelatedTxAuthNo"),
  },
  {
    name: "currency of the original",
    of: ["REFUND"],
    code: "4033",
    broken: (related, r) => related.currency !== r.value("Currency"),
  },
  {
    // These two carry no Currency: only the original tells how many decimals there are.
    name: "decimals of the original's currency",
    of: ["RELEASE", "AUTHORISE"],
    code: (r) => (r.txType === "RELEASE" ? "3102" : "3006"),
    broken: (_related, r) => r.amount === undefined,
  },
  {
    name: "original is deferred",
    of: ["RELEASE", "ABORT"],
    code: "4037",
    broken: (related) => !DEFERRED_TYPES.includes(related.txType),
  },
  {
    name: "original is an AUTHENTICATE",
    of: ["AUTHORISE", "CANCEL"],
    code: "4045",
    broken: (related) => related.txType !== "AUTHENTICATE",
  },
  {
    name: "original of a type that can be voided",
    of: ["VOID"],
    code: "4041",
    broken: (related) => !VOIDABLE.includes(related.txType) || related.state === "deferred",
  },
  {
    name: "original of a type that takes money",
    of: ["REFUND", ...REPEATS],
    code: "4041",
    broken: (related) => !TAKING.includes(related.txType) || related.state === "deferred",
  },
  {
    name: "not voided",
    of: ["RELEASE", "ABORT", "VOID", "REFUND", ...REPEATS],
    code: "4036",
    broken: (related) => related.state === "voided",
  },
  {
    name: "not released",
    of: ["RELEASE", "ABORT"],
    code: "4038",
    broken: (related) => related.state === "released",
  },
  {
    name: "not aborted",
    of: ["RELEASE", "ABORT", "VOID", "REFUND", ...REPEATS],
    code: "4040",
    broken: (related) => related.state === "aborted",
  },
  {
    name: "in a deferred state",
    of: ["RELEASE", "ABORT"],
    code: "4039",
    broken: (related) => related.state !== "deferred",
  },
  {
    name: "not refunded already",
    of: ["REFUND"],
    code: "4034",
    broken: (related, r) =>
      takenBy(related) > 0 && refundsOf(r.core.store, related) >= takenBy(related),
  },
  {
    name: "has taken money",
    of: ["REFUND", ...REPEATS],
    code: "5004",
    broken: (related) => !isIn(related.state, "authorised", "released"),
  },
  {
    name: "would be settled",
    of: ["VOID"],
    code: "5004",
    broken: (related) => !isIn(related.state, "authorised", "released"),
  },
  {
    name: "before the settlement run",
    of: ["VOID"],
    code: "5004",
    broken: (related) => related.settledAt !== undefined,
  },
  {
    name: "refund within two years",
    of: ["REFUND"],
    code: "5004",
    broken: (related, r) =>
      r.now > yearsAfter(related.acceptedAt ?? related.createdAt, REFUND_YEARS),
  },
  {
    name: "authenticated and waiting",
    of: ["AUTHORISE", "CANCEL"],
    code: "5004",
    broken: (related) => !isIn(related.state, "authenticated", "registered"),
  },
  {
    name: "refund within what was taken",
    of: ["REFUND"],
    code: "4035",
    broken: (related, r) => refundsOf(r.core.store, related) + asked(r) > takenBy(related),
  },
  {
    name: "authorise within 115 %",
    of: ["AUTHORISE"],
    code: "4044",
    broken: (related, r) =>
      authorisedOf(r.core.store, related) + asked(r) > authoriseLimit(related),
  },
  {
    name: "release within the original",
    of: ["RELEASE"],
    code: "4049",
    broken: (related, r) => asked(r) > related.amount,
  },
]

/** Rules about the transaction that the request refers to, in the order of evaluation (inferred). */
export const RELATED_RULES: readonly Rule[] = [
  {
    name: "original found",
    of: REFERRING,
    refuses: (r) => r.related === undefined && (r.onTheOriginal ? "5036" : "4028"),
  },
  ...TABLE.map(({ name, of, broken, code }) => ({
    name,
    of,
    refuses: (r: Request) =>
      r.related !== undefined &&
      broken(r.related, r) &&
      (typeof code === "string" ? code : code(r)),
  })),
]

function asked(request: Request): number {
  return request.amount ?? 0
}

/** A voided REFUND has failed and counts no more (inferred). */
export function refundsOf(store: Store, original: Transaction): number {
  return sumOfChildren(store, original, "REFUND")
}

/** Declined and voided AUTHORISEs do not count (inferred). */
export function authorisedOf(store: Store, original: Transaction): number {
  return sumOfChildren(store, original, "AUTHORISE")
}

/** Shared guide 2.8. */
export function authoriseLimit(original: Transaction): number {
  return Math.floor((original.amount * 115) / 100)
}

function sumOfChildren(store: Store, original: Transaction, txType: TxType): number {
  return store
    .childrenOf(original)
    .filter((child) => child.txType === txType && child.state === "authorised")
    .reduce((sum, child) => sum + child.amount, 0)
}
