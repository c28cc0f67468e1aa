/** One client per account and protocol version, made when it is first needed, closed with the process. */
import type { Logger } from "@medusajs/framework/types"
import { createGateway, createReporting, type Gateway, type Reporting } from "../../gateway"
import { accountOf, type SagepayOptions } from "./options"
import type { TransactionRow } from "./rows"

export class Clients {
  private readonly gateways = new Map<string, Gateway>()
  private readonly reportings = new Map<string, Reporting>()

  constructor(
    private readonly options: SagepayOptions,
    private readonly logger: Pick<Logger, "info">
  ) {}

  readonly gatewayFor = (account: string | null, protocol: TransactionRow["protocol"]): Gateway => {
    const key = `${account ?? ""}:${protocol}`
    const existing = this.gateways.get(key)
    if (existing) return existing
    const { vendor, gateway_url, environment } = accountOf(this.options, account)
    const gateway = createGateway({
      vendor,
      host: gateway_url ?? environment ?? "test",
      version: protocol,
      connectTimeoutMs: this.options.connect_timeout_ms,
      replyTimeoutMs: this.options.reply_timeout_ms,
      lateReplyMs: this.options.late_reply_ms,
      log: this.log,
    })
    this.gateways.set(key, gateway)
    return gateway
  }

  readonly reportingFor = (account: string | null): Reporting | undefined => {
    const key = account ?? ""
    const existing = this.reportings.get(key)
    if (existing) return existing
    const { vendor, gateway_url, environment, reporting } = accountOf(this.options, account)
    if (!reporting) return undefined
    const host = gateway_url ?? environment ?? "test"
    const client = createReporting({ vendor, ...reporting, host, log: this.log })
    this.reportings.set(key, client)
    return client
  }

  async close(): Promise<void> {
    const clients = [...this.gateways.values(), ...this.reportings.values()]
    await Promise.all(clients.map((client) => client.close()))
  }

  private readonly log = (line: object): void => {
    this.logger.info(`sagepay: ${JSON.stringify(line)}`)
  }
}
