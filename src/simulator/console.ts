import type { TxType, WireMessage } from "../protocol"
import { ControlError } from "./control-error"
import type { Core } from "./core"
import { answer } from "./gateway"
import { amountText, takenBy } from "./money"
import { Request, SERVICES } from "./request"
import { firstRefusal } from "./rules"
import { authorisedOf, authoriseLimit, refundsOf } from "./rules-related"
import type { Refusal } from "./rules"
import type { Transaction } from "./types"

export const CONSOLE_ACTIONS = [
  "REFUND",
  "VOID",
  "RELEASE",
  "ABORT",
  "CANCEL",
  "AUTHORISE",
  "REPEAT",
] as const
export type ConsoleAction = (typeof CONSOLE_ACTIONS)[number]

export type ConsoleRequest = {
  action: ConsoleAction
  vps_tx_id: string
  /** When absent: all that there is to release, to authorise, to repeat, or is left to refund. */
  amount_minor?: number
}

const SERVICE_OF: Readonly<Record<ConsoleAction, string>> = {
  REFUND: "refund.vsp",
  VOID: "void.vsp",
  RELEASE: "release.vsp",
  ABORT: "abort.vsp",
  CANCEL: "cancel.vsp",
  AUTHORISE: "authorise.vsp",
  REPEAT: "repeat.vsp",
}
const WITHOUT_AMOUNT: readonly ConsoleAction[] = ["VOID", "ABORT", "CANCEL"]

export const hasAmount = (action: ConsoleAction): boolean => !WITHOUT_AMOUNT.includes(action)

/** What somebody does in the gateway's own console, by the rules that hold for messages too. */
export function inConsole(
  core: Core,
  transaction: Transaction,
  action: ConsoleAction,
  amountMinor?: number
): Transaction {
  const fields = messageOf(core, transaction, action, amountMinor)
  const reply = answer(core, SERVICE_OF[action], {
    fields,
    repeated: [],
    ip: ipOf(core, transaction),
  })
  core.log(`console ${action} ${transaction.vendorTxCode}: ${reply.Status} ${reply.StatusDetail}`)
  // A declined AUTHORISE or REPEAT is a transaction too.
  const made = reply.VPSTxId === undefined ? undefined : core.store.byId(reply.VPSTxId)
  if (!made && reply.Status !== "OK") throw new ControlError(409, reply.StatusDetail ?? "refused")
  return made ?? transaction
}

/** The actions for which the console has a button, with the amount that stands in its field. */
export function offeredActions(
  core: Core,
  transaction: Transaction
): { action: ConsoleAction; amount?: string }[] {
  return CONSOLE_ACTIONS.filter((action) => !refusalOf(core, transaction, action)).map(
    (action) => ({
      action,
      ...(hasAmount(action) && {
        amount: amountText(wholeOf(core, transaction, action), transaction.currency),
      }),
    })
  )
}

function refusalOf(
  core: Core,
  transaction: Transaction,
  action: ConsoleAction
): Refusal | undefined {
  const service = SERVICES[SERVICE_OF[action]]
  if (!service) return undefined
  const fields = messageOf(core, transaction, action)
  return firstRefusal(new Request(core, service, fields, [], ipOf(core, transaction)))
}

function messageOf(
  core: Core,
  transaction: Transaction,
  action: ConsoleAction,
  amountMinor = wholeOf(core, transaction, action)
): WireMessage & Record<string, string> {
  const { vendor, vendorTxCode, vpsTxId, securityKey, currency } = transaction
  const txAuthNo = transaction.txAuthNo ?? "0"
  const head = { VPSProtocol: "4.00", TxType: action, Vendor: vendor }
  const amount = amountText(amountMinor, currency)
  if (["VOID", "RELEASE", "ABORT", "CANCEL"].includes(action)) {
    return {
      ...head,
      VendorTxCode: vendorTxCode,
      VPSTxId: vpsTxId,
      SecurityKey: securityKey,
      ...(action !== "CANCEL" && { TxAuthNo: txAuthNo }),
      ...(action === "RELEASE" && { ReleaseAmount: amount }),
    }
  }
  return {
    ...head,
    VendorTxCode: newCode(core, vendor, action),
    Amount: amount,
    ...(action !== "AUTHORISE" && { Currency: currency, RelatedTxAuthNo: txAuthNo }),
    Description: `${action} in the console`,
    RelatedVPSTxId: vpsTxId,
    RelatedVendorTxCode: vendorTxCode,
    RelatedSecurityKey: securityKey,
    ...(action === "REPEAT" && {
      COFUsage: "SUBSEQUENT",
      InitiatedType: "MIT",
      MITType: "UNSCHEDULED",
    }),
  }
}

/** A person at the gateway sits behind no list of addresses. */
function ipOf(core: Core, { vendor }: Transaction): string {
  return core.accounts.find(vendor)?.settings.allowed_ips?.[0] ?? "127.0.0.1"
}

/** At the least the smallest amount: whether anything is left is for the rules to say. */
function wholeOf(core: Core, transaction: Transaction, action: TxType): number {
  const { amount } = transaction
  if (action === "REFUND") {
    return Math.max(1, takenBy(transaction) - refundsOf(core.store, transaction))
  }
  if (action !== "AUTHORISE") return amount
  const left = authoriseLimit(transaction) - authorisedOf(core.store, transaction)
  return Math.max(1, Math.min(amount, left))
}

/** Codes of the console's own, none of the shop's. */
function newCode(core: Core, vendor: string, action: ConsoleAction): string {
  let number = core.store.size + 1
  while (core.store.byCode(vendor, `CONSOLE-${action}-${number}`)) number += 1
  return `CONSOLE-${action}-${number}`
}
