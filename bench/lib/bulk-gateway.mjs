import http from "node:http"
import process from "node:process"

/*
 * A gateway that takes its time: every RELEASE is answered after so many milliseconds, whatever else
 * waits, and everything else goes to the simulator at once.
 */

const ANSWERS_AFTER_MS = Number(process.env.BENCH_ANSWER_MS)
const behind = new URL(process.env.BENCH_SIMULATOR_URL)
const agent = new http.Agent({ keepAlive: true })
const RELEASED =
  "VPSProtocol=4.00\r\nStatus=OK\r\nStatusDetail=2004 : The Release was Successful.\r\n"
let released = 0
let waiting = 0
let most = 0

const server = http.createServer((request, response) => {
  if (request.url.endsWith("/release.vsp")) {
    waiting += 1
    most = Math.max(most, waiting)
    request.resume()
    setTimeout(() => {
      waiting -= 1
      released += 1
      response.writeHead(200, { "content-type": "text/plain", "content-length": RELEASED.length })
      response.end(RELEASED)
    }, ANSWERS_AFTER_MS)
    return
  }
  if (request.url === "/released") {
    response.end(JSON.stringify({ released, most }))
    return
  }
  const { method, headers, url: path } = request
  const passed = http.request(
    { agent, host: behind.hostname, port: behind.port, method, headers, path },
    (answer) => {
      response.writeHead(answer.statusCode, answer.headers)
      answer.pipe(response)
    }
  )
  passed.on("error", () => response.destroy())
  request.pipe(passed)
})

server.listen(0, "127.0.0.1", () =>
  process.send({ url: `http://127.0.0.1:${server.address().port}` })
)
process.on("disconnect", () => process.exit())
