import { createRequire } from "node:module"
import { gatewayClient, undici } from "./plugin.mjs"

/* The same REFUNDs sent in three ways. Each function gives one that sends the nth of them. */

const { z } = createRequire(import.meta.url)("zod")

const VENDOR = "benchvendor"
const HEADERS = { "content-type": "application/x-www-form-urlencoded", accept: "text/plain" }
const PATH = "/gateway/service/refund.vsp"

/** No two are equal, so that nothing can be remembered from one to the next. */
export function refunds(count) {
  return Array.from({ length: count }, (_, index) => ({
    VendorTxCode: `refund-${String(index).padStart(8, "0")}-5f0c2a`,
    Amount: `${(index % 900) + 1}.${String(index % 100).padStart(2, "0")}`,
    Currency: "GBP",
    Description: `Refund of order ${index}: one teapot, cracked`,
    RelatedVPSTxId: "{0F4B1D6E-2C3A-4D5E-8F90-A1B2C3D4E5F6}",
    RelatedVendorTxCode: `order-${String(index).padStart(8, "0")}-9b1e77`,
    RelatedSecurityKey: "K7QX2M9ZPA",
    RelatedTxAuthNo: String(4_918_526 + index),
  }))
}

/** The bytes of each message, as the gateway client writes them. */
export async function bytesOf(messages, url) {
  const { Pool } = undici()
  const bodies = []
  const original = Pool.prototype.dispatch
  Pool.prototype.dispatch = function dispatch(options, handler) {
    bodies.push(options.body)
    return original.call(this, options, handler)
  }
  const gateway = gatewayClient().createGateway({ vendor: VENDOR, host: url })
  for (const message of messages) await gateway.send("REFUND", message)
  await gateway.close()
  Pool.prototype.dispatch = original
  return bodies
}

export function throughGateway(url, messages, { log } = {}) {
  const gateway = gatewayClient().createGateway({ vendor: VENDOR, host: url, log })
  return {
    close: () => gateway.close(),
    send: async (index) => {
      const outcome = await gateway.send("REFUND", messages[index % messages.length])
      if (outcome.kind !== "done") throw new Error(`gateway: ${outcome.kind}`)
    },
  }
}

/** undici and nothing else: the body is ready, the reply is read and left as it is. */
export function bareUndici(url, bodies) {
  const pool = new (undici().Pool)(url, { connections: null, pipelining: 1 })
  return {
    close: () => pool.close(),
    send: async (index) => {
      const body = bodies[index % bodies.length]
      const response = await pool.request({ path: PATH, method: "POST", headers: HEADERS, body })
      const text = await response.body.text()
      if (response.statusCode !== 200 || text === "") throw new Error("bare undici: no reply")
    },
  }
}

const code = z.string().regex(/^[A-Za-z0-9{}._-]{1,40}$/)
const guid = z.string().regex(/^\{?[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}?$/)

const REQUEST = z.object({
  VPSProtocol: z.literal("4.00"),
  TxType: z.literal("REFUND"),
  Vendor: z.string().regex(/^[A-Za-z0-9]{1,15}$/),
  VendorTxCode: code,
  Amount: z.string().regex(/^\d+(\.\d{1,2})?$/),
  Currency: z.string().regex(/^[A-Z]{3}$/),
  Description: z.string().min(1).max(100),
  RelatedVPSTxId: guid,
  RelatedVendorTxCode: code,
  RelatedSecurityKey: z.string().regex(/^[A-Za-z0-9]{1,10}$/),
  RelatedTxAuthNo: z.string().regex(/^\d{1,10}$/),
})

const REPLY = z.object({
  VPSProtocol: z.string(),
  Status: z.enum(["OK", "NOTAUTHED", "MALFORMED", "INVALID", "ERROR"]),
  StatusDetail: z.string().max(255),
  VPSTxId: guid.optional(),
  SecurityKey: z.string().max(10).optional(),
  TxAuthNo: z.string().max(10).optional(),
})

/** What one would write first: a schema for what goes in, one for what comes out. */
export function zodClient(url, messages) {
  const pool = new (undici().Pool)(url, { connections: null, pipelining: 1 })
  const head = { VPSProtocol: "4.00", TxType: "REFUND", Vendor: VENDOR }
  return {
    close: () => pool.close(),
    send: async (index) => {
      const message = REQUEST.parse({ ...head, ...messages[index % messages.length] })
      const body = new URLSearchParams(message).toString()
      const response = await pool.request({ path: PATH, method: "POST", headers: HEADERS, body })
      const lines = (await response.body.text()).split("\r\n").filter(Boolean)
      const fields = lines.map((line) => {
        const equals = line.indexOf("=")
        return [line.slice(0, equals), line.slice(equals + 1)]
      })
      const { Status } = REPLY.parse(Object.fromEntries(fields))
      if (Status !== "OK") throw new Error(`zod: ${Status}`)
    },
  }
}
