/** What the storefront says when the shopper presses Pay. */
import { z } from "@medusajs/framework/zod"

/** As it is written is how it is kept: the database takes no zero byte and no half of a surrogate pair. */
const storable = z.string().regex(/^[^\0\p{Cs}]*$/u)

export const registerBody = z.strictObject({
  return_url: storable.max(1000).optional(),
  /** The exact wording by which the shopper agreed that the card may be charged again without them. */
  repeat_consent: z.strictObject({ text: storable.regex(/\S/).max(1000) }).optional(),
})
