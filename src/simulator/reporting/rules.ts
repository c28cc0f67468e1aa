import { MINUTE } from "../clock"
import { faceOf, oneMonthAfter } from "./london"
import type { ReportingRequest } from "./request"

export type ReportingRule = {
  name: string
  /** Absent: every command. */
  of?: readonly string[]
  code: string | ((request: ReportingRequest) => string)
  broken(request: ReportingRequest): boolean
}

const DETAIL = ["getTransactionDetail"]
const RELATED = ["getRelatedTransactions"]
const LIST = ["getTransactionList"]

export const COMMANDS: readonly string[] = [
  "version",
  "getTransactionTypes",
  ...DETAIL,
  ...RELATED,
  ...LIST,
]

/** What a list may be asked by; what else there is in the true API is refused, not ignored. */
const LIST_PARAMETERS = [
  "startdate",
  "enddate",
  "startrow",
  "endrow",
  "sorttype",
  "sortorder",
  "relatedtransactionid",
]
const MAX_ROWS = 50

const login = (request: ReportingRequest) => request.account?.settings.reporting
const face = (request: ReportingRequest, name: string): number => faceOf(request.value(name)) ?? NaN
const isGiven = (request: ReportingRequest, name: string): boolean => request.value(name) !== ""

/** A row number as it is written; NaN for anything but a whole number from 1. */
const row = (request: ReportingRequest, name: string): number =>
  /^[1-9]\d*$/.test(request.value(name)) ? Number(request.value(name)) : NaN

/** In the order of evaluation (inferred). */
export const REPORTING_RULES: readonly ReportingRule[] = [
  { name: "report: XML well formed", code: "0001", broken: (r) => r.root === undefined },
  { name: "report: root is vspaccess", code: "0002", broken: (r) => r.root?.name !== "vspaccess" },
  {
    name: "report: login given once",
    code: "3000",
    broken: (r) =>
      ["command", "vendor", "user", "signature"].some((name) => r.all(name).length > 1),
  },
  { name: "report: vendor known", code: "0008", broken: (r) => r.account === undefined },
  { name: "report: user not locked", code: "0008", broken: (r) => login(r)?.locked === true },
  {
    name: "report: user known",
    code: "0008",
    broken: (r) => r.account !== undefined && r.value("user") !== login(r)?.user,
  },
  {
    name: "report: command, vendor and user first",
    code: "0010",
    broken: (r) => !r.startsWithTheLogin,
  },
  { name: "report: nothing between elements", code: "0010", broken: (r) => r.hasGaps },
  { name: "report: signature right", code: "0010", broken: (r) => !r.isSigned },
  {
    name: "report: not too many commands",
    code: "2213",
    broken: (r) =>
      r.core.accounts.commandsSince(r.value("vendor"), r.now - MINUTE) >=
      (login(r)?.per_minute ?? Infinity),
  },
  { name: "report: command known", code: "0013", broken: (r) => !COMMANDS.includes(r.command) },
  {
    name: "report: vpstxid or vendortxcode given",
    of: DETAIL,
    code: "0042",
    broken: (r) => !isGiven(r, "vpstxid") && !isGiven(r, "vendortxcode"),
  },
  {
    name: "report: one of vpstxid and vendortxcode",
    of: DETAIL,
    code: "2142",
    broken: (r) => r.all("vpstxid").length + r.all("vendortxcode").length > 1,
  },
  {
    name: "report: vpstxid given once",
    of: RELATED,
    code: "2142",
    broken: (r) => !isGiven(r, "vpstxid") || r.all("vpstxid").length > 1,
  },
  {
    name: "report: transaction found",
    of: [...DETAIL, ...RELATED],
    code: (r) => (isGiven(r, "vpstxid") ? "2238" : "0043"),
    broken: (r) => r.transaction === undefined,
  },
  {
    name: "report: known parameters only",
    of: LIST,
    code: "0009",
    broken: (r) => r.parameters.some((name) => !LIST_PARAMETERS.includes(name)),
  },
  {
    name: "report: start date well formed",
    of: [...LIST, ...RELATED],
    code: "0009",
    broken: (r) => Number.isNaN(face(r, "startdate")),
  },
  {
    name: "report: end date well formed",
    of: LIST,
    code: "0009",
    broken: (r) => Number.isNaN(face(r, "enddate")),
  },
  {
    name: "report: start before end",
    of: LIST,
    code: "0038",
    broken: (r) => face(r, "startdate") > face(r, "enddate"),
  },
  {
    name: "report: within one month",
    of: LIST,
    code: "0039",
    broken: (r) => face(r, "enddate") > oneMonthAfter(face(r, "startdate")),
  },
  {
    name: "report: both rows or none",
    of: LIST,
    code: "2222",
    broken: (r) => isGiven(r, "startrow") !== isGiven(r, "endrow"),
  },
  {
    name: "report: rows are numbers",
    of: LIST,
    code: "2243",
    broken: (r) => isGiven(r, "startrow") && Number.isNaN(row(r, "startrow") + row(r, "endrow")),
  },
  {
    name: "report: start row below end row",
    of: LIST,
    code: "0211",
    broken: (r) => row(r, "startrow") >= row(r, "endrow"),
  },
  {
    name: "report: within fifty rows",
    of: LIST,
    code: "0099",
    broken: (r) => row(r, "endrow") - row(r, "startrow") >= MAX_ROWS,
  },
  {
    name: "report: order known",
    of: LIST,
    code: "0009",
    broken: (r) =>
      !["", "bydate"].includes(r.value("sorttype").toLowerCase()) ||
      !["", "ASC", "DESC"].includes(r.value("sortorder").toUpperCase()),
  },
]

export function firstReportingRefusal(request: ReportingRequest): string | undefined {
  for (const rule of REPORTING_RULES) {
    if (rule.of && !rule.of.includes(request.command)) continue
    if (request.core.disabledRules.has(rule.name)) continue
    if (rule.broken(request)) return typeof rule.code === "string" ? rule.code : rule.code(request)
  }
  return undefined
}

/** Which rows of a list are wanted, from 1: the first fifty unless told otherwise (inferred). */
export function rowsWanted(request: ReportingRequest): { from: number; to: number } {
  const given = isGiven(request, "startrow")
  return given
    ? { from: row(request, "startrow"), to: row(request, "endrow") }
    : { from: 1, to: MAX_ROWS }
}
