/** How sure it is that the live gateway does it so: seen in several clients, in one, or inferred. */
export type Known = "several" | "one" | "inferred"

export type ParameterRow = {
  readonly name: string
  /** `one_of`: exactly one of those so marked. */
  readonly need: "always" | "optional" | "one_of"
}

export type CommandRow = {
  /** In the order in which they are sent and hashed. */
  readonly parameters: readonly ParameterRow[]
  /** Error codes that say for certain: there is no such transaction. */
  readonly notFound: readonly string[]
  readonly known: Known
}

const NO_SUCH_TRANSACTION = ["0043", "2238", "2242"] as const

/** The commands of the Reporting & Admin API that are spoken here. All of them only read. */
export const REPORTING_COMMANDS = {
  version: { parameters: [], notFound: [], known: "several" },
  getTransactionDetail: {
    parameters: [
      { name: "vpstxid", need: "one_of" },
      { name: "vendortxcode", need: "one_of" },
    ],
    notFound: NO_SUCH_TRANSACTION,
    known: "several",
  },
  getRelatedTransactions: {
    parameters: [
      { name: "vpstxid", need: "always" },
      { name: "startdate", need: "always" },
    ],
    notFound: NO_SUCH_TRANSACTION,
    known: "several",
  },
  getTransactionList: {
    parameters: [
      { name: "startdate", need: "always" },
      { name: "enddate", need: "always" },
      { name: "startrow", need: "optional" },
      { name: "endrow", need: "optional" },
      { name: "sorttype", need: "optional" },
      { name: "sortorder", need: "optional" },
    ],
    notFound: [],
    known: "several",
  },
} as const satisfies Record<string, CommandRow>

export type ReportingCommand = keyof typeof REPORTING_COMMANDS

/** Rows of one page of a list; more are refused (0099). */
export const MAX_LIST_ROWS = 50

/** Below the shortest month, with a day to spare: what spans more than a month is refused (0039). */
export const MAX_LIST_DAYS = 27
