import { signedDocument, type ReportingQuestion } from "./document"

const LOGIN = { vendor: "testvendor", user: "reportuser", password: "s3cretPass" }
const ask = (rest: Partial<ReportingQuestion> & Pick<ReportingQuestion, "command">) =>
  signedDocument({ ...LOGIN, ...rest })

const HEAD = (command: string) =>
  `<command>${command}</command><vendor>testvendor</vendor><user>reportuser</user>`

describe("signedDocument", () => {
  it.each([
    [
      "getTransactionDetail" as const,
      { vpstxid: "0F4B1D6E-2C3A-4D5E-8F90-A1B2C3D4E5F6" },
      "662dd7a9ac596bb1ba2526f7be0d7049",
    ],
    [
      "getTransactionDetail" as const,
      { vendortxcode: "order-1001" },
      "4f996fe24590dca2726545b2b109b55d",
    ],
    ["version" as const, {}, "459e2820dd05cf6ab549526adea465d8"],
  ])("signs %s %j as computed elsewhere", (command, parameters, signature) => {
    const middle = Object.entries(parameters).map(([name, value]) => `<${name}>${value}</${name}>`)
    expect(ask({ command, parameters })).toBe(
      `<vspaccess>${HEAD(command)}${middle.join("")}<signature>${signature}</signature></vspaccess>`
    )
  })

  it("never has the password in it", () => {
    expect(ask({ command: "version" })).not.toContain("s3cretPass")
    expect(ask({ command: "version" })).not.toContain("password")
  })

  it("escapes values before they are hashed, but not the password", () => {
    const document = ask({ command: "version", user: "A&B<C>", password: "p&<>w" })
    // MD5 of <command>version</command><vendor>testvendor</vendor><user>A&amp;B&lt;C&gt;</user><password>p&<>w</password>
    expect(document).toBe(
      "<vspaccess><command>version</command><vendor>testvendor</vendor>" +
        "<user>A&amp;B&lt;C&gt;</user>" +
        "<signature>50246c9bc1162ced88deb4f188c9e69f</signature></vspaccess>"
    )
  })

  it("hashes UTF-8", () => {
    expect(ask({ command: "version", user: "Zoë" })).toContain(
      "<signature>16cda9ac4a034d4cc729f91476a84f27</signature>"
    )
  })

  it("sends the parameters in the table's order, whatever the caller's", () => {
    const document = ask({
      command: "getTransactionList",
      parameters: {
        sortorder: "ASC",
        endrow: "50",
        startrow: "1",
        sorttype: "ByDate",
        enddate: "21/11/2026 00:00:00",
        startdate: "20/11/2026 00:00:00",
      },
    })
    const names = [...document.matchAll(/<(\w+)>/g)].map(([, name]) => name)
    expect(names).toEqual([
      ...["vspaccess", "command", "vendor", "user"],
      ...["startdate", "enddate", "startrow", "endrow", "sorttype", "sortorder", "signature"],
    ])
    expect(document).not.toMatch(/>\s+</)
  })

  it.each([
    ["none of two", "getTransactionDetail" as const, {}],
    ["both of two", "getTransactionDetail" as const, { vpstxid: "1", vendortxcode: "2" }],
    ["too few", "getRelatedTransactions" as const, { vpstxid: "1" }],
    ["one that it does not have", "version" as const, { vpstxid: "1" }],
  ])("refuses %s", (_what, command, parameters) => {
    expect(() => ask({ command, parameters })).toThrow(TypeError)
  })
})
