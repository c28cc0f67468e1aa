/** Protocol versions this plugin speaks. 2.22 is the old form of REPEAT, REPEATDEFERRED, VOID and REFUND only. */
export const PROTOCOL_VERSIONS = ["2.22", "3.00", "4.00"] as const
export type ProtocolVersion = (typeof PROTOCOL_VERSIONS)[number]

/** What the hosted page (Server protocol) can register. */
export type RegistrationType = "PAYMENT" | "DEFERRED" | "AUTHENTICATE"

/** The ten remote actions (Shared guide 2). */
export type ActionType =
  | "RELEASE"
  | "ABORT"
  | "REFUND"
  | "REPEAT"
  | "REPEATDEFERRED"
  | "VOID"
  | "MANUAL"
  | "DIRECTREFUND"
  | "AUTHORISE"
  | "CANCEL"

export type TxType = RegistrationType | ActionType

/** A message as it goes over the wire: the keys are the wire's own names. */
export type WireMessage = Readonly<Record<string, string | undefined>>
