import { checkRequest } from "../protocol"
import type { FieldProblem, ProtocolVersion, TxType } from "../protocol"
import { cardProblem } from "./cards"
import type { CardProblem } from "./cards"
import type { Core } from "./core"
import { minorUnits } from "./money"
import type { Account, Transaction } from "./types"

export type Service = { readonly txTypes: readonly TxType[]; readonly versions: readonly string[] }

const CURRENT = ["3.00", "4.00"]
const WITH_OLD_FORM = ["2.22", ...CURRENT]

// The simulator's own list: a wrong service in the client's table must not be found here too.
export const SERVICES: Readonly<Record<string, Service>> = {
  "vspserver-register.vsp": { txTypes: ["PAYMENT", "DEFERRED", "AUTHENTICATE"], versions: CURRENT },
  "release.vsp": { txTypes: ["RELEASE"], versions: CURRENT },
  "abort.vsp": { txTypes: ["ABORT"], versions: CURRENT },
  "refund.vsp": { txTypes: ["REFUND"], versions: WITH_OLD_FORM },
  "repeat.vsp": { txTypes: ["REPEAT", "REPEATDEFERRED"], versions: WITH_OLD_FORM },
  "void.vsp": { txTypes: ["VOID"], versions: WITH_OLD_FORM },
  "manualpayment.vsp": { txTypes: ["MANUAL"], versions: CURRENT },
  "directrefund.vsp": { txTypes: ["DIRECTREFUND"], versions: CURRENT },
  "authorise.vsp": { txTypes: ["AUTHORISE"], versions: CURRENT },
  "cancel.vsp": { txTypes: ["CANCEL"], versions: CURRENT },
}

const DEFAULT_VERSION = "4.00"
const KNOWN_VERSION = /^[234]\.\d\d$/

/** Types that name the original in VPSTxId itself and make no transaction of their own. */
const ON_THE_ORIGINAL = new Set(["RELEASE", "ABORT", "VOID", "CANCEL"])

/** One request to a service, with what the rules want to know of it. */
export class Request {
  readonly account: Account | undefined
  readonly related: Transaction | undefined
  #problems: FieldProblem[] | undefined

  constructor(
    readonly core: Core,
    readonly service: Service,
    readonly fields: Readonly<Record<string, string>>,
    readonly repeated: readonly string[],
    readonly ip: string
  ) {
    this.account = core.accounts.find(this.value("Vendor"))
    const relatedId = this.value(this.onTheOriginal ? "VPSTxId" : "RelatedVPSTxId")
    this.related = relatedId === "" ? undefined : core.store.byId(relatedId)
  }

  value(field: string): string {
    return this.fields[field] ?? ""
  }

  get txType(): TxType {
    return this.value("TxType") as TxType
  }

  get now(): number {
    return this.core.clock.now()
  }

  get onTheOriginal(): boolean {
    return ON_THE_ORIGINAL.has(this.txType)
  }

  /** Shared guide A1: a default or incorrect value is taken to be the platform's own version. */
  get version(): ProtocolVersion {
    const given = this.value("VPSProtocol")
    const known = this.service.versions.includes(given)
    return (known ? given : DEFAULT_VERSION) as ProtocolVersion
  }

  /** A true version number, but not one of this service. */
  get versionRefused(): boolean {
    const given = this.value("VPSProtocol")
    return KNOWN_VERSION.test(given) && !this.service.versions.includes(given)
  }

  get problems(): readonly FieldProblem[] {
    // The gateway ignores what it does not know.
    this.#problems ??= checkRequest(
      { ...this.fields, VPSProtocol: this.version },
      { txType: this.txType, version: this.version, unknownFields: "ignore" }
    )
    return this.#problems
  }

  get currency(): string {
    return this.value("Currency") || (this.related?.currency ?? "GBP")
  }

  /** Minor units; undefined when it cannot be read in the currency. */
  get amount(): number | undefined {
    return minorUnits(
      this.value(this.txType === "RELEASE" ? "ReleaseAmount" : "Amount"),
      this.currency
    )
  }

  get cardProblem(): CardProblem | undefined {
    return cardProblem(
      {
        type: this.value("CardType"),
        number: this.value("CardNumber"),
        expiry: this.value("ExpiryDate"),
        cv2: this.value("CV2"),
        holder: this.value("CardHolder"),
      },
      { now: this.now, cv2Required: false }
    )
  }
}
