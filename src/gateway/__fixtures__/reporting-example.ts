import { createReporting, type Reporting } from "../index"

export function ask(host: string, password: string): Reporting {
  return createReporting({
    vendor: "yourvendor",
    user: "shop", // a user of the gateway's admin area who may read reports
    password,
    host, // "live", "test", or a base URL
    log: ({ command, about, outcome, ms }) =>
      process.stdout.write(`${command} ${about} ${outcome} ${ms} ms\n`),
  })
}

/** What became of a message whose reply never came. */
export async function whatBecameOf(reporting: Reporting, vendorTxCode: string): Promise<string> {
  const asked = await reporting.transactionDetail({ vendorTxCode })
  switch (asked.kind) {
    case "found":
      return `It arrived, as ${asked.value.vpsTxId}; its state is ${asked.value.stateId}.`
    case "not_found":
      return "The gateway does not know it. Ask once more in a minute: it may still be on its way."
    case "refused":
      return `Nobody knows. ${asked.reason}`
    case "unavailable":
      return `Nobody knows yet; ask again later. ${asked.reason}`
  }
}
