import { readFile } from "node:fs/promises"
import { createServer } from "node:http"
import path from "node:path"
import { SHOP } from "../lib/paths.mjs"

const TYPES = { ".css": "text/css", ".js": "text/javascript", ".html": "text/html" }
const FILES = new Set(["/index.html", "/app.js", "/api.js", "/style.css"])

/** The shop's pages: four files, and the addresses and ids that the browser needs. */
export async function startShop({ port, config }) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost")
    if (pathname === "/config.json") {
      response.setHeader("content-type", "application/json")
      response.end(JSON.stringify(config))
      return
    }
    // Every other address is a page of the shop, drawn by app.js.
    const file = FILES.has(pathname) ? pathname : "/index.html"
    response.setHeader("content-type", `${TYPES[path.extname(file)]}; charset=utf-8`)
    response.end(await readFile(path.join(SHOP, file)))
  })
  await new Promise((resolve, reject) => {
    server.on("error", reject)
    server.listen(port, resolve)
  })
  return {
    url: `http://localhost:${server.address().port}`,
    stop: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    },
  }
}
