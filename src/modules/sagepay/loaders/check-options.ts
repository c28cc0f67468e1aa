import type { LoaderOptions } from "@medusajs/framework/types"
import { readOptions } from "../options"

/** Wrong options stop the boot here, before anything is served. */
export default function checkOptions({ options }: LoaderOptions): Promise<void> {
  readOptions(options)
  return Promise.resolve()
}
