/** What the gateway is told about a cart: names, addresses, e-mail, basket, shaped to what its fields take. */
import { MathBN } from "@medusajs/framework/utils"
import {
  shapeBasket,
  shapeBilling,
  shapeClientIp,
  shapeDelivery,
  shapeDescription,
  shapeEmail,
  type BasketInput,
  type FieldProblem,
  type ShopAddress,
} from "../protocol"
import { computedToMinor } from "../protocol/money"
import type { SagepayOptions } from "../modules/sagepay/options"
import type { CheckoutAddress, CheckoutCart } from "./cart"

export type RegistrationFields = {
  readonly fields: Record<string, string>
  /** What was changed, by field; no personal data. */
  readonly notes: string[]
  /** Set when an address cannot be used: a sentence for the shopper. */
  readonly refusal?: string
}

type Version = "3.00" | "4.00"

export function registrationFields(
  cart: CheckoutCart,
  options: SagepayOptions,
  version: Version,
  clientIp: string | undefined
): RegistrationFields {
  const billing = shapeBilling(shopAddress(cart.billing_address ?? cart.shipping_address), version)
  const delivery = shapeDelivery(
    shopAddress(cart.shipping_address ?? cart.billing_address),
    version
  )
  const problems = [...billing.problems, ...delivery.problems]
  if (problems.length > 0) return { fields: {}, notes: [], refusal: addressRefusal(problems) }
  const email = shapeEmail(cart.email, version)
  const ip = shapeClientIp(clientIp)
  const basket = options.send_basket
    ? shapeBasket(basketOf(cart))
    : { fields: {}, notes: [] as string[] }
  return {
    fields: {
      Description: shapeDescription(options.description),
      ...billing.fields,
      ...delivery.fields,
      ...(email.field === undefined ? {} : { CustomerEMail: email.field }),
      ...(ip.field === undefined ? {} : { ClientIPAddress: ip.field }),
      ...basket.fields,
      ...switches(options),
    },
    notes: [...billing.notes, ...delivery.notes, ...email.notes, ...ip.notes, ...basket.notes],
  }
}

function switches(options: SagepayOptions): Record<string, string> {
  const { profile, apply_avs_cv2, apply_3d_secure } = options
  return {
    Profile: profile,
    ...(apply_avs_cv2 === undefined ? {} : { ApplyAVSCV2: apply_avs_cv2 }),
    ...(apply_3d_secure === undefined ? {} : { Apply3DSecure: apply_3d_secure }),
  }
}

function shopAddress(address: CheckoutAddress | null | undefined): ShopAddress {
  return {
    firstName: address?.first_name,
    lastName: address?.last_name,
    company: address?.company,
    address1: address?.address_1,
    address2: address?.address_2,
    city: address?.city,
    province: address?.province,
    postalCode: address?.postal_code,
    countryCode: address?.country_code,
    phone: address?.phone,
  }
}

const WORDS: Readonly<Record<string, string>> = {
  Surname: "last name",
  Firstnames: "first name",
  Address1: "street",
  City: "city",
  PostCode: "post code",
  Country: "country",
  State: "state",
}

/** `BillingPostCode` as a shopper calls it, with the rule that it breaks. */
function addressRefusal(problems: readonly FieldProblem[]): string {
  const said = problems.map(({ field, rule }) => {
    const [, block, name] = /^(Billing|Delivery)(.*)$/.exec(field) ?? []
    if (!block || !name) return `${field} ${rule}`
    return `the ${WORDS[name] ?? name} of the ${block === "Billing" ? "billing" : "delivery"} address ${rule}`
  })
  return (
    `This address cannot be used for a card payment: ${[...new Set(said)].join("; ")}. ` +
    `Nothing was charged; correct the address and try again.`
  )
}

/**
 * The basket in minor units. Core's totals carry many digits, so the running sum is rounded and each part is what it
 * adds: of several parts the last takes the remainder.
 */
function basketOf(cart: CheckoutCart): BasketInput {
  const currency = cart.currency_code
  const minor = (value: string) => computedToMinor(value, currency)
  let exact = MathBN.convert(0)
  const share = (value: string): number => {
    const before = minor(exact.toFixed())
    exact = MathBN.add(exact, value)
    return minor(exact.toFixed()) - before
  }
  const part = (total: string, tax: string) => {
    const totalMinor = share(total)
    return { totalMinor, taxMinor: Math.min(totalMinor, minor(tax)) }
  }
  const lines = (cart.items ?? []).map((item) => ({
    description: item.product_title ?? item.title ?? "Item",
    sku: item.variant_sku ?? null,
    quantity: item.quantity,
    ...part(item.total, item.tax_total),
  }))
  const methods = cart.shipping_methods ?? []
  const sum = (values: string[]) =>
    values.reduce((total, value) => MathBN.add(total, value), MathBN.convert(0)).toFixed()
  const delivery =
    methods.length > 0
      ? part(sum(methods.map(({ total }) => total)), sum(methods.map(({ tax_total }) => tax_total)))
      : undefined
  const credit = minor(cart.credit_line_total)
  return {
    currency,
    lines,
    ...(delivery ? { delivery } : {}),
    ...(credit > 0 ? { discounts: [{ description: "Credit", totalMinor: credit }] } : {}),
    totalMinor: minor(cart.total),
  }
}
