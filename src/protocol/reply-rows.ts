import type { ReplyRow } from "./rows"

const HEAD = [
  { field: "VPSProtocol", when: "always" },
  { field: "Status", when: "always" },
  { field: "StatusDetail", when: "always" },
] as const satisfies readonly ReplyRow[]

/** RELEASE, ABORT, VOID and CANCEL make no transaction and say no more than this. */
export const HEAD_REPLY = HEAD

/**
 * Shared guide C2 has no SecurityKey; the live gateway sends one, and a VOID of the refund needs
 * it. Some refusals carry a VPSTxId too.
 */
export const REFUND_REPLY = [
  ...HEAD,
  { field: "VPSTxId", when: "done", essential: true },
  { field: "SecurityKey", when: "sometimes" },
  { field: "TxAuthNo", when: "done" },
] as const satisfies readonly ReplyRow[]

/** Shared guide F2, G2. */
export const CARD_REPLY = [
  ...HEAD,
  { field: "VPSTxId", when: "done", essential: true },
  { field: "SecurityKey", when: "done" },
  { field: "TxAuthNo", when: "done" },
] as const satisfies readonly ReplyRow[]

/** Shared guide D2, H2, and what the live gateway adds to them. */
export const AUTHORISATION_REPLY = [
  ...CARD_REPLY,
  { field: "AVSCV2", when: "sometimes" },
  { field: "AddressResult", when: "sometimes" },
  { field: "PostCodeResult", when: "sometimes" },
  { field: "CV2Result", when: "sometimes" },
  { field: "BankAuthCode", when: "done" },
  { field: "DeclineCode", when: "done" },
  { field: "3DSecureStatus", when: "sometimes" },
  { field: "CAVV", when: "sometimes" },
  { field: "ExpiryDate", when: "sometimes" },
  { field: "SchemeTraceID", when: "sometimes", versions: ["4.00"] },
] as const satisfies readonly ReplyRow[]

/** Server protocol: without these three there is nowhere to send the shopper. */
export const REGISTRATION_REPLY = [
  ...HEAD,
  { field: "VPSTxId", when: "done", essential: true },
  { field: "SecurityKey", when: "done", essential: true },
  { field: "NextURL", when: "done", essential: true },
] as const satisfies readonly ReplyRow[]
