import type { WireMessage } from "../protocol"

export const SERVICE_FAULTS = [
  "refuse",
  "reset_before",
  "act_then_reset",
  "act_then_late",
  "half_reply",
  "html",
  "http_500",
  "empty",
  "no_status",
  "error_status",
  "bank_timeout",
  "decline",
  "delay",
] as const
export const NOTIFICATION_FAULTS = ["notification_lost", "answer_lost"] as const

export type ServiceFault = (typeof SERVICE_FAULTS)[number]
export type NotificationFault = (typeof NOTIFICATION_FAULTS)[number]

export type FaultRequest = {
  fault: ServiceFault | NotificationFault
  /** Absent: every request. `nth` counts the matching requests from now, from 1. */
  match?: { txType?: string; vendorTxCode?: string; nth?: number }
  /** How many requests it acts on; 1 when absent, 0 for all until removed. */
  times?: number
  /** For `act_then_late` and `delay`; milliseconds of real time. */
  delay_ms?: number
  /** Whether the gateway carries the request out; each fault has its own default. */
  act?: boolean
  /** Of a `refuse`: the reply's Status and StatusDetail. */
  status?: string
  status_detail?: string
}

type Armed = FaultRequest & { seen: number; done: number }

/** What goes wrong on request, and when. */
export class Faults {
  #armed: Armed[] = []

  add(fault: FaultRequest): void {
    this.#armed.push({ ...fault, seen: 0, done: 0 })
  }

  clear(): void {
    this.#armed = []
  }

  list(): readonly (FaultRequest & { seen: number; done: number })[] {
    return this.#armed
  }

  forRequest(fields: WireMessage): FaultRequest | undefined {
    return this.#take(SERVICE_FAULTS, fields.TxType, fields.VendorTxCode)
  }

  forNotification(vendorTxCode: string): NotificationFault | undefined {
    const fault = this.#take(NOTIFICATION_FAULTS, undefined, vendorTxCode)
    return fault?.fault as NotificationFault | undefined
  }

  /** Every matching fault counts the request; the first that is due acts. */
  #take(
    kinds: readonly string[],
    txType: string | undefined,
    vendorTxCode: string | undefined
  ): FaultRequest | undefined {
    const matching = this.#armed.filter(
      ({ fault, match }) =>
        kinds.includes(fault) &&
        (match?.txType === undefined || txType === undefined || match.txType === txType) &&
        (match?.vendorTxCode === undefined || match.vendorTxCode === vendorTxCode)
    )
    for (const fault of matching) fault.seen += 1
    const due = matching.find(isDue)
    if (due) due.done += 1
    return due
  }
}

function isDue(fault: Armed): boolean {
  const times = fault.times ?? 1
  return fault.seen >= (fault.match?.nth ?? 1) && (times === 0 || fault.done < times)
}
