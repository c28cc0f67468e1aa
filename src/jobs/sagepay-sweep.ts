import type { MedusaContainer } from "@medusajs/framework/types"
import { sweep } from "../workflows/sweep"

export default async function sagepaySweep(container: MedusaContainer): Promise<void> {
  await sweep(container)
}

export const config = { name: "sagepay-sweep", schedule: "* * * * *" }
