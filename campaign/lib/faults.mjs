import { rng } from "./random.mjs"

/** Which fault befalls which message, from the seed alone: the nth message of payment k. */

const REGISTRATIONS = new Set(["PAYMENT", "DEFERRED", "AUTHENTICATE"])

const SHARES = { registration: 0.12, action: 0.4, reporting: 0.12 }

const WEIGHTS = {
  registration: {
    refused: 1,
    lost: 2,
    acted_lost: 3,
    truncated: 1,
    html: 1,
    duplicate: 2,
    slow: 1,
  },
  action: {
    refused: 3,
    lost: 4,
    acted_lost: 6,
    acted_http_500: 2,
    late: 5,
    truncated: 3,
    html: 2,
    http_503: 2,
    empty: 1,
    error: 2,
    bank_timeout: 2,
    duplicate: 4,
    slow: 3,
  },
  reporting: { lost: 2, html: 2, http_503: 2, empty: 1, acted_lost: 1, truncated: 2, slow: 1 },
}

/** In time for the client's late hearing, after it, or long after. */
const LATE_MS = [2_300, 3_000, 4_200, 6_000]
const SLOW_MS = [100, 300, 600]

export const classOf = ({ reporting, fields }) =>
  reporting ? "reporting" : REGISTRATIONS.has(fields.TxType) ? "registration" : "action"

export function drawFault(seed, payment, nth, kind) {
  const random = rng(seed, "post", payment, nth, kind)
  if (!random.chance(SHARES[kind])) return undefined
  const fault = random.weighted(WEIGHTS[kind])
  if (fault === "late") return { kind: fault, delayMs: random.pick(LATE_MS) }
  if (fault === "slow") return { kind: fault, delayMs: random.pick(SLOW_MS) }
  return { kind: fault }
}

/** Whose message it is, how many there were before it, and what is done to it. */
export function createFaults({ seed, control }) {
  const payments = new Map()
  const counts = new Map()
  const injected = {}
  let on = true
  const listeners = new Map()
  const calm = new Set()

  const paymentOf = ({ fields }) => {
    const own = /^p(\d+)\./.exec(fields.CustomerEMail ?? "")
    if (own) {
      payments.set(fields.VendorTxCode, Number(own[1]))
      return Number(own[1])
    }
    const known = payments.get(fields.VendorTxCode)
    if (known !== undefined) return known
    const related = fields.RelatedVPSTxId ?? fields.VPSTxId ?? fields.VendorTxCode
    const payment = rootCodeOf(control, related).map((code) => payments.get(code))[0]
    if (payment !== undefined && fields.VendorTxCode) payments.set(fields.VendorTxCode, payment)
    return payment
  }

  return {
    injected,
    paymentOf,
    off: () => (on = false),
    on: () => (on = true),
    /** The count of its messages starts anew; a calm payment has no faults. */
    begin: (payment, options) => {
      for (const kind of Object.keys(SHARES)) counts.delete(`${payment} ${kind}`)
      if (options.calm) calm.add(payment)
      else calm.delete(payment)
    },
    /** `listen(k, told)` hears of every message of payment k. */
    listen: (payment, told) => listeners.set(payment, told),
    forget: (payment) => listeners.delete(payment),
    faultFor: (message) => {
      const kind = classOf(message)
      const payment = paymentOf(message)
      const name = `${payment} ${kind}`
      const nth = (counts.get(name) ?? 0) + 1
      counts.set(name, nth)
      const spared = !on || payment === undefined || calm.has(payment)
      const fault = spared ? undefined : drawFault(seed, payment, nth, kind)
      if (fault) {
        const label = `${kind}:${fault.kind}`
        injected[label] = (injected[label] ?? 0) + 1
      }
      const what = message.reporting ? message.command : message.fields.TxType
      // Questions are asked often, and change nothing.
      if (kind !== "reporting" || fault) {
        listeners.get(payment)?.(`${what} #${nth}${fault ? `: ${describe(fault)}` : ""}`)
      }
      return fault
    },
  }
}

const describe = ({ kind, delayMs }) => (delayMs ? `${kind} ${delayMs} ms` : kind)

function rootCodeOf(control, id) {
  if (!id) return []
  const [found] = find(control, id)
  return found ? find(control, found.root_vps_tx_id).map((root) => root.vendor_tx_code) : []
}

/** The gateway may not know it: then nobody does. */
function find(control, id) {
  try {
    return [control.transaction(id)]
  } catch (error) {
    if (error.status === 404) return []
    throw error
  }
}
