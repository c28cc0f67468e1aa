import type { Account, AccountSettings, Settings } from "./types"

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
  reporting: { user: "reportuser", password: "s3cretPass", locked: false },
  reports_released_amount: true,
}

/** The vendor accounts of this gateway; names are compared without case. */
export class Accounts {
  readonly #accounts = new Map<string, Account>()
  readonly #initial: readonly string[]
  /** Per vendor: refused logins in a row, and when its commands of late were sent. */
  readonly #refused = new Map<string, number>()
  readonly #commands = new Map<string, number[]>()

  constructor(vendors: readonly string[]) {
    this.#initial = vendors
    this.reset()
  }

  reset(): void {
    this.#accounts.clear()
    this.#refused.clear()
    this.#commands.clear()
    for (const vendor of this.#initial) this.set(vendor, {})
  }

  find(vendor: string): Account | undefined {
    return this.#accounts.get(vendor.toLowerCase())
  }

  set(vendor: string, settings: Settings): Account {
    const known = this.find(vendor)
    const before = known?.settings ?? structuredClone(DEFAULT_SETTINGS)
    const reporting = { ...before.reporting, ...settings.reporting }
    const account: Account = {
      vendor: known?.vendor ?? vendor,
      settings: { ...before, ...settings, reporting },
    }
    this.#accounts.set(vendor.toLowerCase(), account)
    if (settings.reporting) this.#refused.delete(vendor.toLowerCase())
    return account
  }

  /** The user is locked by the last of so many wrong logins in a row. */
  countRefusedLogin(vendor: string, allowed: number): void {
    const account = this.find(vendor)
    if (!account) return
    const refused = (this.#refused.get(vendor.toLowerCase()) ?? 0) + 1
    this.#refused.set(vendor.toLowerCase(), refused)
    if (refused >= allowed) account.settings.reporting.locked = true
  }

  /** A command whose login was right. */
  countCommand(vendor: string, now: number): void {
    this.#refused.delete(vendor.toLowerCase())
    if (this.find(vendor)?.settings.reporting.per_minute === undefined) return
    const sent = this.#commands.get(vendor.toLowerCase()) ?? []
    this.#commands.set(vendor.toLowerCase(), [...sent.slice(-1_000), now])
  }

  commandsSince(vendor: string, since: number): number {
    const sent = this.#commands.get(vendor.toLowerCase()) ?? []
    return sent.filter((time) => time > since).length
  }

  all(): Account[] {
    return [...this.#accounts.values()]
  }
}
