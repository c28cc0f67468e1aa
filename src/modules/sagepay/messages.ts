/** The message of each verb, from the transaction it acts upon. Fields: Shared guide A1 to I1. */
import type { ActionType, RequestOf } from "../../protocol"
import { toWireAmount } from "../../protocol/money"
import { securityKeyOf, type LedgerContext } from "./context"
import { LedgerError } from "./errors"
import type { OperationRow, TransactionRow } from "./rows"

export type PostedVerb = ActionType

type Parts = {
  readonly operation: OperationRow
  readonly target: TransactionRow
  readonly description: string
  readonly id: () => { readonly vpsTxId: string; readonly securityKey: string }
  /** What only this one message says: see stored-credential.ts and cards.ts. */
  readonly fields: Readonly<Record<string, string>>
}

/** Verbs that make no transaction name the original by its own code (Shared guide A1, B1, E1, I1). */
const own = ({ target, id }: Parts) => {
  const { vpsTxId, securityKey } = id()
  return {
    VendorTxCode: target.vendor_tx_code,
    VPSTxId: vpsTxId,
    SecurityKey: securityKey,
  }
}

const withTxAuthNo = (parts: Parts) => ({
  ...own(parts),
  TxAuthNo: required(parts.target.tx_auth_no, "TxAuthNo"),
})

/** Verbs that make one carry a code of their own and name the original as related (Shared guide C1, H1). */
const related = ({ operation, target, description, id }: Parts) => {
  const { vpsTxId, securityKey } = id()
  return {
    VendorTxCode: required(operation.vendor_tx_code, "VendorTxCode"),
    Amount: toWireAmount(operation.amount_minor, target.currency),
    Description: description,
    RelatedVPSTxId: vpsTxId,
    RelatedVendorTxCode: target.vendor_tx_code,
    RelatedSecurityKey: securityKey,
  }
}

/** Shared guide D1: of any amount and currency, and with what the bank must know of a stored card. */
const repeated = (parts: Parts) => {
  const currency = parts.fields.Currency ?? parts.target.currency.toUpperCase()
  return {
    ...related(parts),
    Amount: toWireAmount(parts.operation.amount_minor, currency),
    Currency: currency,
    RelatedTxAuthNo: required(parts.target.tx_auth_no, "TxAuthNo"),
    ...parts.fields,
  }
}

/** Shared guide F1, G1: of a card that the gateway has not seen; nothing of it but the last four digits is stored. */
const ofCard = ({ operation, target, description, fields }: Parts) => ({
  ...fields,
  VendorTxCode: required(operation.vendor_tx_code, "VendorTxCode"),
  Amount: toWireAmount(operation.amount_minor, target.currency),
  Currency: target.currency.toUpperCase(),
  Description: fields.Description ?? description,
  CardHolder: required(fields.CardHolder, "CardHolder"),
  CardNumber: required(fields.CardNumber, "CardNumber"),
  ExpiryDate: required(fields.ExpiryDate, "ExpiryDate"),
  CardType: required(fields.CardType, "CardType"),
})

const MESSAGES: { readonly [V in PostedVerb]: (parts: Parts) => RequestOf<V> } = {
  RELEASE: (parts) => ({
    ...withTxAuthNo(parts),
    ReleaseAmount: toWireAmount(parts.operation.amount_minor, parts.target.currency),
  }),
  ABORT: withTxAuthNo,
  VOID: withTxAuthNo,
  CANCEL: own,
  REFUND: (parts) => ({
    ...related(parts),
    Currency: parts.target.currency.toUpperCase(),
    RelatedTxAuthNo: required(parts.target.tx_auth_no, "TxAuthNo"),
  }),
  // An AUTHENTICATE has no TxAuthNo, so the live gateway cannot demand the RelatedTxAuthNo of Shared guide H1.
  AUTHORISE: (parts) => ({
    ...related(parts),
    ...(parts.target.tx_auth_no ? { RelatedTxAuthNo: parts.target.tx_auth_no } : {}),
  }),
  REPEAT: repeated,
  REPEATDEFERRED: repeated,
  MANUAL: ofCard,
  DIRECTREFUND: ofCard,
}

export function messageFor<V extends PostedVerb>(
  context: LedgerContext,
  verb: V,
  operation: OperationRow,
  target: TransactionRow,
  fields: Readonly<Record<string, string>> = {}
): RequestOf<V> {
  return MESSAGES[verb]({
    operation,
    target,
    description: context.options.description,
    id: () => ({
      vpsTxId: required(target.vps_tx_id, "VPSTxId"),
      securityKey: required(securityKeyOf(context, target), "SecurityKey"),
    }),
    fields,
  })
}

function required(value: string | null | undefined, field: string): string {
  if (value) return value
  throw new LedgerError(
    "not_allowed",
    `The ledger does not know the ${field} of this transaction, which the gateway asks for. ` +
      `Nothing was sent; do it in the gateway's own console.`
  )
}
