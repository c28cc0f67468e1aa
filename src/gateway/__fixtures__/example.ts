import { createGateway, type Gateway, type Outcome } from "../index"

export function connect(host: string): Gateway {
  return createGateway({
    vendor: "yourvendor",
    host, // "live", "test", or a base URL
    log: ({ txType, vendorTxCode, outcome, ms }) =>
      process.stdout.write(`${txType} ${vendorTxCode} ${outcome} ${ms} ms\n`),
  })
}

/** Gives back part of what was taken. Every field is a string, as on the wire. */
export async function refund(gateway: Gateway, paid: Paid, code: string): Promise<string> {
  const outcome = await gateway.send("REFUND", {
    VendorTxCode: code, // new for every refund, and yours to keep
    Amount: "12.50",
    Currency: "GBP",
    Description: "One item returned",
    RelatedVPSTxId: paid.VPSTxId,
    RelatedVendorTxCode: paid.VendorTxCode,
    RelatedSecurityKey: paid.SecurityKey,
    RelatedTxAuthNo: paid.TxAuthNo,
  })
  return whatHappened(outcome)
}

type Paid = { VPSTxId: string; VendorTxCode: string; SecurityKey: string; TxAuthNo: string }

function whatHappened(outcome: Outcome<"REFUND">): string {
  switch (outcome.kind) {
    case "done":
      return `Refunded as ${outcome.reply.fields.VPSTxId}.`
    case "refused":
      return `Not refunded: ${outcome.reply.StatusDetail}`
    case "never_sent":
      return `Not sent, so it can be sent again: ${outcome.cause.message}`
    case "unknown":
      return `Nobody knows yet; look it up before you do anything else. ${outcome.reason}`
  }
}
