import { checkField } from "./check-request"
import { toMajor } from "./money"
import { transliterate } from "./transliterate"

/** One line, in minor units, after the discounts that belong to it. */
export type BasketLine = {
  readonly description: string
  readonly sku?: string | null
  readonly quantity: number
  /** The whole line, tax included. */
  readonly totalMinor: number
  /** The tax in it. */
  readonly taxMinor: number
}

export type BasketInput = {
  readonly currency: string
  readonly lines: readonly BasketLine[]
  readonly delivery?: { readonly totalMinor: number; readonly taxMinor: number } | undefined
  /** Discounts of the whole order, tax included, as positive amounts. */
  readonly discounts?: readonly { readonly description: string; readonly totalMinor: number }[]
  /** What is charged. A basket that does not come to it is not sent. */
  readonly totalMinor: number
}

export type ShapedBasketField = { readonly field?: string; readonly notes: string[] }
export type ShapedBasket = {
  readonly fields: { readonly BasketXML?: string; readonly Basket?: string }
  readonly notes: string[]
}

const isAmount = (minor: number): boolean => Number.isSafeInteger(minor) && minor >= 0

/** Why the basket cannot be sent, or undefined. */
function obstacle(basket: BasketInput): string | undefined {
  const { lines, delivery, discounts = [] } = basket
  if (lines.length === 0) return "it has no lines"
  const parts = [...lines, ...(delivery ? [delivery] : [])]
  const isSound = parts.every(
    ({ totalMinor, taxMinor }) =>
      isAmount(totalMinor) && isAmount(taxMinor) && taxMinor <= totalMinor
  )
  if (!isSound || !discounts.every(({ totalMinor }) => isAmount(totalMinor))) {
    return "an amount in it is not a positive whole number of minor units"
  }
  const gross = parts.reduce((sum, { totalMinor }) => sum + totalMinor, 0)
  const off = discounts.reduce((sum, { totalMinor }) => sum + totalMinor, 0)
  return gross - off === basket.totalMinor ? undefined : "it does not add up to the amount"
}

/**
 * A line as the gateway checks it: unit gross = unit net + unit tax, and line gross = unit gross
 * times quantity (3195). Where a total cannot be split so, it becomes one piece that says how many.
 */
function unitsOf(line: BasketLine): {
  quantity: number
  description: string
  net: number
  tax: number
} {
  const { quantity, totalMinor, taxMinor, description } = line
  const isWhole = Number.isSafeInteger(quantity) && quantity > 0 && quantity < 1e12
  const splits = isWhole && totalMinor % quantity === 0 && taxMinor % quantity === 0
  if (!splits) {
    const counted = `${quantity} x ${description}`
    return { quantity: 1, description: counted, net: totalMinor - taxMinor, tax: taxMinor }
  }
  const tax = taxMinor / quantity
  return { quantity, description, net: totalMinor / quantity - tax, tax }
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
}

const xmlText = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "")

const element = (name: string, text: string): string => `<${name}>${xmlText(text)}</${name}>`

const plain = (text: string, max: number, fallback: string): string =>
  transliterate(text.replace(/[\r\n]+/g, " "))
    .slice(0, max)
    .trim() || fallback

/** The basket as XML, its elements in the order that the gateway wants. */
export function shapeBasketXml(basket: BasketInput): ShapedBasketField {
  const stop = obstacle(basket)
  if (stop) return { notes: [`BasketXML: left out, ${stop}.`] }
  const money = (minor: number): string => toMajor(minor, basket.currency)
  const items = basket.lines.map((line) => {
    const { quantity, description, net, tax } = unitsOf(line)
    const sku = line.sku ? plain(line.sku, 12, "") : ""
    return (
      "<item>" +
      element("description", plain(description, 100, "Item")) +
      (sku && element("productSku", sku)) +
      element("quantity", String(quantity)) +
      element("unitNetAmount", money(net)) +
      element("unitTaxAmount", money(tax)) +
      element("unitGrossAmount", money(net + tax)) +
      element("totalGrossAmount", money((net + tax) * quantity)) +
      "</item>"
    )
  })
  const { delivery, discounts = [] } = basket
  const deliveryXml = delivery
    ? element("deliveryNetAmount", money(delivery.totalMinor - delivery.taxMinor)) +
      element("deliveryTaxAmount", money(delivery.taxMinor)) +
      element("deliveryGrossAmount", money(delivery.totalMinor))
    : ""
  const discountsXml = discounts
    .filter(({ totalMinor }) => totalMinor > 0)
    .map(
      ({ description, totalMinor }) =>
        "<discount>" +
        element("fixed", money(totalMinor)) +
        element("description", plain(description, 100, "Discount")) +
        "</discount>"
    )
    .join("")
  const xml =
    `<basket>${items.join("")}${deliveryXml}` +
    `${discountsXml && `<discounts>${discountsXml}</discounts>`}</basket>`
  return checkedField("BasketXML", xml)
}

/** The basket as the older list, whose parts are divided by colons. */
export function shapeBasketList(basket: BasketInput): ShapedBasketField {
  const stop = obstacle(basket)
  if (stop) return { notes: [`Basket: left out, ${stop}.`] }
  const money = (minor: number): string => toMajor(minor, basket.currency)
  const lines = basket.lines.map((line) => {
    const { quantity, description, net, tax } = unitsOf(line)
    const gross = net + tax
    const name = plain(description.replaceAll(":", " "), 100, "Item")
    return [name, quantity, money(net), money(tax), money(gross), money(gross * quantity)].join(":")
  })
  const { delivery, discounts = [] } = basket
  if (delivery) {
    const net = money(delivery.totalMinor - delivery.taxMinor)
    const gross = money(delivery.totalMinor)
    lines.push(["Delivery", 1, net, money(delivery.taxMinor), gross, gross].join(":"))
  }
  for (const { description, totalMinor } of discounts) {
    const name = plain(description.replaceAll(":", " "), 100, "Discount")
    lines.push([name, "---", "---", "---", "---", `-${money(totalMinor)}`].join(":"))
  }
  return checkedField("Basket", `${lines.length}:${lines.join(":")}`)
}

function checkedField(name: "Basket" | "BasketXML", text: string): ShapedBasketField {
  const problem = checkField(name, text, "4.00")
  if (problem) return { notes: [`${name}: left out, it ${problem.rule}.`] }
  return { field: text, notes: [] }
}

/** BasketXML, else Basket, else nothing with the reasons: a basket never blocks a sale. */
export function shapeBasket(basket: BasketInput): ShapedBasket {
  const xml = shapeBasketXml(basket)
  if (xml.field !== undefined) return { fields: { BasketXML: xml.field }, notes: xml.notes }
  const list = shapeBasketList(basket)
  const notes = [...xml.notes, ...list.notes]
  return list.field === undefined
    ? { fields: {}, notes }
    : { fields: { Basket: list.field }, notes }
}
