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
  "duplicate",
  "hold",
] as const
export const NOTIFICATION_FAULTS = ["notification_lost", "answer_lost"] as const

export type ServiceFault = (typeof SERVICE_FAULTS)[number]
export type NotificationFault = (typeof NOTIFICATION_FAULTS)[number]

/** The type under which faults and plans know a request to the Reporting & Admin API. */
export const REPORTING = "reporting"

export type FaultRequest = {
  fault: ServiceFault | NotificationFault
  /**
   * Absent: every request to a service. Requests of the Reporting & Admin API are only met when
   * `txType` is "reporting" or `command` is theirs. `nth` counts the matching requests, from 1.
   */
  match?: { txType?: string; command?: string; vendorTxCode?: string; nth?: number }
  /** How many requests it acts on; 1 when absent, 0 for all until removed. */
  times?: number
  /** For `act_then_late` and `delay`; milliseconds of real time. */
  delay_ms?: number
  /** Whether the gateway carries the request out; each fault has its own default. */
  act?: boolean
  /** Of a `refuse`: the reply's Status and StatusDetail; for a report its errorcode and error. */
  status?: string
  status_detail?: string
  /** Of a `hold`: before the request is carried out, or after, before the reply. */
  at?: "before" | "after"
  /** Of an `http_500`: another status. */
  http_status?: number
}

/** What faults and plans are told of a POST. */
export type SeenRequest = {
  service: string
  /** "reporting" for the Reporting & Admin API. */
  txType: string
  /** For a report: of the transaction that it asks about, when there is one. */
  vendorTxCode: string
  /** Of the Reporting & Admin API. */
  command?: string
  /** Without secrets. */
  fields: Readonly<Record<string, string>>
}

/** Asked for every POST for which no fault was asked; `nth` counts the POSTs of this plan, from 1. */
export type FaultPlan = (request: SeenRequest & { nth: number }) => FaultRequest | undefined

type Armed = FaultRequest & { seen: number; done: number }

/** What goes wrong on request, and when. */
export class Faults {
  #armed: Armed[] = []
  #plan: { faultFor: FaultPlan; asked: number } | undefined

  add(fault: FaultRequest): void {
    this.#armed.push({ ...fault, seen: 0, done: 0 })
  }

  clear(): void {
    this.#armed = []
  }

  plan(faultFor: FaultPlan | undefined): void {
    this.#plan = faultFor && { faultFor, asked: 0 }
  }

  list(): readonly (FaultRequest & { seen: number; done: number })[] {
    return this.#armed
  }

  forRequest(request: SeenRequest): FaultRequest | undefined {
    const armed = this.#take(SERVICE_FAULTS, (match) => meets(match, request))
    if (!this.#plan) return armed
    this.#plan.asked += 1
    const { faultFor, asked } = this.#plan
    const planned = faultFor({ ...request, nth: asked })
    return armed ?? planned
  }

  forNotification(vendorTxCode: string): NotificationFault | undefined {
    const fault = this.#take(
      NOTIFICATION_FAULTS,
      (match) => match.vendorTxCode === undefined || match.vendorTxCode === vendorTxCode
    )
    return fault?.fault as NotificationFault | undefined
  }

  /** Every matching fault counts the request; the first that is due acts. */
  #take(
    kinds: readonly string[],
    meetsIt: (match: NonNullable<FaultRequest["match"]>) => boolean
  ): FaultRequest | undefined {
    const matching = this.#armed.filter(
      ({ fault, match }) => kinds.includes(fault) && meetsIt(match ?? {})
    )
    for (const fault of matching) fault.seen += 1
    const due = matching.find(isDue)
    if (due) due.done += 1
    return due
  }
}

function meets(match: NonNullable<FaultRequest["match"]>, request: SeenRequest): boolean {
  const { txType, command, vendorTxCode } = match
  if (vendorTxCode !== undefined && vendorTxCode !== request.vendorTxCode) return false
  if (command !== undefined && command !== request.command) return false
  if (request.txType === REPORTING && command !== undefined) return true
  return txType === undefined ? request.txType !== REPORTING : txType === request.txType
}

function isDue(fault: Armed): boolean {
  const times = fault.times ?? 1
  return fault.seen >= (fault.match?.nth ?? 1) && (times === 0 || fault.done < times)
}
