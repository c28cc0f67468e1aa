/**
 * A client for the gateway's hosted page registration and its ten remote actions, and one for its
 * reports. They need nothing of Medusa.
 */
export { createGateway, type Gateway, type GatewayOptions } from "./gateway"
export { GATEWAY_HOSTS, type GatewayHost } from "./hosts"
export { createReporting } from "./reporting/client"
export type {
  Asked,
  Reporting,
  ReportingLog,
  ReportingOptions,
  TransactionDetail,
  TransactionLine,
} from "./reporting/types"
export type { CallLog } from "./call-log"
export type { GatewayReply, Outcome, Unknown } from "./outcome"
export {
  WireFormatError,
  type FieldProblem,
  type ProtocolVersion,
  type ReplyOf,
  type RequestOf,
  type TxType,
} from "../protocol"
