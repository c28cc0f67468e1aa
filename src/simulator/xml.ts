/** An element with what is inside it. */
export type Element = { name: string; text: string; children: Element[] }

const TOKEN = /<!\[CDATA\[([\s\S]*?)\]\]>|<(\/?)([A-Za-z_][\w.-]*)\s*(\/?)>|([^<]+)/y
const LOOSE_AMPERSAND = /&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9A-Fa-f]+);)/

/**
 * Reads the XML that the wire knows: elements, text and CDATA, no attributes and no declaration.
 * Undefined when it is not well formed.
 */
export function readXml(xml: string): Element | undefined {
  const document: Element = { name: "", text: "", children: [] }
  const open: Element[] = [document]
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < xml.length) {
    const token = TOKEN.exec(xml)
    const parent = open.at(-1)
    if (!token || !parent) return undefined
    const [, cdata, closing, name, empty, text] = token
    if (name === undefined) {
      if (text !== undefined && LOOSE_AMPERSAND.test(text)) return undefined
      parent.text += cdata ?? text ?? ""
    } else if (closing) {
      if (parent.name !== name || empty) return undefined
      open.pop()
    } else {
      const element: Element = { name, text: "", children: [] }
      parent.children.push(element)
      if (!empty) open.push(element)
    }
  }
  const [root, ...others] = document.children
  const isWhole = open.length === 1 && others.length === 0 && document.text.trim() === ""
  return isWhole ? root : undefined
}

/** Every item has what it must have: otherwise the basket is of no use. */
export function isBasket(basket: Element | undefined): boolean {
  if (basket?.name !== "basket") return false
  const items = itemsOf(basket)
  return items.length > 0 && items.every((item) => MANDATORY.every((name) => has(item, name)))
}

/** unitGross = unitNet + unitTax, and totalGross = unitGross x quantity, to the last decimal. */
export function addsUp(basket: Element): boolean {
  return itemsOf(basket).every((item) => {
    const [quantity = NaN, net = NaN, tax = NaN, gross = NaN, total = NaN] = MANDATORY.slice(1).map(
      (name) => units(item, name)
    )
    return net + tax === gross && (gross * quantity) / SCALE === total
  })
}

const MANDATORY = [
  "description",
  "quantity",
  "unitNetAmount",
  "unitTaxAmount",
  "unitGrossAmount",
  "totalGrossAmount",
] as const

const DECIMALS = 4
const SCALE = 10 ** DECIMALS

function itemsOf(basket: Element): Element[] {
  return basket.children.filter(({ name }) => name === "item")
}

function has(item: Element, name: string): boolean {
  return item.children.some((child) => child.name === name && child.text.trim() !== "")
}

/** In ten-thousandths, whole: sums of decimals are never made with fractions. */
function units(item: Element, name: string): number | undefined {
  const text = item.children.find((child) => child.name === name)?.text.trim() ?? ""
  const match = /^(-?\d+)(?:\.(\d{1,4}))?$/.exec(text)
  return match ? Number(`${match[1]}${(match[2] ?? "").padEnd(DECIMALS, "0")}`) : undefined
}
