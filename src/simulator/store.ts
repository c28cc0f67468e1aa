import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"
import type { Transaction } from "./types"

type Saved = { transactions: Transaction[]; lastTxAuthNo: number; lastBatch: number }

const FIRST_TX_AUTH_NO = 4_900_000

/** All transactions of the gateway, in the order they came. Kept in a JSON file when there is one. */
export class Store {
  readonly #byId = new Map<string, Transaction>()
  readonly #byCode = new Map<string, Transaction>()
  readonly #byCodeOfAny = new Map<string, Transaction>()
  readonly #children = new Map<string, Transaction[]>()
  readonly #families = new Map<string, Transaction[]>()
  readonly #file: string | undefined
  /** Nothing becomes due while the clock is in this span (lifecycle). */
  readonly sweep = { from: Infinity, next: -Infinity }
  #lastTxAuthNo = FIRST_TX_AUTH_NO
  #lastBatch = 0

  constructor(file?: string) {
    this.#file = file
    if (file !== undefined && existsSync(file)) {
      const saved = JSON.parse(readFileSync(file, "utf8")) as Saved
      this.#lastTxAuthNo = saved.lastTxAuthNo
      this.#lastBatch = saved.lastBatch
      for (const transaction of saved.transactions) this.add(resumed(transaction))
    }
    if (file !== undefined) mkdirSync(dirname(file), { recursive: true })
  }

  add(transaction: Transaction): void {
    this.#byId.set(bareId(transaction.vpsTxId), transaction)
    this.#byCode.set(codeKey(transaction.vendor, transaction.vendorTxCode), transaction)
    const { vendorTxCode, relatedId, rootId } = transaction
    if (!this.#byCodeOfAny.has(vendorTxCode)) this.#byCodeOfAny.set(vendorTxCode, transaction)
    if (relatedId !== undefined) push(this.#children, relatedId, transaction)
    push(this.#families, rootId, transaction)
  }

  /** With or without braces, in either case. */
  byId(vpsTxId: string): Transaction | undefined {
    return this.#byId.get(bareId(vpsTxId))
  }

  byCode(vendor: string, vendorTxCode: string): Transaction | undefined {
    return this.#byCode.get(codeKey(vendor, vendorTxCode))
  }

  /** By VPSTxId, or by VendorTxCode: the first with it, of whatever vendor. */
  find(idOrCode: string): Transaction | undefined {
    return this.byId(idOrCode) ?? this.#byCodeOfAny.get(idOrCode)
  }

  childrenOf(transaction: Transaction): readonly Transaction[] {
    return this.#children.get(transaction.vpsTxId) ?? []
  }

  /** A first transaction and all that came of it, in the order they came. */
  familyOf(rootId: string): readonly Transaction[] {
    return this.#families.get(rootId) ?? []
  }

  all(): Transaction[] {
    return [...this.#byId.values()]
  }

  get size(): number {
    return this.#byId.size
  }

  nextTxAuthNo(): string {
    this.#lastTxAuthNo += 1
    return String(this.#lastTxAuthNo)
  }

  nextBatch(): number {
    this.#lastBatch += 1
    return this.#lastBatch
  }

  clear(): void {
    this.#byId.clear()
    this.#byCode.clear()
    this.#byCodeOfAny.clear()
    this.#children.clear()
    this.#families.clear()
    this.#lastTxAuthNo = FIRST_TX_AUTH_NO
    this.#lastBatch = 0
    this.sweep.from = Infinity
    this.save()
  }

  /** Written beside and renamed, so that a killed demo never leaves half a file. */
  save(): void {
    if (this.#file === undefined) return
    const saved: Saved = {
      transactions: this.all(),
      lastTxAuthNo: this.#lastTxAuthNo,
      lastBatch: this.#lastBatch,
    }
    const beside = `${this.#file}.new`
    writeFileSync(beside, JSON.stringify(saved), { mode: 0o600 })
    renameSync(beside, this.#file)
  }
}

/** An answer that was awaited when the simulator stopped will not come: the shop is asked again. */
function resumed(transaction: Transaction): Transaction {
  const { notification, state } = transaction
  if (state === "unacknowledged" && notification) notification.retryAt ??= 0
  return transaction
}

function push(lists: Map<string, Transaction[]>, key: string, transaction: Transaction): void {
  const list = lists.get(key)
  if (list) list.push(transaction)
  else lists.set(key, [transaction])
}

function bareId(vpsTxId: string): string {
  return vpsTxId.replace(/[{}]/g, "").toUpperCase()
}

function codeKey(vendor: string, vendorTxCode: string): string {
  return `${vendor.toLowerCase()} ${vendorTxCode}`
}
