import { z } from "@medusajs/framework/zod"

const note = z.string().trim().min(3, "note: say in a few words how you know").max(500)

/** What a person read in the gateway's console about an operation that nobody knew the outcome of. */
export const settleBody = z.strictObject({
  happened: z.boolean(),
  note,
  vps_tx_id: z.string().max(38).optional(),
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
