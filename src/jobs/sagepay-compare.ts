import type { MedusaContainer } from "@medusajs/framework/types"
import { compare } from "../workflows/compare"

export default async function sagepayCompare(container: MedusaContainer): Promise<void> {
  await compare(container)
}

export const config = { name: "sagepay-compare", schedule: "*/10 * * * *" }
