import { startSimulator, type PayRequest, type Simulator } from "../src/simulator"
import { guide } from "./cases"
import type { GuideVersion } from "./guide/versions"
import { startRecorder, writeForm, type Recorder } from "./recorder"
import { minimalFields } from "./samples"

export type Fields = Record<string, string>

export type RawReply = {
  readonly contentType: string
  /** As it came, ISO-8859-1. */
  readonly body: string
  readonly fields: Fields
  /** The number at the head of StatusDetail. */
  readonly code: string
}

export type Original = {
  readonly VendorTxCode: string
  readonly VPSTxId: string
  readonly SecurityKey: string
  readonly TxAuthNo: string
}

const VENDOR = "guidevendor"
const ON_THE_ORIGINAL = ["RELEASE", "ABORT", "VOID", "CANCEL"]
const NEEDS: Readonly<Record<string, string>> = {
  RELEASE: "DEFERRED",
  ABORT: "DEFERRED",
  CANCEL: "AUTHENTICATE",
  AUTHORISE: "AUTHENTICATE",
}

/** The simulator and a shop that says OK to it, spoken to in plain forms over HTTP. */
export class SimulatedGateway {
  #codes = 0

  private constructor(
    readonly simulator: Simulator,
    readonly shop: Recorder
  ) {}

  static async start(): Promise<SimulatedGateway> {
    const shop = await startRecorder(() => "Status=OK\r\nRedirectURL=https://shop.test/thanks\r\n")
    const simulator = await startSimulator({ vendor: VENDOR, seed: "guide" })
    simulator.control.account(VENDOR, { direct_refund: true, avscv2: false })
    return new SimulatedGateway(simulator, shop)
  }

  async close(): Promise<void> {
    await this.simulator.close()
    await this.shop.close()
  }

  /** As long as a VendorTxCode may be, so that no other length is ever tried by chance. */
  newCode(): string {
    this.#codes += 1
    return `guide-${this.#codes}-`.padEnd(40, "x")
  }

  async post(service: string, fields: Fields): Promise<RawReply> {
    const response = await fetch(`${this.simulator.url}/gateway/service/${service}`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: writeForm(fields),
    })
    const body = Buffer.from(await response.arrayBuffer()).toString("latin1")
    const lines = body.split("\r\n").filter((line) => line !== "")
    const read = lines.map((line) => {
      const equals = line.indexOf("=")
      return [line.slice(0, equals), line.slice(equals + 1)] as const
    })
    const reply: Fields = Object.fromEntries(read)
    return {
      contentType: response.headers.get("content-type") ?? "",
      body,
      fields: reply,
      code: (reply.StatusDetail ?? "").slice(0, 4),
    }
  }

  /** VPSProtocol, TxType and Vendor, which every message has. */
  head(txType: string, version: GuideVersion): Fields {
    return { VPSProtocol: version, TxType: txType, Vendor: VENDOR }
  }

  async register(
    txType: string,
    version: "3.00" | "4.00",
    overrides: Fields = {}
  ): Promise<RawReply> {
    const message = guide(txType, version)
    return this.post(message.service, {
      ...this.head(txType, version),
      ...minimalFields(message),
      VendorTxCode: this.newCode(),
      Amount: "30.00",
      NotificationURL: `${this.shop.url}/notify`,
      ...overrides,
    })
  }

  /** A transaction of this type that a shopper has paid for. */
  async paid(txType: string, version: "3.00" | "4.00", how: PayRequest = {}): Promise<Original> {
    const VendorTxCode = this.newCode()
    const { fields } = await this.register(txType, version, { VendorTxCode })
    const { VPSTxId = "", SecurityKey = "" } = fields
    const { notification } = await this.simulator.control.pay({ ...how, vps_tx_id: VPSTxId })
    return { VendorTxCode, VPSTxId, SecurityKey, TxAuthNo: notification.TxAuthNo ?? "1" }
  }

  /** What the action can be done to; nothing for those that need nothing. */
  async originalFor(txType: string): Promise<Original | undefined> {
    if (["MANUAL", "DIRECTREFUND"].includes(txType)) return undefined
    return this.paid(NEEDS[txType] ?? "PAYMENT", "4.00")
  }

  /** A whole message of an action, about this transaction. */
  message(txType: string, version: GuideVersion, original: Original | undefined): Fields {
    const fields = { ...this.head(txType, version), ...minimalFields(guide(txType, version)) }
    if (!original) return { ...fields, VendorTxCode: this.newCode() }
    if (ON_THE_ORIGINAL.includes(txType)) {
      const { TxAuthNo, ...identity } = original
      return { ...fields, ...identity, ...("TxAuthNo" in fields && { TxAuthNo }) }
    }
    return {
      ...fields,
      VendorTxCode: this.newCode(),
      RelatedVendorTxCode: original.VendorTxCode,
      RelatedVPSTxId: original.VPSTxId,
      RelatedSecurityKey: original.SecurityKey,
      ...(txType !== "AUTHORISE" && { RelatedTxAuthNo: original.TxAuthNo }),
    }
  }
}
