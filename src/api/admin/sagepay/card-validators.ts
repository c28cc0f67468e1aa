/** The bodies of the two routes that take a card. No message says what was given, only what is wrong with it. */
import { z } from "@medusajs/framework/zod"
import type { Card } from "../../../modules/sagepay/cards"
import { ACCOUNT_TYPES } from "../../../modules/sagepay/stored-credential"
import {
  CARD_TYPES,
  cardDigits,
  cardTypeOf,
  FORMATS,
  isExpired,
  passesLuhn,
  shapeBilling,
  shapeDelivery,
  shapeEmail,
  transliterate,
  type CardType,
  type Shaped,
} from "../../../protocol"
import {
  address,
  currency,
  cv2,
  description,
  HAS_CARD,
  key,
  plainText,
  reason,
  shopAddress,
} from "./form-fields"

const TYPES = Object.keys(CARD_TYPES) as [CardType, ...CardType[]]

const card = z
  .strictObject({
    number: z.string().max(40),
    expiry: z.string().regex(/^(0[1-9]|1[0-2])\d\d$/, "must be MMYY"),
    holder: z.string().trim().min(1).max(100),
    cv2: cv2.optional(),
    type: z.enum(TYPES).optional(),
  })
  .transform((given, context): Card => {
    const refuse = (field: string, message: string) => {
      context.addIssue({ code: "custom", path: [field], message })
      return z.NEVER
    }
    const number = cardDigits(given.number)
    if (number === undefined) {
      return refuse("number", "must be 12 to 19 digits; spaces and hyphens may stand between them")
    }
    if (!passesLuhn(number)) return refuse("number", "is mistyped: its check digit is wrong")
    if (isExpired(given.expiry, new Date())) return refuse("expiry", "is in the past")
    const type = given.type ?? cardTypeOf(number)
    if (!type) return refuse("type", "cannot be told from the number; name it")
    // What no letter is left of would be refused only by the wire's rules, with a row written.
    if (!/\p{L}/u.test(transliterate(given.holder, FORMATS.name.chars))) {
      return refuse("holder", "must have Latin letters")
    }
    if (given.cv2 !== undefined && given.cv2.length !== (type === "AMEX" ? 4 : 3)) {
      return refuse("cv2", "must be four digits for American Express, three for every other card")
    }
    return { number, type, expiry: given.expiry, holder: given.holder, cv2: given.cv2 }
  })

const shared = {
  key,
  amount_minor: z.number().int().positive(),
  currency,
  description,
  reason,
  account: plainText.default("default"),
  account_type: z.enum(ACCOUNT_TYPES).optional(),
  order_id: plainText.min(1).optional(),
  card,
}

/** A number that was pasted into another field as well would be stored with that one. */
function numberOnlyThere(
  { card: { number, holder }, ...rest }: { card: Card },
  context: z.core.$RefinementCtx
): void {
  for (const [field, value] of Object.entries({ ...rest, "card.holder": holder })) {
    if (!JSON.stringify(value).replaceAll(/\D/g, "").includes(number)) continue
    const path = field.split(".")
    context.addIssue({ code: "custom", path, message: HAS_CARD })
  }
}

export const manualBody = z
  .strictObject({
    ...shared,
    auth_code: z
      .string()
      .regex(/^[A-Za-z0-9]{1,15}$/, "must be up to 15 letters and digits")
      .optional(),
    billing: address.optional(),
    delivery: address.optional(),
    customer_email: z.string().trim().max(255).optional(),
  })
  .superRefine(numberOnlyThere)
export type ManualBody = z.output<typeof manualBody>

export const directRefundBody = z
  .strictObject({ ...shared, confirm_amount_minor: z.number().int() })
  .superRefine(numberOnlyThere)
  .refine(({ amount_minor, confirm_amount_minor }) => amount_minor === confirm_amount_minor, {
    path: ["confirm_amount_minor"],
    message: "must repeat amount_minor",
  })
export type DirectRefundBody = z.output<typeof directRefundBody>

/**
 * Of an address nothing is mandatory here (Shared guide F1); what is given must be something that the wire takes. 3.00 has
 * two address lines, as MANUAL has in both versions.
 */
export function addressFields(body: Pick<ManualBody, "billing" | "delivery" | "customer_email">): {
  readonly fields: Record<string, string>
  readonly mistakes: readonly string[]
} {
  const billing = body.billing && shapeBilling(shopAddress(body.billing), "3.00")
  const delivery = body.delivery && shapeDelivery(shopAddress(body.delivery), "3.00")
  const email = shapeEmail(body.customer_email, "3.00")
  const isWrong = body.customer_email !== undefined && email.field === undefined
  return {
    fields: {
      ...billing?.fields,
      ...delivery?.fields,
      ...(email.field === undefined ? {} : { CustomerEMail: email.field }),
    },
    mistakes: [
      ...mistakesOf("billing", billing),
      ...mistakesOf("delivery", delivery),
      ...(isWrong ? ["customer_email: must be an e-mail address"] : []),
    ],
  }
}

function mistakesOf(name: string, shaped: Shaped | undefined): string[] {
  const wrong = (shaped?.problems ?? []).filter(({ kind }) => kind !== "missing")
  return wrong.map(({ field, rule }) => `${name}: ${field} ${rule}`)
}
