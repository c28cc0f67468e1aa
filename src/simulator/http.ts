import type { IncomingMessage, ServerResponse } from "node:http"

export const MAX_REQUEST_BODY = 256 * 1024

/** The whole body, or undefined when it is larger than the gateway reads. */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= MAX_REQUEST_BODY) chunks.push(chunk)
  }
  return size <= MAX_REQUEST_BODY ? Buffer.concat(chunks) : undefined
}

export function sendText(response: ServerResponse, body: string, status = 200): void {
  sendBytes(response, status, "text/plain; charset=ISO-8859-1", Buffer.from(body, "latin1"))
}

export function sendXml(response: ServerResponse, body: string): void {
  sendBytes(response, 200, "text/xml; charset=ISO-8859-1", Buffer.from(body, "latin1"))
}

export function sendHtml(response: ServerResponse, body: string, status = 200): void {
  // The pages show what shops have sent: nothing active may come out of it.
  response.setHeader("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'")
  response.setHeader("cache-control", "no-store")
  sendBytes(response, status, "text/html; charset=utf-8", Buffer.from(body, "utf8"))
}

export function sendJson(response: ServerResponse, body: unknown, status = 200): void {
  sendBytes(response, status, "application/json", Buffer.from(JSON.stringify(body, undefined, 2)))
}

export function redirect(response: ServerResponse, location: string): void {
  response.writeHead(303, { location, "cache-control": "no-store", "content-length": 0 })
  response.end()
}

function sendBytes(
  response: ServerResponse,
  status: number,
  contentType: string,
  body: Buffer
): void {
  response.writeHead(status, { "content-type": contentType, "content-length": body.length })
  response.end(body)
}
