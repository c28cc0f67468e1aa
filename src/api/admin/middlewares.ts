import { validateAndTransformBody, type MiddlewareRoute } from "@medusajs/framework/http"
import { validatesCardBody } from "./sagepay/card-body"
import { guardedBy } from "./sagepay/policies"
import { mayPress, mayUse } from "./sagepay/staff"
import {
  adoptBody,
  bulkBody,
  confirmBody,
  emptyBody,
  pressBody,
  releasedBody,
  resolveBody,
  settleBody,
} from "./sagepay/validators"

export const adminMiddlewares: MiddlewareRoute[] = [
  // Whatever is only read. With roles switched on, a route without a policy would be open to every administrator.
  { matcher: "/admin/sagepay/*", methods: ["GET"], policies: guardedBy("read") },
  // These three read their own body: core's reader and validator log what they refuse, and here that may be a card.
  {
    matcher: "/admin/sagepay/manual",
    methods: ["POST"],
    bodyParser: false,
    policies: guardedBy("manual"),
    middlewares: [mayUse("manual")],
  },
  {
    matcher: "/admin/sagepay/direct-refunds",
    methods: ["POST"],
    bodyParser: false,
    policies: guardedBy("direct_refund"),
    middlewares: [mayUse("direct_refund")],
  },
  {
    matcher: "/admin/sagepay/transactions/:id/actions",
    methods: ["POST"],
    bodyParser: false,
    // Each action has a policy of its own.
    middlewares: [validatesCardBody(pressBody), mayPress],
  },
  {
    matcher: "/admin/sagepay/bulk",
    methods: ["POST"],
    policies: guardedBy("capture"),
    middlewares: [validateAndTransformBody(bulkBody)],
  },
  {
    matcher: "/admin/sagepay/transactions/adopt",
    methods: ["POST"],
    policies: guardedBy("settle"),
    middlewares: [validateAndTransformBody(adoptBody)],
  },
  {
    matcher: "/admin/sagepay/transactions/:id/released",
    methods: ["POST"],
    policies: guardedBy("settle"),
    middlewares: [validateAndTransformBody(releasedBody)],
  },
  {
    matcher: "/admin/sagepay/intents/:id/settle",
    methods: ["POST"],
    policies: guardedBy("settle"),
    middlewares: [validateAndTransformBody(settleBody)],
  },
  {
    matcher: "/admin/sagepay/intents/:id/ask",
    methods: ["POST"],
    policies: guardedBy("settle"),
    middlewares: [validateAndTransformBody(emptyBody)],
  },
  {
    matcher: "/admin/sagepay/findings/:id/resolve",
    methods: ["POST"],
    policies: guardedBy("settle"),
    middlewares: [validateAndTransformBody(resolveBody)],
  },
  {
    matcher: "/admin/sagepay/findings/:id/retry",
    methods: ["POST"],
    policies: guardedBy("settle"),
    middlewares: [validateAndTransformBody(emptyBody)],
  },
  {
    matcher: "/admin/sagepay/installation/confirm",
    methods: ["POST"],
    policies: guardedBy("settle"),
    middlewares: [validateAndTransformBody(confirmBody)],
  },
  {
    matcher: "/admin/sagepay/self-test",
    methods: ["POST"],
    policies: guardedBy("settle"),
    middlewares: [validateAndTransformBody(emptyBody)],
  },
]
