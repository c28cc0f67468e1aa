import type { Account, AccountSettings } from "./types"

const DEFAULT_SETTINGS: AccountSettings = {
  active: true,
  closed: false,
  tx_types: [
    "PAYMENT",
    "DEFERRED",
    "AUTHENTICATE",
    "RELEASE",
    "ABORT",
    "REFUND",
    "REPEAT",
    "REPEATDEFERRED",
    "VOID",
    "MANUAL",
    "DIRECTREFUND",
    "AUTHORISE",
    "CANCEL",
  ],
  inactive_tx_types: [],
  // Shared guide 2.7: never enabled by default.
  direct_refund: false,
  currencies: ["GBP", "EUR", "USD", "JPY", "AUD", "CAD", "CHF", "DKK", "NOK", "SEK", "PLN"],
  account_types: ["E", "M", "C"],
  avscv2: true,
  avscv2_rules: false,
  three_d_secure: true,
  three_d_secure_rules: false,
}

/** The vendor accounts of this gateway; names are compared without case. */
export class Accounts {
  readonly #accounts = new Map<string, Account>()
  readonly #initial: readonly string[]

  constructor(vendors: readonly string[]) {
    this.#initial = vendors
    this.reset()
  }

  reset(): void {
    this.#accounts.clear()
    for (const vendor of this.#initial) this.set(vendor, {})
  }

  find(vendor: string): Account | undefined {
    return this.#accounts.get(vendor.toLowerCase())
  }

  set(vendor: string, settings: Partial<AccountSettings>): Account {
    const known = this.find(vendor)
    const account: Account = {
      vendor: known?.vendor ?? vendor,
      settings: { ...(known?.settings ?? structuredClone(DEFAULT_SETTINGS)), ...settings },
    }
    this.#accounts.set(vendor.toLowerCase(), account)
    return account
  }

  all(): Account[] {
    return [...this.#accounts.values()]
  }
}
