import type { TxType } from "../../protocol"
import { DAY } from "../clock"
import { createCore } from "../core"
import type { Core, CoreOptions } from "../core"
import { moveClock } from "../due"
import { answer } from "../gateway"
import { runSettlement } from "../lifecycle"
import { pay } from "../pay"
import type { PayRequest } from "../pay"
import type { Transaction } from "../types"

export type Fields = Record<string, string>

export const VENDOR = "testvendor"
export const SHOP_OK = "Status=OK\r\nRedirectURL=https://shop.test/thanks\r\n"

/** 4.00: a REPEAT says that the merchant makes it, of a credential stored earlier. */
export const STORED_CREDENTIAL: Fields = {
  COFUsage: "SUBSEQUENT",
  InitiatedType: "MIT",
  MITType: "UNSCHEDULED",
}

const ADDRESS = {
  Surname: "Smith",
  Firstnames: "Ann",
  Address1: "88 High Street",
  City: "London",
  PostCode: "N4 12AA",
  Country: "GB",
}

const block = (prefix: string): Fields =>
  Object.fromEntries(Object.entries(ADDRESS).map(([name, value]) => [prefix + name, value]))

const SERVICE_OF: Readonly<Record<TxType, string>> = {
  PAYMENT: "vspserver-register.vsp",
  DEFERRED: "vspserver-register.vsp",
  AUTHENTICATE: "vspserver-register.vsp",
  RELEASE: "release.vsp",
  ABORT: "abort.vsp",
  REFUND: "refund.vsp",
  REPEAT: "repeat.vsp",
  REPEATDEFERRED: "repeat.vsp",
  VOID: "void.vsp",
  MANUAL: "manualpayment.vsp",
  DIRECTREFUND: "directrefund.vsp",
  AUTHORISE: "authorise.vsp",
  CANCEL: "cancel.vsp",
}

/** A gateway without sockets: messages in, replies out, and a shop that answers as it is told. */
export class Bench {
  readonly core: Core
  shopSays = SHOP_OK
  #codes = 0

  constructor(options: Partial<CoreOptions> = {}) {
    let time = Date.parse("2026-03-02T10:00:00Z")
    this.core = createCore({
      vendors: [VENDOR, "othervendor"],
      baseUrl: () => "http://simulator.test",
      seed: "bench",
      now: () => new Date((time += 1)),
      post: async () => ({ kind: "answered", httpStatus: 200, body: this.shopSays }),
      ...options,
    })
  }

  code(): string {
    this.#codes += 1
    return `code-${this.#codes}`
  }

  /** `""` as a value leaves the field out. */
  post(txType: TxType, fields: Fields, service = SERVICE_OF[txType], ip = "10.0.0.1"): Fields {
    const given = Object.entries({ VPSProtocol: "4.00", TxType: txType, Vendor: VENDOR, ...fields })
    const sent = Object.fromEntries(given.filter(([, value]) => value !== ""))
    return answer(this.core, service, { fields: sent, repeated: [], ip }) as Fields
  }

  registration(overrides: Fields = {}): Fields {
    return {
      VendorTxCode: this.code(),
      Amount: "30.00",
      Currency: "GBP",
      Description: "Books",
      NotificationURL: "https://shop.test/notify",
      ...block("Billing"),
      ...block("Delivery"),
      ...overrides,
    }
  }

  register(txType: TxType, overrides: Fields = {}): Transaction {
    return this.stored(this.post(txType, this.registration(overrides)))
  }

  async paid(txType: TxType, outcome: PayRequest = {}, overrides: Fields = {}) {
    const transaction = this.register(txType, overrides)
    await pay(this.core, transaction, outcome)
    return transaction
  }

  /** The fields that every request about an original has, with an amount where one is asked. */
  about(txType: TxType, original: Transaction, overrides: Fields = {}): Fields {
    const { vendorTxCode, vpsTxId, securityKey, txAuthNo = "1" } = original
    if (["RELEASE", "ABORT", "VOID", "CANCEL"].includes(txType)) {
      return {
        VendorTxCode: vendorTxCode,
        VPSTxId: vpsTxId,
        SecurityKey: securityKey,
        TxAuthNo: txType === "CANCEL" ? "" : txAuthNo,
        ReleaseAmount: txType === "RELEASE" ? "10.00" : "",
        ...overrides,
      }
    }
    return {
      VendorTxCode: this.code(),
      Amount: "10.00",
      Currency: txType === "AUTHORISE" ? "" : "GBP",
      Description: "Books",
      RelatedVendorTxCode: vendorTxCode,
      RelatedVPSTxId: vpsTxId,
      RelatedSecurityKey: securityKey,
      RelatedTxAuthNo: txAuthNo,
      ...(txType.startsWith("REPEAT") && STORED_CREDENTIAL),
      ...overrides,
    }
  }

  act(txType: TxType, original: Transaction, overrides: Fields = {}): Fields {
    return this.post(txType, this.about(txType, original, overrides))
  }

  /** Acts, and gives the new transaction. */
  made(txType: TxType, original: Transaction, overrides: Fields = {}): Transaction {
    return this.stored(this.act(txType, original, overrides))
  }

  card(overrides: Fields = {}): Fields {
    return {
      VendorTxCode: this.code(),
      Amount: "30.00",
      Currency: "GBP",
      Description: "Books",
      CardHolder: "Ann Smith",
      CardNumber: "4929000000006",
      ExpiryDate: "1239",
      CardType: "VISA",
      ...overrides,
    }
  }

  manual(overrides: Fields = {}): Fields {
    return this.card({ CV2: "123", ...overrides })
  }

  directRefund(overrides: Fields = {}): Fields {
    this.core.accounts.set(VENDOR, { direct_refund: true })
    return this.post("DIRECTREFUND", this.card(overrides))
  }

  stored(reply: Fields): Transaction {
    const transaction = this.core.store.byId(reply.VPSTxId ?? "")
    if (!transaction) throw new Error(`no transaction: ${short(reply)}`)
    return transaction
  }

  settle(): void {
    runSettlement(this.core)
  }

  async days(days: number): Promise<void> {
    await moveClock(this.core, this.core.clock.now() + days * DAY)
  }
}

/** `OK 2004` */
export function short(reply: Fields): string {
  return `${reply.Status} ${(reply.StatusDetail ?? "").slice(0, 4)}`
}
