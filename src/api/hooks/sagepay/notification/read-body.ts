import type { IncomingMessage } from "node:http"

/** A notification is about one kilobyte. */
export const MAX_BODY_BYTES = 64 * 1024
/** What is too long is read to its end, so that the sender hears the answer; up to here. */
const PATIENCE_BYTES = 8 * 1024 * 1024

/** `gone`: the sender hung up before the end, and nobody is left to answer. */
export type ReadBody = { readonly body: Buffer } | "too_long" | "gone"

export function readBody(request: IncomingMessage): Promise<ReadBody> {
  return new Promise((resolve) => {
    let chunks: Buffer[] = []
    let size = 0
    request.on("data", (chunk: Buffer) => {
      size += chunk.length
      if (size <= MAX_BODY_BYTES) chunks.push(chunk)
      else chunks = []
      if (size > PATIENCE_BYTES) {
        request.pause()
        resolve("too_long")
      }
    })
    request.on("end", () =>
      resolve(size > MAX_BODY_BYTES ? "too_long" : { body: Buffer.concat(chunks) })
    )
    request.on("error", () => resolve("gone"))
    request.on("close", () => resolve("gone"))
  })
}
