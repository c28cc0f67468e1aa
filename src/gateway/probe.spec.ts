import { bareServer, http, rawServer, type RawServer } from "./__fixtures__/raw-server"
import { probe } from "./probe"

let server: RawServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

async function answering(bytes: string) {
  server = await bareServer((socket) => {
    socket.once("data", () => socket.end(bytes, "latin1"))
  }, "http")
  return probe({ url: server.url, timeoutMs: 5_000 })
}

it("says what answered, and what time it is there", async () => {
  const bytes =
    "HTTP/1.1 404 Gone\r\ndate: Sat, 21 Nov 2026 12:00:00 GMT\r\ncontent-length: 3\r\n\r\nn\xe9n"
  expect(await answering(bytes)).toEqual({
    kind: "answered",
    httpStatus: 404,
    date: new Date("2026-11-21T12:00:00Z"),
    body: "n\xe9n",
  })
})

it.each([
  ["no date", http("x"), { date: undefined, body: "x" }],
  ["a date that is none", http("x").replace("\r\n", "\r\ndate: soon\r\n"), { date: undefined }],
  [
    "a redirect, which is not followed",
    http("", "302 Found\r\nlocation: http://127.0.0.1:1/"),
    { httpStatus: 302 },
  ],
  ["much more than it asked for", http("x".repeat(100_000)), { httpStatus: 200, body: "" }],
])("%s", async (_what, bytes, expected) => {
  expect(await answering(bytes)).toMatchObject({ kind: "answered", ...expected })
})

it("posts a form once", async () => {
  server = await rawServer((socket) => socket.end(http("Status=INVALID\r\n")))
  const form = { VendorTxCode: "a b", Status: "ERROR" }
  expect(await probe({ url: server.url, form, timeoutMs: 5_000 })).toMatchObject({
    body: "Status=INVALID\r\n",
  })
  expect(server.requests).toEqual(["VendorTxCode=a+b&Status=ERROR"])
})

it.each([
  ["nothing listens", "ECONNREFUSED"],
  ["the connection is cut", "UND_ERR_SOCKET"],
])("fails when %s, with a reason for people", async (what, code) => {
  server = await bareServer((socket) => socket.end(), "http")
  const { url } = server
  if (what === "nothing listens") await server.close()
  expect(await probe({ url, timeoutMs: 5_000 })).toEqual({
    kind: "failed",
    reason: expect.stringContaining(`(${code})`),
  })
})

it("fails when nobody answers in time", async () => {
  server = await bareServer(() => undefined, "http")
  expect(await probe({ url: server.url, timeoutMs: 100 })).toEqual({
    kind: "failed",
    reason: "no answer within 0.1 seconds",
  })
})
