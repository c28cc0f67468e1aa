import type { MiddlewareRoute } from "@medusajs/framework/http"
import { NOTIFICATION_PATH } from "../../modules/sagepay/registration"

export const hookMiddlewares: MiddlewareRoute[] = [
  // The route reads its own body: core's limit would answer a long one with a page that is no answer to the gateway.
  { matcher: NOTIFICATION_PATH, methods: ["POST"], bodyParser: false },
]
