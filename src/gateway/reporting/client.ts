import {
  canonicalVpsTxId,
  checkField,
  readDetail,
  readList,
  textOf,
  UnreadableReport,
  type ReportElement,
  type TransactionDetail,
} from "../../protocol"
import { askForList, oldestFirst, writtenSpan } from "./list"
import { Questions, type Question } from "./questions"
import type { Asked, Reporting, ReportingOptions } from "./types"

/** Asks the gateway's Reporting & Admin API. Nothing that it can ask changes anything. */
export function createReporting(options: ReportingOptions): Reporting {
  const { vendor, user, password } = options
  const problem = vendor === "" ? undefined : checkField("Vendor", vendor, "4.00")
  if (problem || vendor === "") throw new TypeError(`vendor ${problem?.rule ?? "is missing"}`)
  if (user === "" || password === "") throw new TypeError("user and password are both needed")
  const questions = new Questions(options)

  const version: Reporting["version"] = () =>
    questions.ask({
      command: "version",
      about: "",
      read: (body) => ({ version: textOf(body, "version") ?? "" }),
    })

  const transactionDetail: Reporting["transactionDetail"] = async (by) => {
    const question = "vpsTxId" in by ? byId(by.vpsTxId) : byCode(by.vendorTxCode)
    return question ? questions.ask(question) : noQuestion()
  }

  const relatedTransactions: Reporting["relatedTransactions"] = async (vpsTxId, since) => {
    const id = canonicalVpsTxId(vpsTxId)
    if (!id || Number.isNaN(since.getTime())) return noQuestion()
    return questions.ask({
      command: "getRelatedTransactions",
      parameters: {
        vpstxid: withoutBraces(id),
        startdate: writtenSpan({ from: since, to: since }).startdate,
      },
      about: id,
      read: (body) => {
        const { lines, totalRows = lines.length } = readList(body)
        if (lines.length < totalRows) throw new UnreadableReport("some of its rows are missing")
        return oldestFirst(lines.filter((line) => line.vpsTxId !== id))
      },
    })
  }

  return {
    vendor,
    user,
    version,
    transactionDetail,
    relatedTransactions,
    transactionList: (span) => askForList(questions, span),
    close: () => questions.close(),
  }
}

function byId(vpsTxId: string): Question<TransactionDetail> | undefined {
  const id = canonicalVpsTxId(vpsTxId)
  if (!id) return undefined
  return {
    command: "getTransactionDetail",
    parameters: { vpstxid: withoutBraces(id) },
    about: id,
    read: (body) => theOneAsked(body, (detail) => detail.vpsTxId === id),
  }
}

function byCode(code: string): Question<TransactionDetail> | undefined {
  if (code === "" || checkField("VendorTxCode", code, "4.00")) return undefined
  const isIt = ({ vendorTxCode }: TransactionDetail) =>
    vendorTxCode.toLowerCase() === code.toLowerCase()
  return {
    command: "getTransactionDetail",
    parameters: { vendortxcode: code },
    about: code,
    read: (body) => theOneAsked(body, isIt),
  }
}

/** An answer to somebody else's question must not be taken for this one's. */
function theOneAsked(
  body: ReportElement,
  isIt: (detail: TransactionDetail) => boolean
): TransactionDetail {
  const detail = readDetail(body)
  if (!isIt(detail)) throw new UnreadableReport("it is about another transaction")
  return detail
}

const withoutBraces = (id: string): string => id.slice(1, -1)

function noQuestion(): Asked<never> {
  const reason = "Nothing was asked: that is neither a VPSTxId nor a VendorTxCode."
  return { kind: "refused", code: "", reason, lockout: false }
}
