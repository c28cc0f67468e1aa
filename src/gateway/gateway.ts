import { Pool } from "undici"
import {
  checkField,
  checkRequest,
  encodeForm,
  scrub,
  TX_TYPES,
  WireFormatError,
  type AccountFacts,
  type ProtocolVersion,
  type RequestOf,
  type TxType,
} from "../protocol"
import { callLog, type CallLog } from "./call-log"
import { Exchange, type ExchangeLimits } from "./exchange"
import { baseUrlOf, type GatewayHost } from "./hosts"
import type { Outcome } from "./outcome"
import { readOutcome } from "./read-outcome"
import { tell } from "./tell"

export type GatewayOptions = {
  /** The vendor name of the account. */
  readonly vendor: string
  /** "live", "test", or the base URL of something else that speaks the protocol. */
  readonly host: GatewayHost | (string & {})
  /** Default 4.00. */
  readonly version?: ProtocolVersion
  /** How long a connection may take to stand. Default 5,000 ms. */
  readonly connectTimeoutMs?: number
  /** From the first byte sent to the whole reply. Default 60,000 ms: banks can be slow. */
  readonly replyTimeoutMs?: number
  /** How long to listen for a reply after that; see `late` of an unknown outcome. Default 120,000 ms. */
  readonly lateReplyMs?: number
  /** Most sockets open at once; calls beyond wait. Default: as many as there are calls. */
  readonly connections?: number
  /** What is true of the account and makes fields mandatory. */
  readonly account?: AccountFacts
  /** One scrubbed line per call, and one for each reply that came late. */
  readonly log?: (line: CallLog) => void
}

export type Gateway = {
  readonly vendor: string
  readonly baseUrl: string
  readonly version: ProtocolVersion
  /**
   * Posts one message; VPSProtocol, TxType and Vendor are added. Resolves to what certainly
   * happened and never rejects for what happens on the way. Throws WireFormatError, with nothing
   * sent, when the message breaks a rule of the tables. Sends once: nothing is retried.
   */
  send<T extends TxType>(txType: T, fields: RequestOf<T>): Promise<Outcome<T>>
  /** Waits for calls under way, stops listening for late replies, closes the sockets. */
  close(): Promise<void>
}

const HEADERS = {
  "content-type": "application/x-www-form-urlencoded",
  accept: "text/plain",
} as const

/** A reply is a few hundred bytes; what is much longer is something else. */
const MAX_REPLY_BYTES = 65_536

export function createGateway(options: GatewayOptions): Gateway {
  const { vendor, version = "4.00", account = {}, log, connections } = options
  const { connectTimeoutMs = 5_000, replyTimeoutMs = 60_000, lateReplyMs = 120_000 } = options
  const problem = vendor === "" ? undefined : checkField("Vendor", vendor, version)
  if (problem || vendor === "") throw new TypeError(`vendor ${problem?.rule ?? "is missing"}`)
  const base = baseUrlOf(options.host)
  const path = `${base.pathname.replace(/\/$/, "")}/gateway/service/`
  const pool = new Pool(base.origin, {
    connections: connections ?? null,
    // Only one request on a socket at a time: a second would share the first one's fate.
    pipelining: 1,
    connect: { timeout: connectTimeoutMs },
    // Exchange keeps one deadline over headers and body.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxResponseSize: MAX_REPLY_BYTES,
  })
  const limits: ExchangeLimits = {
    waitMs: connections === undefined ? connectTimeoutMs : connectTimeoutMs + replyTimeoutMs,
    replyMs: replyTimeoutMs,
    lateMs: lateReplyMs,
  }
  const listening = new Set<Exchange>()

  async function send<T extends TxType>(txType: T, fields: RequestOf<T>): Promise<Outcome<T>> {
    const message: Record<string, string | undefined> = {
      VPSProtocol: "",
      TxType: "",
      Vendor: "",
      ...fields,
    }
    message.VPSProtocol = version
    message.TxType = txType
    message.Vendor = vendor
    const problems = checkRequest(message, { ...account, txType, version })
    if (problems.length > 0) throw new WireFormatError(problems)
    const body = encodeForm(message)
    // For the log, which may be written long after the caller has its answer: no card is kept for that.
    const request = scrub(message, { personal: false })

    const startedAt = performance.now()
    const exchange = new Exchange(limits, listening)
    const target = path + TX_TYPES[txType].service
    pool.dispatch({ path: target, method: "POST", headers: HEADERS, body }, exchange)
    exchange.waitForStart()
    const outcome = readOutcome(txType, await exchange.result)

    if (log) {
      const ms = performance.now() - startedAt
      const call = { txType, version, url: base.origin + target, request, ms }
      tell(log, callLog({ ...call, event: "sagepay_call", outcome }))
      if (outcome.kind === "unknown" && outcome.late) {
        void outcome.late.then((late) => {
          if (!late) return
          const lateMs = performance.now() - startedAt
          const event = "sagepay_late_reply"
          tell(log, callLog({ ...call, event, outcome: late, ms: lateMs }))
        })
      }
    }
    return outcome
  }

  let closed: Promise<void> | undefined
  function close(): Promise<void> {
    for (const exchange of listening) exchange.stopListening()
    closed ??= pool.close()
    return closed
  }

  return { vendor, version, baseUrl: base.href.replace(/\/$/, ""), send, close }
}
