import type { TxType } from "../protocol"
import { CONSOLE_ACTIONS, inConsole } from "./console"
import type { ConsoleRequest } from "./console"
import { ControlError } from "./control-error"
import type { Core } from "./core"
import { moveClock } from "./due"
import type { FaultPlan, FaultRequest } from "./faults"
import type { HeldRequest, HoldEnd } from "./holds"
import { failAtSettlement, runSettlement, settleAndExpire } from "./lifecycle"
import { moneyOf } from "./money"
import type { MoneyLine } from "./money"
import { notifyAgain } from "./notify-again"
import type { NotifyRequest, NotifyResult } from "./notify-again"
import { pay } from "./pay"
import type { PayRequest, PayResult } from "./pay"
import type { LoggedRequest, RequestLog } from "./request-log"
import type { Account, ReportingLogin, Settings, Transaction } from "./types"
import { viewOf } from "./views"
import type { TransactionView } from "./views"

export type ClockRequest = { advance_ms?: number; set?: string }
export type RequestFilter = {
  /** "reporting" for the Reporting & Admin API. */
  tx_type?: string
  vendor_tx_code?: string
  service?: string
  /** Of the Reporting & Admin API. */
  command?: string
}

/**
 * What tests and demos do to the simulator from outside. The same as the `/_control` routes:
 * names and shapes are those of their JSON. Amounts are minor units.
 */
export type Control = {
  transactions(filter?: { vendor?: string; tx_type?: TxType; state?: string }): TransactionView[]
  /** By VPSTxId or VendorTxCode. Throws ControlError 404. */
  transaction(idOrCode: string): TransactionView
  requests(filter?: RequestFilter): LoggedRequest[]
  clearRequests(): number
  now(): Date
  clock(request: ClockRequest): Promise<{ now: string }>
  /** Moves the clock and does all that falls due on the way, each at its own time. */
  advance(milliseconds: number): Promise<{ now: string }>
  /** Settles all that waits, now. */
  settle(): { settled: number }
  /** The bank refuses to settle this one (txstateid 23). Throws ControlError 409. */
  failSettlement(request: { vps_tx_id: string }): TransactionView
  /**
   * What a merchant does in the gateway's own console. Gives the transaction that it made, or the
   * one that it ended. Throws ControlError 409 with the gateway's refusal.
   */
  console(request: ConsoleRequest): TransactionView
  pay(request: PayRequest): Promise<PayResult>
  notify(request: NotifyRequest): Promise<NotifyResult>
  fault(request: FaultRequest): void
  faults(): readonly FaultRequest[]
  clearFaults(): void
  /** Asked for every POST that no fault waits for; undefined ends it. Not over HTTP. */
  faultPlan(plan: FaultPlan | undefined): void
  /** Requests that a `hold` has stopped. */
  held(): HeldRequest[]
  /** Resolves as soon as so many are held at once. Not over HTTP. */
  untilHeld(count?: number): Promise<HeldRequest[]>
  /** Lets a held request go on, or breaks its connection. Throws ControlError 404. */
  release(id: number, how: HoldEnd): HeldRequest
  money(filter?: { vendor_tx_code?: string }): MoneyLine[]
  account(vendor: string, settings?: Settings): Account
  accounts(): Account[]
  /** The user of the Reporting & Admin API; unlocks it unless told otherwise. */
  reporting(vendor: string, login?: Partial<ReportingLogin>): Account
  /** Makes the bank decline (or accept) the stored card of a transaction from now on. */
  card(request: { vps_tx_id: string; declines: boolean }): TransactionView
  reset(): void
}

export function createControl(core: Core, requests: RequestLog): Control {
  const find = (idOrCode: string): Transaction => {
    settleAndExpire(core)
    const transaction = core.store.find(idOrCode)
    if (!transaction) throw new ControlError(404, `no transaction ${idOrCode}`)
    return transaction
  }
  const time = (): { now: string } => ({ now: new Date(core.clock.now()).toISOString() })
  const moveTo = async (target: number): Promise<{ now: string }> => {
    if (Number.isNaN(target)) throw new ControlError(400, "the clock cannot be set to that")
    await moveClock(core, target)
    return time()
  }
  return {
    transactions: (filter = {}) => {
      settleAndExpire(core)
      return core.store
        .all()
        .filter(
          ({ vendor, txType, state }) =>
            (filter.vendor === undefined || filter.vendor === vendor) &&
            (filter.tx_type === undefined || filter.tx_type === txType) &&
            (filter.state === undefined || filter.state === state)
        )
        .map(viewOf)
    },
    transaction: (idOrCode) => viewOf(find(idOrCode)),
    requests: (filter = {}) =>
      requests
        .list()
        .filter(
          ({ service, fields }) =>
            (filter.service === undefined || filter.service === service) &&
            (filter.tx_type === undefined || filter.tx_type === fields.TxType) &&
            (filter.command === undefined || filter.command === fields.command) &&
            (filter.vendor_tx_code === undefined || filter.vendor_tx_code === fields.VendorTxCode)
        ),
    clearRequests: () => requests.clear(),
    now: () => new Date(core.clock.now()),
    clock: (request) =>
      moveTo(
        request.set !== undefined
          ? Date.parse(request.set)
          : core.clock.now() + (request.advance_ms ?? 0)
      ),
    advance: (milliseconds) => moveTo(core.clock.now() + milliseconds),
    settle: () => ({ settled: runSettlement(core) }),
    failSettlement: ({ vps_tx_id }) => {
      const transaction = find(vps_tx_id)
      if (!failAtSettlement(core, transaction)) {
        throw new ControlError(409, `nothing of it would be settled: ${transaction.state}`)
      }
      return viewOf(transaction)
    },
    console: ({ action, vps_tx_id, amount_minor }) => {
      if (!CONSOLE_ACTIONS.includes(action)) {
        throw new ControlError(400, `action must be one of ${CONSOLE_ACTIONS.join(", ")}`)
      }
      return viewOf(inConsole(core, find(vps_tx_id), action, amount_minor))
    },
    pay: (request) => pay(core, find(idOf(request)), request),
    notify: (request) => notifyAgain(core, find(idOf(request)), request),
    fault: (request) => core.faults.add(request),
    faults: () => core.faults.list(),
    clearFaults: () => core.faults.clear(),
    faultPlan: (plan) => core.faults.plan(plan),
    held: () => core.holds.list(),
    untilHeld: (count = 1) => core.holds.until(count),
    release: (id, how) => core.holds.release(id, how),
    money: (filter = {}) => {
      settleAndExpire(core)
      const code = filter.vendor_tx_code
      return moneyOf(core.store, code === undefined ? undefined : find(code).rootId)
    },
    account: (vendor, settings = {}) => core.accounts.set(vendor, settings),
    accounts: () => core.accounts.all(),
    reporting: (vendor, login = {}) =>
      core.accounts.set(vendor, { reporting: { locked: false, ...login } }),
    card: ({ vps_tx_id, declines }) => {
      const transaction = find(vps_tx_id)
      if (transaction.card) transaction.card = { ...transaction.card, declines }
      core.store.save()
      return viewOf(transaction)
    },
    reset: () => {
      core.store.clear()
      core.accounts.reset()
      core.faults.clear()
      core.faults.plan(undefined)
      core.holds.end()
      core.clock.reset()
      requests.clear()
    },
  }
}

function idOf(request: { vps_tx_id?: string; vendor_tx_code?: string }): string {
  const id = request.vps_tx_id ?? request.vendor_tx_code
  if (id === undefined) throw new ControlError(400, "vps_tx_id or vendor_tx_code is needed")
  return id
}
