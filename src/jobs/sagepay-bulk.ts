import type { MedusaContainer } from "@medusajs/framework/types"
import { carryBulksOn } from "../workflows/bulk"

/** A bulk is worked on from the request that asked for it; this is for what that left over. */
export default async function sagepayBulk(container: MedusaContainer): Promise<void> {
  await carryBulksOn(container)
}

export const config = { name: "sagepay-bulk", schedule: "* * * * *" }
