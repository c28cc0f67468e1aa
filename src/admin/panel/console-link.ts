/** Where the gateway itself shows a payment. */
import { GATEWAY_HOSTS } from "../../gateway/hosts"
import type { Settings, Transaction } from "../lib/types"

export type ConsoleLink = { readonly to: "console" | "simulator"; readonly href: string }

const HOSTS = Object.values(GATEWAY_HOSTS).map((address) => new URL(address).host)

export function consoleLink(
  accounts: Settings["accounts"],
  { account, vendor_tx_code }: Pick<Transaction, "account" | "vendor_tx_code">
): ConsoleLink | undefined {
  const address = accounts.find((one) => one.account === (account ?? "default"))?.gateway_url
  if (address === undefined || !URL.canParse(address)) return undefined
  const { host, origin } = new URL(address)
  // [inferred] MySagePay was at this path of test. and live.sagepay.com; that it still is on their successors' hosts
  // only the test host is documented for. Its page of a single payment has no documented address.
  if (HOSTS.includes(host)) return { to: "console", href: `${origin}/mysagepay/` }
  const page = `${address.replace(/\/+$/, "")}/transactions/${encodeURIComponent(vendor_tx_code)}`
  return { to: "simulator", href: page }
}
