import type net from "node:net"
import { rawServer, type RawServer } from "../__fixtures__/raw-server"
import { createReporting, type Reporting } from "../index"
import { detail, refusal, report } from "./__fixtures__/reports"

const CODE = { vendorTxCode: "order-1001" }

let server: RawServer
let reporting: Reporting

afterEach(async () => {
  await reporting.close()
  await server.close()
})

function connect(timeoutMs?: number): Reporting {
  const login = { vendor: "testvendor", user: "reportuser", password: "wrong" }
  reporting = createReporting({ ...login, host: server.url, ...(timeoutMs && { timeoutMs }) })
  return reporting
}

/** Holds every request until it is answered here. */
async function held(): Promise<(bytes: string) => void> {
  const sockets: net.Socket[] = []
  server = await rawServer((socket) => sockets.push(socket))
  return (bytes) => {
    const socket = sockets.shift()
    if (!socket) throw new Error("Nothing waits for an answer")
    socket.write(bytes)
  }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(setImmediate)
}

describe("a refused login", () => {
  it.each(["0008", "0010"])("%s is the last question that is sent", async (code) => {
    server = await rawServer((socket) => socket.write(refusal(code)))
    const client = connect()
    const first = await client.version()
    expect(first).toMatchObject({ kind: "refused", code, lockout: true })
    const span = { from: new Date(0), to: new Date(1) }
    expect(await client.version()).toEqual(first)
    expect(await client.transactionDetail(CODE)).toEqual(first)
    expect(await client.transactionList(span)).toEqual(first)
    expect(server.requests).toHaveLength(1)
  })

  it("says what happened, what it means, and what to do", async () => {
    server = await rawServer((socket) => socket.write(refusal("0010")))
    expect(await connect().version()).toMatchObject({
      reason:
        "The gateway refuses the reporting login (0010: the signature is wrong, as it is with a " +
        "wrong password). No money moved. Nothing more is asked with this login, because further " +
        "attempts lock the user. Check user and password, unlock the user in the gateway's admin " +
        "area, and restart the shop.",
    })
  })

  it("counts whatever the HTTP status", async () => {
    const bytes = refusal("0008").replace("200 OK", "403 Forbidden")
    server = await rawServer((socket) => socket.write(bytes))
    const client = connect()
    expect(await client.version()).toMatchObject({ kind: "refused", code: "0008", lockout: true })
    await client.version()
    expect(server.requests).toHaveLength(1)
  })

  it("also ends a client that was let in before", async () => {
    const replies = [detail(), refusal("0008"), detail()]
    server = await rawServer((socket, _request, index) => socket.write(replies[index] ?? ""))
    const client = connect()
    expect(await client.transactionDetail(CODE)).toMatchObject({ kind: "found" })
    expect(await client.transactionDetail(CODE)).toMatchObject({ lockout: true })
    expect(await client.transactionDetail(CODE)).toMatchObject({ lockout: true })
    expect(server.requests).toHaveLength(2)
  })

  it("is one failed login, however many questions were asked at once", async () => {
    const answer = await held()
    const client = connect()
    const asked = Array.from({ length: 12 }, () => client.transactionDetail(CODE))
    await until(() => server.requests.length === 1)
    answer(refusal("0010"))
    for (const outcome of await Promise.all(asked)) {
      expect(outcome).toMatchObject({ kind: "refused", code: "0010", lockout: true })
    }
    expect(server.requests).toHaveLength(1)
  })
})

describe("until the login was accepted", () => {
  it("questions go one at a time, afterwards side by side", async () => {
    const answer = await held()
    const client = connect()
    const asked = Array.from({ length: 4 }, () => client.transactionDetail(CODE))
    await until(() => server.requests.length === 1)
    answer(detail())
    await until(() => server.requests.length === 4)
    for (let left = 3; left > 0; left -= 1) answer(detail())
    for (const outcome of await Promise.all(asked)) expect(outcome).toMatchObject({ kind: "found" })
  })

  it("an error that says nothing of the login keeps them in line", async () => {
    const answer = await held()
    const client = connect()
    const asked = Array.from({ length: 3 }, () => client.transactionDetail(CODE))
    await until(() => server.requests.length === 1)
    answer(refusal("0019"))
    await until(() => server.requests.length === 2)
    await new Promise(setImmediate)
    expect(server.requests).toHaveLength(2)
    answer(refusal("0008"))
    expect((await Promise.all(asked)).map((outcome) => outcome.kind)).toEqual(
      Array(3).fill("refused")
    )
    expect(server.requests).toHaveLength(2)
  })

  it("waiting counts to the deadline, and who waited too long is not asked later", async () => {
    await held()
    const client = connect(120)
    const [first, second] = await Promise.all([client.version(), client.version()])
    expect(first).toMatchObject({
      reason: "The gateway's reporting service did not answer in time.",
    })
    expect(second).toMatchObject({ kind: "unavailable" })
    expect(server.requests.length).toBeLessThanOrEqual(2)
  })
})

it("close waits for what is under way", async () => {
  const answer = await held()
  const client = connect()
  const asked = client.version()
  await until(() => server.requests.length === 1)
  const closed = client.close()
  answer(report("<version>1</version>"))
  expect(await asked).toMatchObject({ kind: "found" })
  await closed
  expect(await client.version()).toMatchObject({ kind: "unavailable" })
})
