import http from "node:http"
import path from "node:path"
import { startStore } from "../../demo/lib/backend.mjs"
import { STORE } from "../../demo/lib/paths.mjs"
import { freePort } from "../../scripts/lib/postgres.mjs"

/** Several Medusa servers on one database, each of which can be killed and started again. */
export async function startServers(count, env, logs) {
  const servers = []
  for (let index = 0; index < count; index += 1) {
    servers.push(await preparedServer(index, env, path.join(logs, `server-${index}.log`)))
  }
  const stop = async () => {
    await Promise.all(servers.map((server) => server.stop()))
  }
  try {
    await Promise.all(servers.map((server) => server.start()))
  } catch (error) {
    await stop()
    throw error
  }
  return { servers, stop }
}

async function preparedServer(index, env, logFile) {
  const port = await freePort()
  const url = `http://localhost:${port}`
  const name = `campaign-${index}`
  let running
  let starting = Promise.resolve()
  const start = async () => {
    const own = { ...env, PGAPPNAME: name }
    const started = await startStore(own, { port, cwd: STORE, logFile })
    running = started
    started.ended.then(() => {
      if (running === started) running = undefined
    })
  }
  const server = {
    index,
    url,
    port,
    /** What Postgres calls its connections. */
    name,
    get alive() {
      return running !== undefined
    },
    start() {
      starting = start()
      return starting
    },
    /** SIGKILL: nothing is finished, nothing is said. */
    async kill() {
      const killed = running
      if (!killed) return
      running = undefined
      killed.child.kill("SIGKILL")
      await killed.ended
    },
    async stop() {
      await starting.catch(() => undefined)
      await running?.stop()
    },
  }
  return server
}

/** The one that is asked for while it lives, else any other that does. */
export function living(servers, wanted) {
  const server = servers[wanted % servers.length]
  return server.alive ? server : (servers.find(({ alive }) => alive) ?? server)
}

/**
 * The public address of the shop: passes a request to a server that lives, in turn. A server that
 * breaks off breaks the caller's connection off too.
 */
export async function startFront() {
  let servers = []
  let turn = 0
  const agent = new http.Agent({ keepAlive: true })
  const front = http.createServer((request, response) => {
    const target = servers.length > 0 ? living(servers, (turn += 1)) : undefined
    if (!target?.alive) return response.destroy()
    const { method, headers, url } = request
    const passed = http.request(
      { agent, host: "localhost", port: target.port, method, headers, path: url },
      (answer) => {
        response.writeHead(answer.statusCode, answer.headers)
        answer.on("error", () => response.destroy())
        answer.pipe(response)
      }
    )
    passed.on("error", () => response.destroy())
    request.on("error", () => passed.destroy())
    request.pipe(passed)
  })
  await new Promise((resolve) => front.listen(0, "127.0.0.1", resolve))
  return {
    url: `http://127.0.0.1:${front.address().port}`,
    serve: (these) => (servers = these),
    stop: () => {
      agent.destroy()
      front.closeAllConnections()
      return new Promise((resolve) => front.close(resolve))
    },
  }
}
