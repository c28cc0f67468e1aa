import { Accounts } from "./accounts"
import type { ShopAnswer } from "./acknowledgement"
import { Clock } from "./clock"
import { Faults } from "./faults"
import { Holds } from "./holds"
import { createIds } from "./ids"
import type { Ids } from "./ids"
import { postToShop } from "./post-to-shop"
import { Store } from "./store"

/** What every part of the simulator works on. */
export type Core = {
  readonly store: Store
  readonly accounts: Accounts
  readonly clock: Clock
  readonly ids: Ids
  readonly faults: Faults
  /** Requests that a fault has stopped. */
  readonly holds: Holds
  /** Rules switched off by name: only the test that proves that every rule is tested does so. */
  readonly disabledRules: ReadonlySet<string>
  /** Posts a notification to a shop and waits for the answer, so long as it may take. */
  readonly post: (url: string, fields: Record<string, string>) => Promise<ShopAnswer>
  /** Public address, for NextURL. */
  readonly baseUrl: () => string
  /** Set while a fault makes the bank say no. */
  readonly bank: { declining: boolean }
  readonly log: (line: string) => void
}

export type CoreOptions = {
  vendors: readonly string[]
  baseUrl: () => string
  seed?: string | number
  now?: () => Date
  log?: (line: string) => void
  stateFile?: string
  acknowledgementTimeoutMs?: number
  post?: Core["post"]
  disabledRules?: readonly string[]
}

const ACKNOWLEDGEMENT_TIMEOUT_MS = 30_000

export function createCore(options: CoreOptions): Core {
  const timeout = options.acknowledgementTimeoutMs ?? ACKNOWLEDGEMENT_TIMEOUT_MS
  return {
    store: new Store(options.stateFile),
    accounts: new Accounts(options.vendors),
    clock: new Clock(options.now),
    ids: createIds(options.seed),
    faults: new Faults(),
    holds: new Holds(),
    disabledRules: new Set(options.disabledRules),
    post: options.post ?? ((url, fields) => postToShop(url, fields, timeout)),
    baseUrl: options.baseUrl,
    bank: { declining: false },
    log: options.log ?? (() => undefined),
  }
}
