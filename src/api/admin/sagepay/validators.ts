import { z } from "@medusajs/framework/zod"
import { BULK_KEY, MAX_BULK_ORDERS } from "../../../modules/sagepay/bulk"
import { PRESS_ACTIONS } from "../../../modules/sagepay/press-rules"
import { ACCOUNT_TYPES, MIT_TYPES } from "../../../modules/sagepay/stored-credential"
import {
  address,
  currency,
  cv2,
  description,
  HAS_CARD,
  hasNoCard,
  isStorable,
  key,
  plainText,
  reason,
} from "./form-fields"

const note = z
  .string()
  .trim()
  .min(3, "note: say in a few words how you know")
  .max(500)
  .refine(isStorable, { message: "note: must be plain text" })
  .refine(hasNoCard, { message: `note: ${HAS_CARD}` })

/** What a person read in the gateway's console about an operation that nobody knew the outcome of. */
export const settleBody = z.strictObject({
  happened: z.boolean(),
  note,
  vps_tx_id: z
    .string()
    .max(38)
    .refine(isStorable, { message: "vps_tx_id: must be plain text" })
    .optional(),
  tx_auth_no: z
    .string()
    .regex(/^\d{1,10}$/, "tx_auth_no: a TxAuthNo has up to ten digits")
    .optional(),
  security_key: z
    .string()
    .regex(/^[A-Za-z0-9]{10}$/, "security_key: a SecurityKey has ten letters and digits")
    .optional(),
})
export type SettleBody = z.output<typeof settleBody>

export const resolveBody = z.strictObject({ note })
export type ResolveBody = z.output<typeof resolveBody>

/** The account's name among the options' accounts; the one without a name is "default". */
export const confirmBody = z.strictObject({
  account: z.string().max(100).default("default"),
  backend_url: z.string().trim().min(1, "backend_url: type this server's address").max(200),
  note,
})
export type ConfirmBody = z.output<typeof confirmBody>

export const emptyBody = z.strictObject({})

/** Beyond any list, and within what the database counts with. */
export const MAX_OFFSET = 10_000_000

export const attentionQuery = z.strictObject({
  kind: plainText.optional(),
  order_id: plainText.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  offset: z.coerce.number().int().min(0).max(MAX_OFFSET).default(0),
})

/** One of the two names it has at the gateway. */
export const adoptBody = z
  .strictObject({
    vps_tx_id: z
      .string()
      .trim()
      .min(1)
      .max(38)
      .refine(isStorable, { message: "vps_tx_id: must be plain text" })
      .optional(),
    vendor_tx_code: z
      .string()
      .trim()
      .min(1)
      .max(40)
      .refine(isStorable, { message: "vendor_tx_code: must be plain text" })
      .optional(),
    account: z.string().max(100).default("default"),
    note,
  })
  .refine((body) => (body.vps_tx_id === undefined) !== (body.vendor_tx_code === undefined), {
    path: ["vps_tx_id"],
    message: "vps_tx_id: give either vps_tx_id or vendor_tx_code",
  })
export type AdoptBody = z.output<typeof adoptBody>

/** How much was released in the gateway's console, in minor units. */
export const releasedBody = z.strictObject({ amount_minor: z.number().int().positive(), note })
export type ReleasedBody = z.output<typeof releasedBody>

/** One button on one transaction. Amounts in minor units. Which fields an action has, the ledger says. */
export const pressBody = z.strictObject({
  action: z.enum(PRESS_ACTIONS),
  amount_minor: z.number().int().positive().optional(),
  currency: currency.optional(),
  key,
  reason,
  settles_order: z.boolean().optional(),
  mit: z
    .strictObject({
      type: z.enum(MIT_TYPES).optional(),
      recurring_expiry: z
        .string()
        .regex(/^\d{4}-\d{2}-\d{2}$/, "must be a day, as 2027-12-31")
        .optional(),
      recurring_frequency: z.number().int().min(1).max(9999).optional(),
      instalments: z.number().int().min(2).max(999).optional(),
      account_type: z.enum(ACCOUNT_TYPES).optional(),
    })
    .optional(),
  description: description.optional(),
  delivery: address.optional(),
  cv2: cv2.optional(),
})
export type PressBody = z.output<typeof pressBody>

const orderId = z.string().regex(/^[\w-]{1,100}$/, "order_ids: each must be the id of an order")

/** Many orders at once. */
export const bulkBody = z.strictObject({
  order_ids: z.array(orderId).min(1).max(MAX_BULK_ORDERS),
  key: z
    .string()
    .regex(BULK_KEY, "key: must be 8 to 100 letters, digits and - _ . :, fresh for every form"),
})
export type BulkBody = z.output<typeof bulkBody>

export const bulkQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(MAX_BULK_ORDERS).default(200),
  offset: z.coerce.number().int().min(0).max(MAX_OFFSET).default(0),
})
