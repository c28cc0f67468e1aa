import { createServer } from "node:http"
import type { AddressInfo, Socket } from "node:net"
import { decodeForm, encodeForm, parseReply } from "../../protocol"
import type { Reply, TxType } from "../../protocol"
import { startSimulator } from "../index"
import type { Simulator, SimulatorOptions } from "../index"
import { Bench, VENDOR } from "./bench"
import type { Fields } from "./bench"

type Answer = { status?: number; body: string } | "never"

/** A shop's notification hook on a real socket, and a simulator that knows it. */
export class Shop {
  readonly received: Fields[] = []
  /** What it answers; `never` lets the gateway wait. */
  answer: (notification: Fields) => Answer = () => ({
    body: "Status=OK\r\nRedirectURL=https://shop.test/thanks?order=1\r\n",
  })
  readonly #bench = new Bench()

  private constructor(
    readonly simulator: Simulator,
    readonly url: string,
    readonly close: () => Promise<void>
  ) {}

  static async open(options: SimulatorOptions = {}): Promise<Shop> {
    const sockets = new Set<Socket>()
    const opened: { shop?: Shop } = {}
    const server = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on("data", (chunk: Buffer) => chunks.push(chunk))
      request.on("end", () => {
        const { fields } = decodeForm(Buffer.concat(chunks))
        opened.shop?.received.push(fields)
        const answer = opened.shop?.answer(fields) ?? "never"
        if (answer === "never") return
        response.writeHead(answer.status ?? 200, { "content-type": "text/plain" })
        response.end(answer.body)
      })
    })
    server.on("connection", (socket) => sockets.add(socket))
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    const simulator = await startSimulator({ seed: "shop", ...options })
    const { port } = server.address() as AddressInfo
    const shop = new Shop(simulator, `http://127.0.0.1:${port}/notify`, async () => {
      for (const socket of sockets) socket.destroy()
      await simulator.close()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    })
    opened.shop = shop
    return shop
  }

  fields(overrides: Fields = {}): Fields {
    return this.#bench.registration({ NotificationURL: this.url, ...overrides })
  }

  async send(service: string, fields: Fields): Promise<Response> {
    const sent = Object.entries({ VPSProtocol: "4.00", Vendor: VENDOR, ...fields })
    const body = encodeForm(Object.fromEntries(sent.filter(([, value]) => value !== "")))
    return fetch(`${this.simulator.url}/gateway/service/${service}`, { method: "POST", body })
  }

  async post(service: string, fields: Fields): Promise<Reply> {
    const response = await this.send(service, fields)
    const reply = parseReply(new Uint8Array(await response.arrayBuffer()))
    if (!reply) throw new Error("no readable reply")
    return reply
  }

  async register(txType: TxType = "PAYMENT", overrides: Fields = {}): Promise<Reply> {
    return this.post("vspserver-register.vsp", { TxType: txType, ...this.fields(overrides) })
  }
}
