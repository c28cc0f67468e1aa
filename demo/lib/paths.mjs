import path from "node:path"
import { fileURLToPath } from "node:url"

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..")
export const STORE = path.join(ROOT, "demo/store")
export const SHOP = path.join(ROOT, "demo/shop")
export const DATA = path.join(ROOT, "demo/.data")
export const PLUGIN = "medusa-payment-sagepay"
export const INSTALLED = path.join(STORE, "node_modules", PLUGIN)
export const BUILT_STORE = path.join(STORE, ".medusa/server")
