import { GATEWAY_HOSTS } from "../../gateway/hosts"
import type { Settings } from "../lib/types"
import { consoleLink } from "./console-link"

const account = (name: string, gateway_url: string): Settings["accounts"][number] => ({
  account: name,
  vendor: "shop",
  environment: null,
  gateway_url,
  protocol: "4.00",
  reporting_configured: false,
  reporting_refused_at: null,
  installation_matches: true,
})

const accounts = [
  account("default", GATEWAY_HOSTS.test),
  account("eu", GATEWAY_HOSTS.live),
  account("demo", "http://localhost:9100"),
  account("proxied", "https://proxy.example.com/gate/"),
  account("broken", "nowhere"),
]

it.each([
  [null, { to: "console", href: `${GATEWAY_HOSTS.test}/mysagepay/` }],
  ["eu", { to: "console", href: `${GATEWAY_HOSTS.live}/mysagepay/` }],
  ["demo", { to: "simulator", href: "http://localhost:9100/transactions/a%2Fb" }],
  ["proxied", { to: "simulator", href: "https://proxy.example.com/gate/transactions/a%2Fb" }],
  ["broken", undefined],
  ["taken away", undefined],
])("the payment of account %s is shown there", (name, link) => {
  expect(consoleLink(accounts, { account: name, vendor_tx_code: "a/b" })).toEqual(link)
})
