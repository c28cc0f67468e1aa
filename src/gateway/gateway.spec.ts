import { decodeForm, type RequestOf } from "../protocol"
import { http, rawServer, type RawServer } from "./__fixtures__/raw-server"
import { createGateway, GATEWAY_HOSTS, type CallLog, WireFormatError } from "./index"

const MANUAL: RequestOf<"MANUAL"> = {
  VendorTxCode: "manual-1",
  Amount: "10.00",
  Currency: "GBP",
  Description: "Café",
  CardHolder: "Zoë Müller",
  CardNumber: "4929000000006",
  ExpiryDate: "1230",
  CV2: "123",
  CardType: "VISA",
}
const OK =
  "VPSProtocol=4.00\r\nStatus=OK\r\nStatusDetail=0000 : Fine.\r\n" +
  "VPSTxId={1F4B1D6E-2C3A-4D5E-8F90-A1B2C3D4E5F6}\r\nSecurityKey=ABCDEFGHIJ\r\nTxAuthNo=1\r\n"

let server: RawServer

beforeEach(async () => {
  server = await rawServer((socket) => socket.write(http(OK)))
})
afterEach(() => server.close())

describe("send", () => {
  it("adds VPSProtocol, TxType and Vendor, and encodes in ISO-8859-1", async () => {
    const gateway = createGateway({ vendor: "testvendor", host: server.url })
    await gateway.send("MANUAL", MANUAL)
    await gateway.close()
    const [body = ""] = server.requests
    expect(decodeForm(body).fields).toEqual({
      VPSProtocol: "4.00",
      TxType: "MANUAL",
      Vendor: "testvendor",
      ...MANUAL,
    })
    expect(body).toContain("Description=Caf%E9")
  })

  it("does not let a caller's own VPSProtocol or Vendor through", async () => {
    const gateway = createGateway({ vendor: "testvendor", host: server.url, version: "3.00" })
    const fields = { ...MANUAL, Vendor: "someoneelse", VPSProtocol: "4.00" }
    await gateway.send("MANUAL", fields)
    await gateway.close()
    expect(decodeForm(server.requests[0] ?? "").fields).toMatchObject({
      Vendor: "testvendor",
      VPSProtocol: "3.00",
    })
  })

  it("refuses a message that breaks a rule before anything is sent, naming field and rule", async () => {
    const gateway = createGateway({ vendor: "testvendor", host: server.url })
    const bad = { ...MANUAL, Amount: "3.235", ExpiryDate: "1330" }
    const error: unknown = await gateway.send("MANUAL", bad).catch((thrown: unknown) => thrown)
    await gateway.close()
    expect(error).toBeInstanceOf(WireFormatError)
    expect((error as WireFormatError).problems).toEqual([
      { field: "Amount", kind: "format", rule: "must be an amount as 1234.56", code: "3032" },
      { field: "ExpiryDate", kind: "format", rule: "must be a date as MMYY", code: "3050" },
    ])
    expect(String(error)).not.toContain("1330")
    expect(server.requests).toEqual([])
  })

  it("knows that AVS/CV2 makes CV2 mandatory", async () => {
    const account = { avscv2: true }
    const gateway = createGateway({ vendor: "testvendor", host: server.url, account })
    await expect(gateway.send("MANUAL", { ...MANUAL, CV2: "" })).rejects.toThrow(/^CV2: /)
    await gateway.close()
  })

  it("posts to the type's service below a base URL's own path", async () => {
    const spied = await rawServer((socket) => socket.write(http(OK)))
    const log: CallLog[] = []
    const host = `${spied.url}/proxy/`
    const gateway = createGateway({ vendor: "testvendor", host, log: (line) => log.push(line) })
    await gateway.send("DIRECTREFUND", {
      VendorTxCode: "d-1",
      Amount: "1.00",
      Currency: "GBP",
      Description: "x",
      CardHolder: "A B",
      CardNumber: "4929000000006",
      ExpiryDate: "1230",
      CardType: "VISA",
    })
    await gateway.close()
    await spied.close()
    expect(log[0]?.url).toBe(`${spied.url}/proxy/gateway/service/directrefund.vsp`)
  })
})

describe("the log", () => {
  it("has one line per call, without secrets or data of the shopper", async () => {
    const log: CallLog[] = []
    const gateway = createGateway({
      vendor: "testvendor",
      host: server.url,
      log: (line) => log.push(line),
    })
    await gateway.send("MANUAL", MANUAL)
    await gateway.close()
    expect(log).toHaveLength(1)
    expect(log[0]).toMatchObject({
      event: "sagepay_call",
      txType: "MANUAL",
      vendorTxCode: "manual-1",
      outcome: "done",
      status: "OK",
      code: "0000",
      request: { CardNumber: "***0006", CV2: "***", ExpiryDate: "***", CardHolder: "***" },
      reply: { SecurityKey: "***", TxAuthNo: "1" },
    })
    const text = JSON.stringify(log)
    for (const secret of ["4929000000006", "ABCDEFGHIJ", "Müller", "1230"]) {
      expect(text).not.toContain(secret)
    }
  })

  it("cannot spoil an outcome by throwing", async () => {
    const warn = jest.spyOn(process, "emitWarning").mockImplementation(() => undefined)
    const gateway = createGateway({
      vendor: "testvendor",
      host: server.url,
      log: () => {
        throw new Error("disk full")
      },
    })
    expect(await gateway.send("MANUAL", MANUAL)).toMatchObject({ kind: "done" })
    await gateway.close()
    expect(warn.mock.calls[0]?.[0]).toContain("disk full")
    warn.mockRestore()
  })
})

describe("options", () => {
  it("names the hosts that took the place of sagepay.com", () => {
    expect(createGateway({ vendor: "v", host: "live" }).baseUrl).toBe(GATEWAY_HOSTS.live)
    expect(createGateway({ vendor: "v", host: "test" }).baseUrl).toBe(
      "https://sandbox.opayo.eu.elavon.com"
    )
  })

  it.each(["", "with space", "a".repeat(16)])("refuses the vendor %j", (vendor) => {
    expect(() => createGateway({ vendor, host: "test" })).toThrow(/^vendor /)
  })

  it.each(["", "sandbox", "ftp://x"])("refuses the host %j", (host) => {
    expect(() => createGateway({ vendor: "v", host })).toThrow(/^host /)
  })

  it("closes, and then sends nothing more", async () => {
    const gateway = createGateway({ vendor: "testvendor", host: server.url })
    await gateway.close()
    expect(await gateway.send("MANUAL", MANUAL)).toMatchObject({ kind: "never_sent" })
    expect(server.requests).toEqual([])
  })
})
