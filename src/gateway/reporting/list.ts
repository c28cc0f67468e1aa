import {
  comesTwice,
  MAX_LIST_DAYS,
  MAX_LIST_ROWS,
  readList,
  toLondonTime,
  type ReportedList,
  type TransactionLine,
} from "../../protocol"
import { unavailable, type Questions } from "./questions"
import type { Asked } from "./types"

type Span = { readonly from: Date; readonly to: Date }
type NotFound = Exclude<Asked<never>, { kind: "found" }>
type Rows = Map<string, TransactionLine>
type Page = { readonly first: number; readonly last: number }

const SECOND = 1_000
const HOUR = 3_600_000
const DAY = 86_400_000

/** Passes over one part before it counts as too restless to be read. */
const PASSES = 4

/** All rows of the span once each, oldest first. */
export async function askForList(
  questions: Pick<Questions, "ask">,
  span: Span
): Promise<Asked<readonly TransactionLine[]>> {
  const { from, to } = span
  if (!(from.getTime() <= to.getTime())) {
    return { kind: "refused", code: "", reason: "The span ends before it starts.", lockout: false }
  }
  const rows: Rows = new Map()
  for (const part of partsOf(span)) {
    const failed = await readPart((page) => askForPage(questions, part, page), rows)
    if (failed) return failed
  }
  return { kind: "found", value: oldestFirst([...rows.values()]) }
}

/** Rows of the same second stay as they came. What has no date comes last. */
export function oldestFirst(lines: readonly TransactionLine[]): readonly TransactionLine[] {
  const timeOf = ({ startedAt }: TransactionLine) => startedAt?.getTime() ?? Infinity
  return [...lines].sort((a, b) => (timeOf(a) === timeOf(b) ? 0 : timeOf(a) - timeOf(b)))
}

/**
 * None longer than the gateway takes. They overlap by a second, for nobody says whether an end
 * belongs to its part; what is listed twice is counted once.
 */
export function partsOf({ from, to }: Span): Span[] {
  const parts: Span[] = []
  let start = from.getTime()
  for (;;) {
    const end = Math.min(start + MAX_LIST_DAYS * DAY, to.getTime())
    parts.push({ from: new Date(start), to: new Date(end) })
    if (end === to.getTime()) return parts
    start = end - SECOND
  }
}

/** The report knows whole seconds and no summer time: the span is widened, never narrowed. */
export function writtenSpan({ from, to }: Span): { startdate: string; enddate: string } {
  const start = new Date(from.getTime() - (comesTwice(from) ? HOUR : 0))
  const end = new Date(to.getTime() + SECOND - 1 + (comesTwice(to) ? HOUR : 0))
  return { startdate: toLondonTime(start), enddate: toLondonTime(end) }
}

function askForPage(
  questions: Pick<Questions, "ask">,
  part: Span,
  { first, last }: Page
): Promise<Asked<ReportedList>> {
  const span = writtenSpan(part)
  return questions.ask({
    command: "getTransactionList",
    parameters: {
      ...span,
      startrow: String(first),
      endrow: String(last),
      sorttype: "ByDate",
      // What arrives while we read goes to the end, so that no row changes its page.
      sortorder: "ASC",
    },
    about: `${span.startdate} to ${span.enddate}, rows ${first} to ${last}`,
    read: readList,
  })
}

/**
 * Rows of one second may change places from one page to the next, so that one comes twice and
 * another not at all. The number of rows shows it; then they are read again, with other pages.
 */
async function readPart(
  askPage: (page: Page) => Promise<Asked<ReportedList>>,
  rows: Rows
): Promise<NotFound | undefined> {
  const known: Rows = new Map()
  let total = 0
  let earlier = ""
  for (let pass = 1; pass <= PASSES; pass += 1) {
    const listed: TransactionLine[] = []
    for (let first = 1; ;) {
      const size = first === 1 ? Math.ceil(MAX_LIST_ROWS / pass) : MAX_LIST_ROWS
      const page = await askPage({ first, last: first + size - 1 })
      if (page.kind !== "found") return page
      const { lines, totalRows } = page.value
      listed.push(...lines)
      first += size
      total = totalRows ?? (lines.length < size ? listed.length : Infinity)
      if (lines.length === 0 || first > total) break
    }
    for (const line of listed) {
      known.set(line.vpsTxId, line)
      rows.set(line.vpsTxId, line)
    }
    // As many as promised, and the same ones twice with other pages: the gateway itself lists them so.
    const ids = listed.map(({ vpsTxId }) => vpsTxId).sort()
    const isStable = listed.length >= total && ids.join() === earlier
    if (known.size >= total || isStable) return undefined
    earlier = ids.join()
  }
  return unavailable(
    `The gateway's list has ${total} rows, of which only ${known.size} could be read. Ask again later.`
  )
}
