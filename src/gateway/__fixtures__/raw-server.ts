import { once } from "node:events"
import net from "node:net"
import tls from "node:tls"

/** A server on a real socket that says exactly the bytes it is told to. */
export type RawServer = {
  readonly url: string
  readonly port: number
  readonly sockets: Set<net.Socket>
  /** Requests that arrived whole. */
  readonly requests: string[]
  close(): Promise<void>
}

export type Answer = (socket: net.Socket, request: string, index: number) => void

export async function listen(server: net.Server, scheme: "http" | "https"): Promise<RawServer> {
  const sockets = new Set<net.Socket>()
  server.on("connection", (socket: net.Socket) => {
    sockets.add(socket)
    // Resets are what these tests are about.
    socket.on("error", () => socket.destroy())
    socket.on("close", () => sockets.delete(socket))
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as net.AddressInfo
  return {
    url: `${scheme}://127.0.0.1:${port}`,
    port,
    sockets,
    requests: [],
    close: async () => {
      for (const socket of sockets) socket.destroy()
      if (!server.listening) return
      server.close()
      await once(server, "close")
    },
  }
}

/** Calls `answer` once for each whole request. */
export async function rawServer(answer: Answer): Promise<RawServer> {
  const server = net.createServer()
  const raw = await listen(server, "http")
  server.on("connection", (socket) => {
    let text = ""
    socket.on("data", (data) => {
      text += data.toString("latin1")
      const end = text.indexOf("\r\n\r\n")
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1])
      if (end === -1 || text.length < end + 4 + length) return
      raw.requests.push(text.slice(end + 4, end + 4 + length))
      text = text.slice(end + 4 + length)
      answer(socket, raw.requests.at(-1) as string, raw.requests.length - 1)
    })
  })
  return raw
}

/** Accepts connections and does with them what it is told, without reading. */
export const bareServer = (onSocket: (socket: net.Socket) => void, scheme: "http" | "https") =>
  listen(
    net.createServer((socket) => onSocket(socket)),
    scheme
  )

export const tlsServer = (options: tls.TlsOptions) => listen(tls.createServer(options), "https")

export const http = (body: string, status = "200 OK"): string =>
  `HTTP/1.1 ${status}\r\ncontent-type: text/plain\r\ncontent-length: ${body.length}\r\n\r\n${body}`
