import type { TxType } from "../../protocol"
import { Bench, short } from "./bench"
import { makeOriginal } from "./originals"
import type { OriginalName } from "./originals"

/** One line of the refusal matrix: what is asked of what, and the Status and code that come back. */
export type Row = { name: string; expected: string; run(bench: Bench): Promise<string> }

const ACTIONS = ["RELEASE", "ABORT", "VOID", "REFUND", "REPEAT", "AUTHORISE", "CANCEL"] as const

// Columns as in ACTIONS; "ok" is the action's own success, a code comes as INVALID.
const GRID: readonly [OriginalName, string][] = [
  ["PAYMENT, shopper not finished", "4030 4030 4030 4030 4030 4045 4045"],
  ["PAYMENT, shop has not answered", "4037 4037 5004 5004 5004 4045 4045"],
  ["PAYMENT refused by the shop", "4037 4037 5004 5004 5004 4045 4045"],
  ["PAYMENT declined", "4037 4037 5004 5004 5004 4045 4045"],
  ["PAYMENT rejected", "4030 4030 4030 4030 4030 4045 4045"],
  ["PAYMENT", "4037 4037 ok ok ok 4045 4045"],
  ["PAYMENT settled", "4037 4037 5004 ok ok 4045 4045"],
  ["PAYMENT that failed to settle", "4037 4037 5004 5004 5004 4045 4045"],
  ["PAYMENT voided", "4037 4037 4036 4036 4036 4045 4045"],
  ["PAYMENT refunded", "4037 4037 ok 4034 ok 4045 4045"],
  ["PAYMENT 731 days old", "4037 4037 5004 5004 ok 4045 4045"],
  ["DEFERRED", "ok ok 4041 4041 4041 4045 4045"],
  ["DEFERRED declined", "4039 4039 5004 5004 5004 4045 4045"],
  ["DEFERRED cancelled by the shopper", "4030 4030 4030 4030 4030 4045 4045"],
  ["DEFERRED released", "4038 4038 ok ok ok 4045 4045"],
  ["DEFERRED released, settled", "4038 4038 5004 ok ok 4045 4045"],
  ["DEFERRED released, voided", "4036 4036 4036 4036 4036 4045 4045"],
  ["DEFERRED aborted", "4040 4040 4040 4040 4040 4045 4045"],
  ["DEFERRED 31 days old", "4039 4039 5004 5004 5004 4045 4045"],
  ["AUTHENTICATE", "4037 4037 4041 4041 4041 ok ok"],
  ["AUTHENTICATE registered", "4037 4037 4041 4041 4041 ok ok"],
  ["AUTHENTICATE cancelled", "4037 4037 4041 4041 4041 5004 5004"],
  ["AUTHENTICATE used up", "4037 4037 4041 4041 4041 5004 5004"],
  ["AUTHENTICATE 91 days old", "4037 4037 4041 4041 4041 5004 5004"],
  ["AUTHENTICATE cancelled by the shopper", "4037 4037 4041 4041 4041 5004 5004"],
  ["AUTHORISE", "4037 4037 ok ok ok 4045 4045"],
  ["REPEAT", "4037 4037 ok ok ok 4045 4045"],
  ["REPEAT of a REPEAT", "4037 4037 ok ok ok 4045 4045"],
  ["REPEAT declined", "4037 4037 5004 5004 5004 4045 4045"],
  ["REPEATDEFERRED", "ok ok 4041 4041 4041 4045 4045"],
  ["REPEATDEFERRED released", "4038 4038 ok ok ok 4045 4045"],
  ["MANUAL", "4037 4037 ok ok ok 4045 4045"],
  ["MANUAL voided", "4037 4037 4036 4036 4036 4045 4045"],
  ["REFUND", "4037 4037 ok 4041 4041 4045 4045"],
  ["REFUND settled", "4037 4037 5004 4041 4041 4045 4045"],
  ["REFUND that failed to settle", "4037 4037 5004 4041 4041 4045 4045"],
  ["PAYMENT whose REFUND failed to settle", "4037 4037 5004 ok ok 4045 4045"],
  ["REFUND voided", "4037 4037 4036 4041 4041 4045 4045"],
  ["DIRECTREFUND", "4037 4037 ok 4041 4041 4045 4045"],
]

export const SUCCESS: Readonly<Partial<Record<TxType, string>>> = {
  RELEASE: "OK 2004",
  ABORT: "OK 2006",
  VOID: "OK 2005",
  CANCEL: "OK 2012",
  REFUND: "OK 0000",
  REPEAT: "OK 0000",
  REPEATDEFERRED: "OK 0000",
  AUTHORISE: "OK 0000",
}

const rowsOf = ([original, cells]: [OriginalName, string]): Row[] =>
  cells.split(" ").flatMap((cell, column) => {
    const action = ACTIONS[column] ?? "VOID"
    // What holds for REPEAT holds for REPEATDEFERRED.
    const types: TxType[] = action === "REPEAT" ? ["REPEAT", "REPEATDEFERRED"] : [action]
    return types.map((txType) => ({
      name: `${txType} of ${original}`,
      expected: cell === "ok" ? (SUCCESS[txType] ?? "") : `INVALID ${cell}`,
      run: async (bench: Bench) => short(bench.act(txType, await makeOriginal(bench, original))),
    }))
  })

export const STATE_ROWS: readonly Row[] = GRID.flatMap(rowsOf)

export { Bench, short }
