/** The shop's side of a checkout: session, cart and order as they are now. Queries only; amounts are exact decimals. */
import type { BigNumberInput, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, MathBN } from "@medusajs/framework/utils"
import { z } from "@medusajs/framework/zod"

/** Core gives amounts as numbers, strings, BigNumbers or their raw form. */
const amount = z
  .unknown()
  .transform((value) => MathBN.convert((value ?? 0) as BigNumberInput).toFixed())
const text = z.string().nullish()

const paymentSchema = z.object({
  id: z.string(),
  canceled_at: z.unknown(),
  data: z.record(z.string(), z.unknown()).nullish(),
})

const sessionSchema = z.object({
  id: z.string(),
  status: z.string(),
  amount,
  currency_code: z.string(),
  provider_id: z.string(),
  data: z.unknown(),
  payment_collection_id: z.string(),
  payment: paymentSchema.nullish(),
})
export type CheckoutSession = z.output<typeof sessionSchema>

const addressSchema = z.object({
  first_name: text,
  last_name: text,
  company: text,
  address_1: text,
  address_2: text,
  city: text,
  province: text,
  postal_code: text,
  country_code: text,
  phone: text,
})
export type CheckoutAddress = z.output<typeof addressSchema>

const lineSchema = z.object({
  title: text,
  product_title: text,
  variant_sku: text,
  quantity: z.unknown().transform((value) => MathBN.convert(value as BigNumberInput).toNumber()),
  total: amount,
  tax_total: amount,
})
const shippingSchema = z.object({ total: amount, tax_total: amount })

const cartSchema = z.object({
  id: z.string(),
  email: text,
  currency_code: z.string(),
  completed_at: z.unknown(),
  total: amount,
  credit_line_total: amount,
  billing_address: addressSchema.nullish(),
  shipping_address: addressSchema.nullish(),
  payment_collection: z.object({ id: z.string() }).nullish(),
  items: z.array(lineSchema).nullish(),
  shipping_methods: z.array(shippingSchema).nullish(),
})
export type CheckoutCart = z.output<typeof cartSchema>

const orderSchema = z.object({
  id: z.string(),
  status: z.string(),
  total: amount,
  currency_code: z.string(),
  payment_collections: z.array(z.object({ payments: z.array(paymentSchema).nullish() })).nullish(),
})
export type CheckoutOrder = z.output<typeof orderSchema>

const ADDRESS_FIELDS = Object.keys(addressSchema.shape)

const CART_FIELDS = [
  "id",
  "email",
  "currency_code",
  "completed_at",
  "total",
  "credit_line_total",
  "payment_collection.id",
  ...["title", "product_title", "variant_sku", "quantity", "total", "tax_total"].map(
    (name) => `items.${name}`
  ),
  "shipping_methods.total",
  "shipping_methods.tax_total",
  ...ADDRESS_FIELDS.flatMap((name) => [`billing_address.${name}`, `shipping_address.${name}`]),
]

const PAYMENT_FIELDS = ["id", "canceled_at", "data"]

export async function readSession(
  container: MedusaContainer,
  sessionId: string
): Promise<CheckoutSession | undefined> {
  const scalars = ["id", "status", "amount", "currency_code", "provider_id", "data"]
  const fields = [
    ...scalars,
    "payment_collection_id",
    ...PAYMENT_FIELDS.map((name) => `payment.${name}`),
  ]
  return one(container, sessionSchema, "payment_session", fields, { id: sessionId })
}

/** The cart that this collection pays for; undefined when there is none. */
export async function cartIdOf(
  container: MedusaContainer,
  collectionId: string
): Promise<string | undefined> {
  const link = await one(
    container,
    z.object({ cart_id: z.string() }),
    "cart_payment_collection",
    ["cart_id"],
    { payment_collection_id: collectionId }
  )
  return link?.cart_id
}

export async function readCart(
  container: MedusaContainer,
  cartId: string
): Promise<CheckoutCart | undefined> {
  return one(container, cartSchema, "cart", CART_FIELDS, { id: cartId })
}

/** The order that this cart became, with its payments. */
export async function orderOfCart(
  container: MedusaContainer,
  cartId: string
): Promise<CheckoutOrder | undefined> {
  const link = await one(
    container,
    z.object({ order_id: z.string() }),
    "order_cart",
    ["order_id"],
    { cart_id: cartId }
  )
  if (!link) return undefined
  const fields = [
    "id",
    "status",
    "total",
    "currency_code",
    ...PAYMENT_FIELDS.map((name) => `payment_collections.payments.${name}`),
  ]
  return one(container, orderSchema, "order", fields, { id: link.order_id })
}

/** The order's payment made by this very transaction, unless Medusa has cancelled it (rule 13). */
export function livePayment(
  order: CheckoutOrder,
  transaction: { readonly vendor_tx_code: string; readonly vps_tx_id: string | null }
): { readonly id: string } | undefined {
  return livePayments(order).find(
    ({ data }) =>
      data?.vendor_tx_code === transaction.vendor_tx_code &&
      data?.vps_tx_id === transaction.vps_tx_id
  )
}

/** Whether any payment that lives is on the order, whoever made it. */
export function isPaid(order: CheckoutOrder): boolean {
  return livePayments(order).length > 0
}

function livePayments(order: CheckoutOrder): z.output<typeof paymentSchema>[] {
  return (order.payment_collections ?? [])
    .flatMap(({ payments }) => payments ?? [])
    .filter(({ canceled_at }) => canceled_at == null)
}

/** Where the shopper's pages are, for shops whose addresses begin with the country. */
export async function countryOf(container: MedusaContainer, cartId: string): Promise<string> {
  const cart = await one(
    container,
    z.object({
      shipping_address: z.object({ country_code: text }).nullish(),
      billing_address: z.object({ country_code: text }).nullish(),
    }),
    "cart",
    ["shipping_address.country_code", "billing_address.country_code"],
    { id: cartId }
  )
  return cart?.shipping_address?.country_code ?? cart?.billing_address?.country_code ?? ""
}

async function one<Schema extends z.ZodType>(
  container: MedusaContainer,
  schema: Schema,
  entity: string,
  fields: string[],
  filters: Record<string, string>
): Promise<z.output<Schema> | undefined> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const found: { data: unknown[] } = await query.graph({ entity, fields, filters })
  const [row] = found.data
  return row === undefined || row === null ? undefined : schema.parse(row)
}
