/** What several forms have, each as it is checked. No message says what was given, only what is wrong with it. */
import { z } from "@medusajs/framework/zod"
import { looksLikeCard, transliterate, type ShopAddress } from "../../../protocol"

/** The database takes no zero byte. */
export const isStorable = (text: string): boolean => !text.includes("\0")

const LONGEST = 500

/** Of whatever is kept. What is longer than any field is refused for that, and not searched. */
export const hasNoCard = (text: string): boolean => text.length > LONGEST || !looksLikeCard(text)
export const HAS_CARD = "must not have the card's number"

/** A name, or something to look for; nothing is named with a zero byte or a new line. */
export const plainText = z
  .string()
  .trim()
  .max(100)
  .regex(/^\P{Cc}*$/u, "must be plain text")

/** Made when the form opens; the same key never moves money twice. */
export const key = z
  .string()
  .regex(/^[\w.:-]{8,100}$/, "must be 8 to 100 letters, digits and - _ . :, fresh for every form")

export const currency = z.string().regex(/^[A-Za-z]{3}$/, "must be three letters")

export const reason = z
  .string()
  .trim()
  .min(3)
  .max(LONGEST)
  .refine(isStorable, { message: "must be plain text" })
  .refine(hasNoCard, { message: HAS_CARD, abort: true })

/** As the gateway shows it. */
export const description = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .refine((text) => transliterate(text) !== "", { message: "must have Latin letters" })
  .refine(hasNoCard, { message: HAS_CARD, abort: true })

export const cv2 = z.string().regex(/^\d{3,4}$/, "must be three or four digits")

const anyLine = z.string().trim().max(200)
const line = anyLine.refine(hasNoCard, { message: HAS_CARD, abort: true }).optional()

export const address = z.strictObject({
  first_name: line,
  last_name: line,
  company: line,
  address_1: line,
  address_2: line,
  city: line,
  province: line,
  postal_code: line,
  country_code: line,
  // One in ten long numbers has a card's check digit.
  phone: anyLine.optional(),
})

export function shopAddress(given: z.output<typeof address>): ShopAddress {
  return {
    firstName: given.first_name ?? null,
    lastName: given.last_name ?? null,
    company: given.company ?? null,
    address1: given.address_1 ?? null,
    address2: given.address_2 ?? null,
    city: given.city ?? null,
    province: given.province ?? null,
    postalCode: given.postal_code ?? null,
    countryCode: given.country_code ?? null,
    phone: given.phone ?? null,
  }
}
