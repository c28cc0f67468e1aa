import { WireFormatError } from "../../protocol"
import { LedgerError } from "./errors"
import { failureOf } from "./outcomes"
import type { IntentRow, OperationRow, TransactionRow } from "./rows"
import { CannotUnsealError } from "./sealing"

const intent = { id: "spint_1", currency: "GBP", moved_minor: 0 } as IntentRow
const target = { vendor_tx_code: "medusa-1" } as TransactionRow

const operation = (
  status: OperationRow["status"],
  reply_status: string | null = null,
  reply_detail: string | null = null
) =>
  ({
    verb: "RELEASE",
    amount_minor: 1_234,
    vendor_tx_code: null,
    status,
    reply_status,
    reply_detail,
  }) as OperationRow

const never = (cause: Error) => [operation("not_sent", null, cause.message), { cause }] as const

describe("what came of a request, as a sentence", () => {
  it.each([
    [
      "unknown",
      operation("unknown", null, "no reply in time"),
      {},
      /^RELEASE of GBP 12\.34 was sent, .* money may have moved, .* it twice\. Look up medusa-1 /,
    ],
    [
      "unknown",
      operation("unknown", null, "no reply in time"),
      { asking: true },
      /money may have moved, .* The gateway is asked about it by itself, .* Only if it stays open: Look up medusa-1 /,
    ],
    ["unknown", operation("sent"), {}, /^RELEASE of GBP 12\.34 was sent, /],
    [
      "declined",
      operation("refused", "NOTAUTHED", "2000 : Declined by the bank."),
      {},
      /^RELEASE of GBP 12\.34 was declined, so no money moved: 2000 /,
    ],
    [
      "declined",
      operation("refused", "REJECTED", "2001 : Refused by rules."),
      {},
      /so no money moved/,
    ],
    [
      "declined",
      operation("refused", "NOTAUTHED", "asked about it, the gateway says: declined by the bank"),
      {},
      /^RELEASE of GBP 12\.34 was declined, so no money moved: asked about it, the gateway says: declined/,
    ],
    [
      "refused",
      operation("refused", "INVALID", "4037 : Not deferred."),
      {},
      /^The gateway refused RELEASE of GBP 12\.34, so no money moved: 4037 /,
    ],
    [
      "not_sent",
      ...never(new Error("connection refused.")),
      /moved: connection refused\. Try again\.$/,
    ],
    [
      "invalid",
      ...never(new CannotUnsealError("no such key")),
      /so no money moved: no such key\.$/,
    ],
    ["invalid", ...never(new WireFormatError([])), /so no money moved/],
    [
      "not_allowed",
      ...never(new LedgerError("not_allowed", "The SecurityKey is not known. Nothing was sent.")),
      /^The SecurityKey is not known/,
    ],
  ] as const)("%s", (code, row, details, message) => {
    const error = failureOf(intent, row, target, details)
    expect(error.code).toBe(code)
    expect(error.message).toMatch(message)
    expect(error.facts).toMatchObject({ vendorTxCode: "medusa-1", intentId: "spint_1" })
  })

  it("partly: what moved, what did not, and how to record it", () => {
    const refused = operation("refused", "INVALID", "4035 : Too much.")
    const error = failureOf({ ...intent, moved_minor: 1_000 }, refused, target)
    expect(error.code).toBe("partly")
    expect(error.message).toMatch(/^GBP 10\.00 did move, .* Ask for exactly GBP 10\.00 /)
  })

  it("is unknown even when something moved before", () => {
    const error = failureOf({ ...intent, moved_minor: 1_000 }, operation("unknown"), target)
    expect(error.code).toBe("unknown")
  })
})
