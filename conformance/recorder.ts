import { createServer, type IncomingHttpHeaders } from "node:http"
import type { AddressInfo } from "node:net"

export type Recorded = {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export type Recorder = {
  readonly url: string
  readonly requests: Recorded[]
  close(): Promise<void>
}

/** A server that keeps what it gets, byte for byte, and answers everything with this text. */
export async function startRecorder(
  reply: (recorded: Recorded) => string | Promise<string>
): Promise<Recorder> {
  const requests: Recorded[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on("data", (chunk: Buffer) => chunks.push(chunk))
    request.on("end", () => {
      const recorded: Recorded = {
        method: request.method ?? "",
        path: request.url ?? "",
        headers: request.headers,
        body: Buffer.concat(chunks).toString("latin1"),
      }
      requests.push(recorded)
      Promise.resolve(recorded)
        .then(reply)
        .then(
          (text) => {
            response.writeHead(200, { "content-type": "text/plain" })
            response.end(Buffer.from(text, "latin1"))
          },
          (error: Error) => response.destroy(error)
        )
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Reads a form as ISO-8859-1 by itself, so that the code under test is not its own judge. */
export function readForm(body: string): readonly (readonly [string, string])[] {
  const text = (part: string): string =>
    part
      .replaceAll("+", " ")
      .replace(/%([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
  return body.split("&").map((pair) => {
    const [name = "", value = ""] = pair.split("=")
    return [text(name), text(value)]
  })
}

/** Writes a form in ISO-8859-1 by itself, for the same reason. */
export function writeForm(fields: Readonly<Record<string, string>>): string {
  const text = (part: string): string =>
    [...Buffer.from(part, "latin1")]
      .map((byte) =>
        /[A-Za-z0-9]/.test(String.fromCharCode(byte))
          ? String.fromCharCode(byte)
          : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`
      )
      .join("")
  return Object.entries(fields)
    .map(([name, value]) => `${text(name)}=${text(value)}`)
    .join("&")
}

/** Passes everything on to another server and keeps what it passed. */
export function startProxy(target: () => string): Promise<Recorder> {
  return startRecorder(async ({ method, path, headers, body }) => {
    const answer = await fetch(new URL(path, target()), {
      method,
      headers: { "content-type": headers["content-type"] ?? "" },
      body: Buffer.from(body, "latin1"),
    })
    return Buffer.from(await answer.arrayBuffer()).toString("latin1")
  })
}
