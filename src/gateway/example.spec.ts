import { readFileSync, writeFileSync } from "node:fs"
import path from "node:path"
import { decodeForm, formatReply } from "../protocol"
import { connect, refund } from "./__fixtures__/example"
import { ask, whatBecameOf } from "./__fixtures__/reporting-example"
import { http, rawServer } from "./__fixtures__/raw-server"

const PAID = {
  VPSTxId: "{0F4B1D6E-2C3A-4D5E-8F90-A1B2C3D4E5F6}",
  VendorTxCode: "order-1001",
  SecurityKey: "K7QX2M9ZPA",
  TxAuthNo: "4918526",
}
const REFUND_ID = "{1F4B1D6E-2C3A-4D5E-8F90-A1B2C3D4E5F6}"
const DOC = path.join(__dirname, "../../docs/gateway-client.md")

describe("the documented example", () => {
  it("runs: a refund, and the same code again", async () => {
    const used = new Set<string>()
    const server = await rawServer((socket, request) => {
      const { VendorTxCode = "" } = decodeForm(request).fields
      const reply = used.has(VendorTxCode)
        ? { Status: "INVALID", StatusDetail: "4042 : The VendorTxCode has been used before." }
        : { Status: "OK", StatusDetail: "0000 : Fine.", VPSTxId: REFUND_ID, TxAuthNo: "1" }
      used.add(VendorTxCode)
      socket.write(http(formatReply({ VPSProtocol: "4.00", ...reply })))
    })
    const lines: string[] = []
    const write = jest.spyOn(process.stdout, "write").mockImplementation((line) => {
      lines.push(String(line))
      return true
    })
    const gateway = connect(server.url)
    const first = await refund(gateway, PAID, "refund-1")
    const second = await refund(gateway, PAID, "refund-1")
    await gateway.close()
    await server.close()
    write.mockRestore()
    expect(first).toBe(`Refunded as ${REFUND_ID}.`)
    expect(second).toBe("Not refunded: 4042 : The VendorTxCode has been used before.")
    expect(lines.map((line) => line.replace(/\d+ ms/, "N ms"))).toEqual([
      "REFUND refund-1 done N ms\n",
      "REFUND refund-1 refused N ms\n",
    ])
  })

  it("runs: what became of a message, and a password that is wrong", async () => {
    const report = (code: string, inside: string) =>
      http(`<vspaccess><errorcode>${code}</errorcode>${inside}</vspaccess>`)
    const found =
      `<vpstxid>${REFUND_ID.slice(1, -1)}</vpstxid><vendortxcode>refund-1</vendortxcode>` +
      "<transactiontype>Refund</transactiontype><txstateid>16</txstateid>" +
      "<amount>12.50</amount><currency>GBP</currency>"
    const replies = [report("0000", found), report("0043", ""), http("<html>busy</html>")]
    const server = await rawServer((socket, _request, index) =>
      socket.write(replies[index] ?? report("0010", ""))
    )
    const write = jest.spyOn(process.stdout, "write").mockReturnValue(true)
    const reporting = ask(server.url, "s3cretPass")
    const said: string[] = []
    for (const code of ["refund-1", "refund-2", "refund-3", "refund-4", "refund-5"]) {
      said.push(await whatBecameOf(reporting, code))
    }
    await reporting.close()
    await server.close()
    const told = write.mock.calls.join("")
    write.mockRestore()
    expect(said).toEqual([
      `It arrived, as ${REFUND_ID}; its state is 16.`,
      expect.stringMatching(/^The gateway does not know it\./),
      expect.stringMatching(/^Nobody knows yet; .* unreadable: its root is not vspaccess\.$/),
      expect.stringMatching(/^Nobody knows\. The gateway refuses the reporting login \(0010/),
      said[3],
    ])
    expect(server.requests).toHaveLength(4)
    expect(told).toContain("getTransactionDetail refund-1 found ")
    expect(told).not.toContain("s3cretPass")
  })

  it.each([
    ["example", "example"],
    ["reporting example", "reporting-example"],
  ])("is the %s of docs/gateway-client.md (UPDATE_DOCS=1 writes it)", (mark, file) => {
    const source = readFileSync(path.join(__dirname, `__fixtures__/${file}.ts`), "utf8")
    const shown = source.replace(`"../index"`, `"medusa-payment-sagepay/gateway"`)
    const doc = readFileSync(DOC, "utf8")
    const open = `<!-- ${mark} -->\n\`\`\`ts\n`
    expect(doc).toContain(open)
    const start = doc.indexOf(open) + open.length
    const expected = doc.slice(0, start) + shown + doc.slice(doc.indexOf("```\n", start))
    if (process.env.UPDATE_DOCS) writeFileSync(DOC, expected)
    else expect(doc).toBe(expected)
  })
})
