import fc from "fast-check"
import { elementsOf, MAX_REPORT_BYTES, readReport, textOf, UnreadableReport } from "./xml"

const DECLARED = '<?xml version="1.0" encoding="ISO-8859-1" ?>'
const bytes = (text: string) => Buffer.from(text, "latin1")
const report = (inside: string) =>
  readReport(bytes(`${DECLARED}<vspaccess><errorcode>0000</errorcode>${inside}</vspaccess>`))
const why = (text: string | Buffer): string => {
  try {
    readReport(typeof text === "string" ? bytes(text) : text)
  } catch (error) {
    if (error instanceof UnreadableReport) return error.message
    throw error
  }
  return "it was read"
}

describe("readReport", () => {
  it("reads the code, the gateway's words and the elements", () => {
    const { code, error, body } = readReport(
      bytes(
        `${DECLARED}\r\n<vspaccess>\r\n  <errorcode>0043</errorcode>\r\n` +
          "  <error>No such thing.</error><timestamp>21/11/2026 10:00:00</timestamp>\r\n</vspaccess>\r\n"
      )
    )
    expect({ code, error }).toEqual({ code: "0043", error: "No such thing." })
    expect(textOf(body, "timestamp")).toBe("21/11/2026 10:00:00")
  })

  it("keeps numbers as text: no zeros are lost, and no big number is rounded", () => {
    const { body } = report(
      "<vpsauthcode>0049185260000000000001</vpsauthcode><last4digits>0006</last4digits>" +
        "<a>1e3</a><b>0x10</b><c>+5</c><d>12.50</d><e>true</e>"
    )
    expect(textOf(body, "vpsauthcode")).toBe("0049185260000000000001")
    expect(["last4digits", "a", "b", "c", "d", "e"].map((name) => textOf(body, name))).toEqual(
      "0006 1e3 0x10 +5 12.50 true".split(" ")
    )
  })

  it("takes names in any case, and an empty element for a missing one", () => {
    const { body } = report("<VendorTxCode>a</VendorTxCode><batchid/><aborted></aborted>")
    expect(textOf(body, "vendortxcode")).toBe("a")
    expect(["batchid", "aborted", "nothing"].map((name) => textOf(body, name))).toEqual(
      Array(3).fill(undefined)
    )
  })

  it("undoes XML's own escapes once, and no others", () => {
    const { body } = report(
      "<a>&amp;lt; &lt;b&gt; &quot;&apos; &#163;&#xE9; &pound; &#1114112;</a>"
    )
    expect(textOf(body, "a")).toBe("&lt; <b> \"' £é &pound; &#1114112;")
  })

  it("reads ISO-8859-1, and UTF-8 where that is declared", () => {
    expect(textOf(report("<a>Zoë</a>").body, "a")).toBe("Zoë")
    const utf8 = `\uFEFF<?xml version="1.0" encoding="utf-8"?><vspaccess><errorcode>0000</errorcode><a>Zoë €</a></vspaccess>`
    expect(textOf(readReport(Buffer.from(utf8)).body, "a")).toBe("Zoë €")
  })

  const LAUGHS =
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>' +
    "<vspaccess><errorcode>0000</errorcode><status>&b;</status></vspaccess>"

  it.each([
    ["a billion laughs", LAUGHS, "it has a document type"],
    ["a document type in small letters", LAUGHS.toLowerCase(), "it has a document type"],
    [
      "a file asked for by an entity",
      '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><vspaccess>&f;</vspaccess>',
      "it has a document type",
    ],
    ["nothing", "", "it is not well-formed XML"],
    ["plain text", "Service unavailable", "it is not well-formed XML"],
    ["an HTML page", "<html><body><p>Busy<br></body></html>", "it is not well-formed XML"],
    ["a well-formed page", "<html><body>Busy</body></html>", "its root is not vspaccess"],
    ["half a report", "<vspaccess><errorcode>0000</errorcode><a>", "it is not well-formed XML"],
    ["a report cut in a name", "<vspaccess><errorcode>0000</err", "it is not well-formed XML"],
    [
      "two reports",
      "<vspaccess><errorcode>0000</errorcode></vspaccess>".repeat(2),
      "it is not well-formed XML",
    ],
    ["an empty report", "<vspaccess/>", "its root is not vspaccess"],
    ["no code", "<vspaccess><error>x</error></vspaccess>", "it has no errorcode"],
    [
      "a code of letters",
      "<vspaccess><errorcode>OK</errorcode></vspaccess>",
      "it has no errorcode",
    ],
    [
      "two codes",
      "<vspaccess><errorcode>0000</errorcode><errorcode>0043</errorcode></vspaccess>",
      "errorcode came twice",
    ],
  ])("refuses %s", (_what, text, reason) => {
    expect(why(text)).toBe(reason)
  })

  it("refuses what is too long before it reads it", () => {
    expect(why(Buffer.alloc(MAX_REPORT_BYTES + 1, "<"))).toBe("it is too long")
  })

  it("refuses what is nested without end", () => {
    const deep = "<a>".repeat(5_000) + "</a>".repeat(5_000)
    expect(why(`<vspaccess><errorcode>0000</errorcode>${deep}</vspaccess>`)).toMatch(/^it is not/)
  })

  it("does not fall for names that objects have", () => {
    for (const name of ["toString", "constructor", "hasOwnProperty"]) {
      expect(textOf(report("").body, name)).toBeUndefined()
    }
    const hostile = "<__proto__><polluted>yes</polluted></__proto__>"
    why(`<vspaccess><errorcode>0000</errorcode>${hostile}</vspaccess>`)
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false)
  })

  it("gives a report or UnreadableReport for any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (any) => {
        expect(typeof why(Buffer.from(any))).toBe("string")
      })
    )
    const pieces = fc.array(
      fc.constantFrom("<vspaccess>", "</vspaccess>", "<errorcode>", "</errorcode>", "0000", "&#0;"),
      { maxLength: 12 }
    )
    fc.assert(
      fc.property(pieces, (parts) => {
        expect(typeof why(parts.join(""))).toBe("string")
      })
    )
  })
})

describe("textOf and elementsOf", () => {
  it("refuse an element that came twice, or is something else", () => {
    const { body } = report("<a>1</a><a>1</a><b><c>1</c></b><d>x</d><e><f/><f><g>1</g></f></e>")
    expect(() => textOf(body, "a")).toThrow("a came twice")
    expect(() => textOf(body, "b")).toThrow("b is not text")
    expect(() => elementsOf(body, "d")).toThrow("d is text")
    const [e = {}] = elementsOf(body, "e")
    expect(elementsOf(e, "f")).toHaveLength(2)
    expect(elementsOf(e, "nothing")).toEqual([])
  })

  it("name elements in what they throw, never their content", () => {
    const text = "<vspaccess><errorcode>0000</errorcode><securitykey>K7QX2M9ZPA</vspaccess>"
    expect(why(text)).not.toContain("K7QX2M9ZPA")
  })
})
