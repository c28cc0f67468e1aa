import type { Core } from "../core"
import type { Account, Transaction } from "../types"
import type { Element } from "../xml"
import { readDocument, signatureOver, unescapeXml } from "./document"

const LOGIN = ["command", "vendor", "user"]

/** One request to the Reporting & Admin API, with what its rules want to know of it. */
export class ReportingRequest {
  readonly root: Element | undefined
  readonly account: Account | undefined
  readonly #signedText: string | undefined
  readonly #signature: string

  constructor(
    readonly core: Core,
    text: string
  ) {
    const { root, signedText, signature } = readDocument(text)
    this.root = root
    this.#signedText = signedText
    this.#signature = signature
    this.account = core.accounts.find(this.value("vendor"))
  }

  get command(): string {
    return this.value("command")
  }

  get now(): number {
    return this.core.clock.now()
  }

  /** Names are taken without case: clients write both vendortxcode and vendorTxCode. */
  all(name: string): readonly Element[] {
    return this.elements.filter((one) => one.name.toLowerCase() === name)
  }

  value(name: string): string {
    return unescapeXml(this.all(name)[0]?.text ?? "")
  }

  get elements(): readonly Element[] {
    return this.root?.children ?? []
  }

  /** Elements besides login and signature. */
  get parameters(): readonly string[] {
    return this.elements
      .map(({ name }) => name.toLowerCase())
      .filter((name) => !LOGIN.includes(name) && name !== "signature")
  }

  get startsWithTheLogin(): boolean {
    return LOGIN.every((name, index) => this.elements[index]?.name === name)
  }

  get hasGaps(): boolean {
    return /^\s|>\s+<|\s$/.test(this.#signedText ?? "")
  }

  /** Never without a signature, or when it is not the last element. */
  get isSigned(): boolean {
    const password = this.account?.settings.reporting.password ?? ""
    return (
      this.#signedText !== undefined &&
      this.#signature.toLowerCase() === signatureOver(this.#signedText, password)
    )
  }

  /** The transaction that vpstxid or vendortxcode name, of this vendor only. */
  get transaction(): Transaction | undefined {
    const id = this.value("vpstxid")
    const vendor = this.value("vendor")
    if (id === "") return this.core.store.byCode(vendor, this.value("vendortxcode"))
    const found = this.core.store.byId(id)
    return found?.vendor.toLowerCase() === vendor.toLowerCase() ? found : undefined
  }
}
