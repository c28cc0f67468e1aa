import type { Fault } from "../lib/fault"
import { afterFault } from "./after-fault"
import type { Choice } from "./choices"

const choice = (path: string, properties: object = {}) =>
  ({ path, body: { type: "object", required: [], properties } }) as unknown as Choice
const refund = choice("/admin/payments/pay_1/refund")
const settle = choice("/admin/sagepay/operations/spop_1/settle")
const press = choice("/admin/sagepay/transactions/sptx_1/actions", { key: {} })
const fault = (kind: Fault["kind"], status?: number): Fault => ({ kind, message: "words", status })

it.each([
  // A proxy gave up, and Medusa may have finished: pressed again it would pay back twice.
  ["Medusa's own, unclear", refund, fault("unclear", 504), "look_first", true],
  ["Medusa's own, no answer", refund, fault("unclear"), "look_first", true],
  ["Medusa's own, a 400 of the provider", refund, fault("unclear", 400), "read", true],
  ["Medusa's own, a 400 of a check", refund, fault("invalid", 400), "read", true],
  ["Medusa's own, not allowed to", refund, fault("forbidden", 403), undefined, false],
  ["ours without a key, unclear", settle, fault("unclear", 502), "look_first", true],
  ["ours without a key, refused", settle, fault("not_allowed", 409), undefined, false],
  ["ours with a key, unclear", press, fault("unclear", 504), undefined, false],
  ["ours with a key, a part", press, fault("partly", 409), undefined, false],
] as const)("%s", (_, of, after, heading, isOver) => {
  expect(afterFault(of, after)).toEqual({ ...(heading ? { heading } : {}), isOver })
})
