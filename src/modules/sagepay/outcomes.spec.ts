import type { Outcome } from "../../gateway"
import { WireFormatError } from "../../protocol"
import { LedgerError } from "./errors"
import { failureOf } from "./outcomes"
import type { IntentRow, OperationRow, TransactionRow } from "./rows"
import { CannotUnsealError } from "./sealing"

const intent = { id: "spint_1", currency: "GBP", moved_minor: 0 } as IntentRow
const operation = { verb: "RELEASE", amount_minor: 1_234, vendor_tx_code: null } as OperationRow
const target = { vendor_tx_code: "medusa-1" } as TransactionRow

const reply = (Status: string, StatusDetail: string) => ({ Status, StatusDetail, fields: {} })
const never = (cause: Error): Outcome => ({ kind: "never_sent", cause })

describe("what came of a request, as a sentence", () => {
  it.each([
    [
      "unknown",
      { kind: "unknown", because: "no_reply", reason: "no reply in time" } as Outcome,
      /^RELEASE of GBP 12\.34 was sent, .* money may have moved, .* Look up medusa-1 /,
    ],
    [
      "declined",
      { kind: "refused", reply: reply("NOTAUTHED", "2000 : Declined by the bank.") } as Outcome,
      /^RELEASE of GBP 12\.34 was declined, so no money moved: 2000 /,
    ],
    [
      "declined",
      { kind: "refused", reply: reply("REJECTED", "2001 : Refused by rules.") } as Outcome,
      /so no money moved/,
    ],
    [
      "refused",
      { kind: "refused", reply: reply("INVALID", "4037 : Not deferred.") } as Outcome,
      /^The gateway refused RELEASE of GBP 12\.34, so no money moved: 4037 /,
    ],
    ["not_sent", never(new Error("connection refused.")), /so no money moved.* Try again\.$/],
    ["invalid", never(new CannotUnsealError("no such key")), /so no money moved: no such key$/],
    ["invalid", never(new WireFormatError([])), /so no money moved/],
    [
      "not_allowed",
      never(new LedgerError("not_allowed", "The SecurityKey is not known. Nothing was sent.")),
      /^The SecurityKey is not known/,
    ],
  ] as const)("%s", (code, outcome, message) => {
    const error = failureOf(intent, operation, target, outcome)
    expect(error.code).toBe(code)
    expect(error.message).toMatch(message)
    expect(error.facts).toMatchObject({ vendorTxCode: "medusa-1", intentId: "spint_1" })
  })

  it("partly: what moved, what did not, and how to record it", () => {
    const refused = { kind: "refused", reply: reply("INVALID", "4035 : Too much.") } as Outcome
    const error = failureOf({ ...intent, moved_minor: 1_000 }, operation, target, refused)
    expect(error.code).toBe("partly")
    expect(error.message).toMatch(/^GBP 10\.00 did move, .* Ask for exactly GBP 10\.00 /)
  })

  it("is unknown even when something moved before", () => {
    const outcome = { kind: "unknown", because: "no_reply", reason: "no reply" } as Outcome
    const error = failureOf({ ...intent, moved_minor: 1_000 }, operation, target, outcome)
    expect(error.code).toBe("unknown")
  })
})
