import { XMLParser, XMLValidator } from "fast-xml-parser"

/** Reads text as text: no entities but XML's own five and numbers, no attributes, no numbers made. */
const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  parseTagValue: false,
  processEntities: false,
  trimValues: true,
  transformTagName: (name) => name.toLowerCase(),
})

/** A whole list of fifty rows is a tenth of it. */
export const MAX_REPORT_BYTES = 1_048_576

/** Names are in small letters, whatever the gateway writes. */
export type ReportElement = { readonly [name: string]: ReportNode | readonly ReportNode[] }
type ReportNode = string | ReportElement

export type Report = {
  /** Four digits; 0000 is success. */
  readonly code: string
  /** The gateway's own words for an error. */
  readonly error: string
  readonly body: ReportElement
}

/** Its message names elements, never what stands in them. */
export class UnreadableReport extends Error {
  readonly code = "unreadable_report"

  constructor(message: string) {
    super(message)
    this.name = "UnreadableReport"
  }
}

/** Throws UnreadableReport for everything that is not one whole report. */
export function readReport(bytes: Uint8Array): Report {
  if (bytes.byteLength > MAX_REPORT_BYTES) throw new UnreadableReport("it is too long")
  const text = decode(bytes)
  // Refused before anything parses it: entities could be declared in it, and grow.
  if (/<!(doctype|entity)/i.test(text)) throw new UnreadableReport("it has a document type")
  const body = rootOf(text)
  const code = textOf(body, "errorcode")
  if (!code || !/^\d{4}$/.test(code)) throw new UnreadableReport("it has no errorcode")
  return { code, error: textOf(body, "error") ?? "", body }
}

/** ISO-8859-1, as the gateway declares, unless it declares UTF-8. */
function decode(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const isUtf8 = /^\W*<\?xml[^>]*encoding\s*=\s*["']utf-?8["']/i.test(
    buffer.toString("latin1", 0, 200)
  )
  return buffer.toString(isUtf8 ? "utf8" : "latin1").replace(/^(\uFEFF|\u00EF\u00BB\u00BF)/, "")
}

function rootOf(text: string): ReportElement {
  let parsed: unknown
  try {
    // The parser alone takes half a document for a whole one.
    parsed = XMLValidator.validate(text) === true ? parser.parse(text) : undefined
  } catch {
    // Its message may quote what it could not read, and that may be a key.
    throw new UnreadableReport("it is not XML that can be read")
  }
  if (!isElement(parsed)) throw new UnreadableReport("it is not well-formed XML")
  const [root, ...others] = Object.entries(parsed)
  if (!root || root[0] !== "vspaccess" || others.length > 0 || !isElement(root[1])) {
    throw new UnreadableReport("its root is not vspaccess")
  }
  return root[1]
}

const isElement = (value: unknown): value is ReportElement =>
  typeof value === "object" && value !== null && !Array.isArray(value)

function nodesOf(element: ReportElement, name: string): readonly ReportNode[] {
  const value = Object.hasOwn(element, name) ? element[name] : undefined
  if (value === undefined) return []
  return Array.isArray(value) ? (value as readonly ReportNode[]) : [value as ReportNode]
}

/** What stands in an element; undefined when it is empty or missing, which the gateway mixes. */
export function textOf(element: ReportElement, name: string): string | undefined {
  const [node, ...others] = nodesOf(element, name)
  if (others.length > 0) throw new UnreadableReport(`${name} came twice`)
  if (node !== undefined && typeof node !== "string") {
    throw new UnreadableReport(`${name} is not text`)
  }
  return node ? unescaped(node) : undefined
}

/** All elements of this name. An empty one has no content, so it is an empty element. */
export function elementsOf(element: ReportElement, name: string): readonly ReportElement[] {
  return nodesOf(element, name).map((node) => {
    if (typeof node !== "string") return node
    if (node !== "") throw new UnreadableReport(`${name} is text`)
    return {}
  })
}

const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" }

/** Once, from left to right, so that nothing grows: `&amp;lt;` is `&lt;`. */
function unescaped(text: string): string {
  return text.replace(
    /&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([\dA-Fa-f]{1,6}));/g,
    (whole, name?: string, decimal?: string, hex?: string) => {
      if (name !== undefined) return NAMED[name] ?? whole
      const point = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal)
      return point <= 0x10ffff ? String.fromCodePoint(point) : whole
    }
  )
}
