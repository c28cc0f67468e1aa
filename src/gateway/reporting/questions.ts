import { Pool } from "undici"
import {
  isLoginError,
  MAX_REPORT_BYTES,
  readReport,
  REPORTING_COMMANDS,
  REPORTING_ERRORS,
  signedDocument,
  UnreadableReport,
  type CommandRow,
  type Report,
  type ReportElement,
  type ReportingQuestion,
} from "../../protocol"
import { baseUrlOf } from "../hosts"
import { tell } from "../tell"
import { postDocument, type Posted } from "./post"
import { Turns } from "./turns"
import type { Asked, ReportingOptions } from "./types"

export type Question<T> = Pick<ReportingQuestion, "command" | "parameters"> & {
  /** For the log: which transaction, or which span. */
  readonly about: string
  /** Makes the answer of the report, or throws UnreadableReport. */
  readonly read: (body: ReportElement) => T
}

type Refused = Extract<Asked<never>, { kind: "refused" }>

const TIMEOUT_MS = 15_000

/** More at once earn a refusal for too many commands sooner than an answer. */
const CONNECTIONS = 4

/** Asks each question once, within one deadline, and never again after a refused login. */
export class Questions {
  private readonly pool: Pool
  private readonly path: string
  private readonly turns = new Turns()
  private lockedOut: Refused | undefined
  private closed: Promise<void> | undefined

  constructor(private readonly options: ReportingOptions) {
    const base = baseUrlOf(options.host)
    this.path = `${base.pathname.replace(/\/$/, "")}/access/access.htm`
    this.pool = new Pool(base.origin, {
      connections: CONNECTIONS,
      pipelining: 1,
      connect: { timeout: this.timeoutMs },
      // The question's own deadline is the only one.
      headersTimeout: 0,
      bodyTimeout: 0,
      maxResponseSize: MAX_REPORT_BYTES,
    })
  }

  private get timeoutMs(): number {
    return this.options.timeoutMs ?? TIMEOUT_MS
  }

  async ask<T>(question: Question<T>): Promise<Asked<T>> {
    const startedAt = performance.now()
    const deadline = new AbortController()
    const timer = setTimeout(() => deadline.abort(), this.timeoutMs)
    const asked = await this.inTurn(question, deadline.signal).finally(() => clearTimeout(timer))
    tell(this.options.log, {
      event: "sagepay_report",
      command: question.command,
      about: question.about,
      outcome: asked.kind,
      ...("code" in asked && asked.code !== "" && { code: asked.code }),
      ...("reason" in asked && { reason: asked.reason }),
      ms: Math.round(performance.now() - startedAt),
    })
    return asked
  }

  close(): Promise<void> {
    this.closed ??= this.pool.close()
    return this.closed
  }

  private async inTurn<T>(question: Question<T>, signal: AbortSignal): Promise<Asked<T>> {
    if (!(await this.turns.enter(signal))) {
      return unavailable("The questions before this one took too long, so it was not asked.")
    }
    let accepted = false
    try {
      if (this.lockedOut) return this.lockedOut
      const { vendor, user, password } = this.options
      const { command, parameters } = question
      const document = signedDocument({ command, parameters, vendor, user, password })
      const posted = await postDocument(this.pool, this.path, document, signal)
      const report = posted.kind === "body" ? reportIn(posted.bytes) : undefined
      if (report && "code" in report && isLoginError(report.code)) {
        this.lockedOut = refusedLogin(report.code)
        return this.lockedOut
      }
      const asked = answerOf(question, posted, report)
      accepted = asked.kind === "found" || asked.kind === "not_found"
      return asked
    } finally {
      this.turns.leave(accepted)
    }
  }
}

type Unreadable = { readonly unreadable: string }

function reportIn(bytes: Uint8Array): Report | Unreadable {
  return orUnreadable(() => readReport(bytes))
}

function orUnreadable<T>(read: () => T): T | Unreadable {
  try {
    return read()
  } catch (error) {
    if (error instanceof UnreadableReport) return { unreadable: error.message }
    throw error
  }
}

function answerOf<T>(
  { command, read }: Question<T>,
  posted: Posted,
  report: Report | Unreadable | undefined
): Asked<T> {
  if (posted.kind === "failed") return unavailable(posted.reason, posted.cause)
  if (posted.httpStatus !== 200) {
    return unavailable(`The gateway's reporting service answered HTTP ${posted.httpStatus}.`)
  }
  if (!report || "unreadable" in report) return unreadable(report?.unreadable)
  if (report.code === "0000") {
    const value = orUnreadable(() => ({ value: read(report.body) }))
    return "unreadable" in value ? unreadable(value.unreadable) : { kind: "found", ...value }
  }
  const { code } = report
  const { notFound }: CommandRow = REPORTING_COMMANDS[command]
  if (notFound.includes(code)) return { kind: "not_found", code }
  // Only our own words are passed on: the gateway's may quote what it was sent.
  const meaning = REPORTING_ERRORS[code]?.meaning ?? "a number that is not in our table"
  const says = `The gateway's reporting service answered ${code}: ${meaning}.`
  if (REPORTING_ERRORS[code]?.means === "later") return unavailable(`${says} Ask again later.`)
  return { kind: "refused", code, reason: says, lockout: false }
}

function refusedLogin(code: string): Refused {
  const reason =
    `The gateway refuses the reporting login (${code}: ${REPORTING_ERRORS[code]?.meaning}). ` +
    "No money moved. Nothing more is asked with this login, because further attempts lock the user. " +
    "Check user and password, unlock the user in the gateway's admin area, and restart the shop."
  return { kind: "refused", code, reason, lockout: true }
}

export function unavailable(
  reason: string,
  cause?: Error
): Extract<Asked<never>, { kind: "unavailable" }> {
  return { kind: "unavailable", reason, ...(cause && { cause }) }
}

const unreadable = (what = "it is empty") =>
  unavailable(`The gateway's reporting service answered with something unreadable: ${what}.`)
