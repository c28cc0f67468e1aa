import { request as httpRequest } from "node:http"
import { request as httpsRequest } from "node:https"
import { encodeForm } from "../protocol"
import type { ShopAnswer } from "./acknowledgement"

const MAX_BODY = 64 * 1024

/** Posts a notification. Never throws: whatever keeps the answer away is `none`, with the reason. */
export function postToShop(
  url: string,
  fields: Record<string, string>,
  timeoutMs: number
): Promise<ShopAnswer> {
  return new Promise((resolve) => {
    const none = (explanation: string): void => resolve({ kind: "none", explanation })
    if (!URL.canParse(url)) return none("NotificationURL cannot be read")
    const body = encodeForm(fields)
    const request = url.toLowerCase().startsWith("https:") ? httpsRequest : httpRequest
    const post = request(url, {
      method: "POST",
      agent: false,
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        "content-length": Buffer.byteLength(body),
        connection: "close",
      },
    })
    const deadline = setTimeout(() => post.destroy(new Error("no answer in time")), timeoutMs)
    post.on("error", (error) => none(error.message))
    post.on("close", () => {
      clearTimeout(deadline)
      none("the connection ended before the answer")
    })
    post.on("response", (response) => {
      const chunks: Buffer[] = []
      let size = 0
      response.on("data", (chunk: Buffer) => {
        size += chunk.length
        if (size <= MAX_BODY) chunks.push(chunk)
      })
      response.on("error", (error) => none(error.message))
      response.on("end", () => {
        // `latin1` keeps a byte-order mark visible: Status would then not be first.
        const text = Buffer.concat(chunks).toString("latin1")
        resolve({ kind: "answered", httpStatus: response.statusCode ?? 0, body: text })
      })
    })
    post.end(body)
  })
}
