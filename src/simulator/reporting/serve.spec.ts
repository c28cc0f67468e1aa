import { LOGIN, read, signed, tag, tags } from "../__fixtures__/report"
import type { Login } from "../__fixtures__/report"
import { Shop } from "../__fixtures__/shop"

let shop: Shop

beforeEach(async () => {
  shop = await Shop.open()
})
afterEach(() => shop.close())

const send = (body: string) =>
  fetch(`${shop.simulator.url}/access/access.htm`, {
    method: "POST",
    body: Buffer.from(body, "latin1"),
  })

async function said(body: string) {
  const one = read(Buffer.from(await (await send(body)).arrayBuffer()).toString("latin1"))
  return [one("errorcode")[0], one("error")[0]]
}

const version = (login: Partial<Login> = {}) => `XML=${signed("version", "", login)}`

describe("how a request may come", () => {
  // Signatures that were computed apart from this code, for this vendor, user and password.
  test.each([
    [
      "getTransactionDetail",
      "<vpstxid>0F4B1D6E-2C3A-4D5E-8F90-A1B2C3D4E5F6</vpstxid>",
      "662dd7a9ac596bb1ba2526f7be0d7049",
      "2238",
    ],
    [
      "getTransactionDetail",
      "<vendortxcode>order-1001</vendortxcode>",
      "4f996fe24590dca2726545b2b109b55d",
      "0043",
    ],
    ["version", "", "459e2820dd05cf6ab549526adea465d8", "0000"],
  ])("%s %s", async (command, parameters, signature, expected) => {
    const login = tags({ command, vendor: LOGIN.vendor, user: LOGIN.user })
    const body = tag("vspaccess", login + parameters + tag("signature", signature))
    expect((await said(`XML=${body}`))[0]).toBe(expected)
  })

  test("as it is, percent-encoded, and percent-encoded with plus signs", async () => {
    const document = signed("getTransactionDetail", tag("vendortxcode", "a b+c"))
    expect((await said(`XML=${document}`))[0]).toBe("0043")
    expect((await said(`XML=${encodeURIComponent(document)}`))[0]).toBe("0043")
    expect((await said(new URLSearchParams({ XML: document }).toString()))[0]).toBe("0043")
  })

  test("not without its field, and not in UTF-16", async () => {
    expect((await said(signed("version")))[0]).toBe("0001")
    const wide = Buffer.from(version(), "utf16le").toString("latin1")
    expect((await said(wide))[0]).toBe("0001")
  })

  test("garbage is answered in an envelope", async () => {
    for (const body of ["", "XML=", "XML=%3", "XML=%3C%FF%00", "XML=<a".repeat(50_000)]) {
      const response = await send(body)
      expect(response.headers.get("content-type")).toBe("text/xml; charset=ISO-8859-1")
      expect(await response.text()).toMatch(/<errorcode>0001<\/errorcode>.*<error>/)
    }
  })

  test("only as a POST", async () => {
    expect((await fetch(`${shop.simulator.url}/access/access.htm`)).status).toBe(404)
  })
})

test("three wrong logins lock the user, until a control route unlocks it", async () => {
  for (let n = 0; n < 3; n += 1) expect((await said(version({ password: "x" })))[0]).toBe("0010")
  expect((await said(version()))[0]).toBe("0008")
  expect(shop.simulator.control.accounts()[0]?.settings.reporting.locked).toBe(true)
  shop.simulator.control.reporting("testvendor")
  expect((await said(version()))[0]).toBe("0000")
})

test("another user, set by a control route", async () => {
  await fetch(`${shop.simulator.url}/_control/accounts`, {
    method: "POST",
    body: JSON.stringify({ vendor: "testvendor", settings: { reporting: { user: "ann" } } }),
  })
  expect((await said(version()))[0]).toBe("0008")
  expect((await said(version({ user: "ann" })))[0]).toBe("0000")
})

test("the log has the question and the answer's code, no signature", async () => {
  const document = signed("getTransactionDetail", tag("vendortxcode", "order-1"))
  await said(`XML=${document}`)
  const { control } = shop.simulator
  const [entry] = control.requests({ tx_type: "reporting", vendor_tx_code: "order-1" })
  expect(entry).toMatchObject({
    service: "access.htm",
    fields: { command: "getTransactionDetail", user: "reportuser", vendortxcode: "order-1" },
    reply: { Status: "0043" },
  })
  expect(JSON.stringify(entry)).not.toMatch(/[0-9a-f]{32}/)
  expect(control.requests({ command: "version" })).toEqual([])
})

describe("faults", () => {
  const seen = async (): Promise<string> => {
    try {
      const response = await send(version())
      const text = await response.text()
      const [code] = read(text)("errorcode")
      return `${response.status} ${code ?? text.slice(0, 15)}`
    } catch (error) {
      return String(error).replace(/:.*/, "")
    }
  }

  test.each([
    [{ fault: "reset_before" }, "TypeError"],
    [{ fault: "act_then_reset" }, "TypeError"],
    [{ fault: "half_reply" }, "TypeError"],
    [{ fault: "html" }, "200 <!DOCTYPE html>"],
    [{ fault: "http_500" }, "500 <!DOCTYPE html>"],
    [{ fault: "http_500", http_status: 503 }, "503 <!DOCTYPE html>"],
    [{ fault: "empty" }, "200 "],
    [{ fault: "no_status" }, "200 <vspaccess></vs"],
    [{ fault: "error_status" }, "200 2015"],
    [{ fault: "bank_timeout" }, "200 2015"],
    [{ fault: "refuse" }, "200 2015"],
    [{ fault: "refuse", status: "0011" }, "200 0011"],
    [{ fault: "delay", delay_ms: 1 }, "200 0000"],
    [{ fault: "act_then_late", delay_ms: 1 }, "200 0000"],
    [{ fault: "duplicate" }, "200 0000"],
  ] as const)("%j", async (fault, expected) => {
    shop.simulator.control.fault({ ...fault, match: { txType: "reporting" } })
    expect(await seen()).toBe(expected)
    expect(await seen()).toBe("200 0000")
  })

  test("by command; what is meant for the services meets no report, and the other way round", async () => {
    const { control } = shop.simulator
    control.fault({ fault: "html", match: { command: "getTransactionDetail" } })
    control.fault({ fault: "empty" })
    control.fault({ fault: "empty", match: { txType: "PAYMENT" } })
    expect(await seen()).toBe("200 0000")
    control.fault({ fault: "refuse", status: "0011", match: { command: "version" } })
    expect(await seen()).toBe("200 0011")
    control.clearFaults()
    control.fault({ fault: "html", match: { txType: "reporting" } })
    expect((await shop.register()).Status).toBe("OK")
  })

  test("that lose a question count no login", async () => {
    const { control } = shop.simulator
    control.fault({ fault: "reset_before", match: { txType: "reporting" }, times: 5 })
    for (let n = 0; n < 5; n += 1) await seen()
    expect(control.accounts()[0]?.settings.reporting.locked).toBe(false)
  })
})
