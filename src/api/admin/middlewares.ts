import { validateAndTransformBody, type MiddlewareRoute } from "@medusajs/framework/http"
import { resolveBody, settleBody } from "./sagepay/validators"

export const adminMiddlewares: MiddlewareRoute[] = [
  {
    matcher: "/admin/sagepay/intents/:id/settle",
    methods: ["POST"],
    middlewares: [validateAndTransformBody(settleBody)],
  },
  {
    matcher: "/admin/sagepay/findings/:id/resolve",
    methods: ["POST"],
    middlewares: [validateAndTransformBody(resolveBody)],
  },
]
