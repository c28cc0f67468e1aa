import type { TxType } from "../protocol"
import { ControlError } from "./control-error"
import type { Core } from "./core"
import { moveClock } from "./due"
import type { FaultRequest } from "./faults"
import { runSettlement, settleAndExpire } from "./lifecycle"
import { moneyOf } from "./money"
import type { MoneyLine } from "./money"
import { notifyAgain } from "./notify-again"
import type { NotifyRequest, NotifyResult } from "./notify-again"
import { pay } from "./pay"
import type { PayRequest, PayResult } from "./pay"
import type { LoggedRequest, RequestLog } from "./request-log"
import type { Account, AccountSettings, Transaction } from "./types"
import { viewOf } from "./views"
import type { TransactionView } from "./views"

export type ClockRequest = { advance_ms?: number; set?: string }
export type Settings = Partial<AccountSettings>
export type RequestFilter = { tx_type?: string; vendor_tx_code?: string; service?: string }

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
  pay(request: PayRequest): Promise<PayResult>
  notify(request: NotifyRequest): Promise<NotifyResult>
  fault(request: FaultRequest): void
  faults(): readonly FaultRequest[]
  clearFaults(): void
  money(filter?: { vendor_tx_code?: string }): MoneyLine[]
  account(vendor: string, settings?: Settings): Account
  accounts(): Account[]
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
    pay: (request) => pay(core, find(idOf(request)), request),
    notify: (request) => notifyAgain(core, find(idOf(request)), request),
    fault: (request) => core.faults.add(request),
    faults: () => core.faults.list(),
    clearFaults: () => core.faults.clear(),
    money: (filter = {}) => {
      settleAndExpire(core)
      const code = filter.vendor_tx_code
      const root = code === undefined ? undefined : find(code).rootId
      return moneyOf(core.store).filter(
        (line) => root === undefined || line.root_vps_tx_id === root
      )
    },
    account: (vendor, settings = {}) => core.accounts.set(vendor, settings),
    accounts: () => core.accounts.all(),
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
