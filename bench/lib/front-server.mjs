import http from "node:http"
import process from "node:process"

/*
 * A gateway that answers a RELEASE at once, or after so many milliseconds, and hands everything else to
 * the simulator, so that what is measured is the store and not the simulator's bookkeeping.
 */

const ANSWERS_AFTER_MS = Number(process.env.BENCH_ANSWER_MS ?? 0)
const behind = new URL(process.env.BENCH_SIMULATOR_URL)
const agent = new http.Agent({ keepAlive: true })
const RELEASED =
  "VPSProtocol=4.00\r\nStatus=OK\r\nStatusDetail=2004 : The Release was Successful.\r\n"
let released = 0
let waiting = 0
let most = 0

function answer(response) {
  waiting -= 1
  released += 1
  response.writeHead(200, { "content-type": "text/plain", "content-length": RELEASED.length })
  response.end(RELEASED)
}

const server = http.createServer((request, response) => {
  if (request.url.endsWith("/release.vsp")) {
    waiting += 1
    most = Math.max(most, waiting)
    request.resume()
    if (ANSWERS_AFTER_MS === 0) request.on("end", () => answer(response))
    else setTimeout(() => answer(response), ANSWERS_AFTER_MS)
    return
  }
  if (request.url === "/released") {
    response.end(JSON.stringify({ released, most }))
    return
  }
  const { method, headers, url: path } = request
  const passed = http.request(
    { agent, host: behind.hostname, port: behind.port, method, headers, path },
    (reply) => {
      response.writeHead(reply.statusCode, reply.headers)
      reply.pipe(response)
    }
  )
  passed.on("error", () => response.destroy())
  request.pipe(passed)
})

server.listen(0, "127.0.0.1", () =>
  process.send({ url: `http://127.0.0.1:${server.address().port}` })
)
process.on("disconnect", () => process.exit())
