import { validateAndTransformBody, type MiddlewareRoute } from "@medusajs/framework/http"
import {
  adoptBody,
  confirmBody,
  emptyBody,
  pressBody,
  releasedBody,
  resolveBody,
  settleBody,
} from "./sagepay/validators"

export const adminMiddlewares: MiddlewareRoute[] = [
  {
    matcher: "/admin/sagepay/transactions/adopt",
    methods: ["POST"],
    middlewares: [validateAndTransformBody(adoptBody)],
  },
  {
    matcher: "/admin/sagepay/transactions/:id/actions",
    methods: ["POST"],
    middlewares: [validateAndTransformBody(pressBody)],
  },
  {
    matcher: "/admin/sagepay/transactions/:id/released",
    methods: ["POST"],
    middlewares: [validateAndTransformBody(releasedBody)],
  },
  {
    matcher: "/admin/sagepay/intents/:id/settle",
    methods: ["POST"],
    middlewares: [validateAndTransformBody(settleBody)],
  },
  {
    matcher: "/admin/sagepay/intents/:id/ask",
    methods: ["POST"],
    middlewares: [validateAndTransformBody(emptyBody)],
  },
  {
    matcher: "/admin/sagepay/findings/:id/resolve",
    methods: ["POST"],
    middlewares: [validateAndTransformBody(resolveBody)],
  },
  {
    matcher: "/admin/sagepay/findings/:id/retry",
    methods: ["POST"],
    middlewares: [validateAndTransformBody(emptyBody)],
  },
  {
    matcher: "/admin/sagepay/installation/confirm",
    methods: ["POST"],
    middlewares: [validateAndTransformBody(confirmBody)],
  },
]
