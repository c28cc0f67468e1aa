import { http, rawServer } from "./__fixtures__/raw-server"
import * as callLogs from "./call-log"
import { createGateway } from "./index"
import { readOutcome } from "./read-outcome"

/** Nothing that is kept for the log, or written to it, has a card's number in it. */

jest.mock("./call-log", () => {
  const real = jest.requireActual<typeof callLogs>("./call-log")
  return { ...real, callLog: jest.fn(real.callLog) }
})

const NUMBER = "4929000000006"
const QUOTED = `The CardNumber ${NUMBER} (4929 0000 0000 6) is no good`
const digits = (value: unknown) => JSON.stringify(value).replaceAll(/\D/g, "")

const reply = (Status: string, detail: string) => ({
  kind: "response" as const,
  httpStatus: 200,
  body: Buffer.from(`VPSProtocol=4.00\r\nStatus=${Status}\r\nStatusDetail=${detail}\r\n`),
})

describe.each(["MANUAL", "DIRECTREFUND"] as const)(
  "%s: a reply that quotes the number",
  (txType) => {
    it.each([
      ["an error", "ERROR", `2003 : ${QUOTED}`, "gateway_error"],
      ["a status that nobody knows", "MAYBE", QUOTED, "gateway_error"],
      ["a bank time-out", "NOTAUTHED", `2008 : ${QUOTED}`, "bank_time_out"],
    ])("%s brings it into no line", (_what, status, detail, because) => {
      const outcome = readOutcome(txType, reply(status, detail))
      expect(outcome).toMatchObject({ kind: "unknown", because })
      const line = callLogs.callLog({
        event: "sagepay_call",
        txType,
        version: "4.00",
        url: "http://gateway.test/",
        request: { VendorTxCode: "code-1" },
        outcome,
        ms: 1,
      })
      expect(line.reason).toContain("***0006")
      expect(digits(line)).not.toContain(NUMBER)
    })
  }
)

it("what waits for a late reply has neither number nor security code", async () => {
  const server = await rawServer(() => undefined)
  const gateway = createGateway({
    vendor: "testvendor",
    host: server.url,
    replyTimeoutMs: 50,
    lateReplyMs: 10_000,
    log: () => undefined,
  })
  const outcome = await gateway.send("MANUAL", {
    VendorTxCode: "manual-1",
    Amount: "10.00",
    Currency: "GBP",
    Description: "By phone",
    CardHolder: "Ann Shopper",
    CardNumber: NUMBER,
    ExpiryDate: "1238",
    CV2: "471",
    CardType: "VISA",
  })
  if (outcome.kind !== "unknown") throw new Error("not unknown")
  for (const socket of server.sockets) {
    socket.write(http("VPSProtocol=4.00\r\nStatus=INVALID\r\nStatusDetail=3013 : No.\r\n"))
  }
  expect(await outcome.late).toMatchObject({ kind: "refused" })
  await new Promise(setImmediate)
  const given = jest.mocked(callLogs.callLog).mock.calls.map(([call]) => call)
  expect(given.map(({ event }) => event).slice(-2)).toEqual(["sagepay_call", "sagepay_late_reply"])
  expect(JSON.stringify(given.slice(-2))).not.toMatch(/4929000000006|"471"|1238/)
  await gateway.close()
  await server.close()
})
