import net from "node:net"
import process from "node:process"

/*
 * The least that answers a POST: reads as many bytes as Content-Length says and writes a reply that
 * never changes. So cheap that the client under test is what limits the speed.
 */

const REPLY =
  "VPSProtocol=4.00\r\nStatus=OK\r\nStatusDetail=0000 : The Authorisation was Successful.\r\n" +
  "SecurityKey=IP0Q6DNQMV\r\nTxAuthNo=17759858\r\n" +
  "VPSTxId={87ACE673-6821-B9BD-41A6-8E8EEFEE7C25}\r\n"

const RESPONSE = Buffer.from(
  "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n" +
    `content-length: ${REPLY.length}\r\nconnection: keep-alive\r\n\r\n${REPLY}`,
  "latin1"
)

const server = net.createServer((socket) => {
  socket.setNoDelay(true)
  let read = ""
  socket.on("data", (chunk) => {
    read += chunk.toString("latin1")
    for (;;) {
      const head = read.indexOf("\r\n\r\n")
      if (head < 0) return
      const length = Number(/content-length: (\d+)/i.exec(read.slice(0, head))?.[1] ?? 0)
      const end = head + 4 + length
      if (read.length < end) return
      read = read.slice(end)
      socket.write(RESPONSE)
    }
  })
  socket.on("error", () => socket.destroy())
})

server.listen(0, "127.0.0.1", () =>
  process.send({ url: `http://127.0.0.1:${server.address().port}` })
)
process.on("disconnect", () => process.exit())
