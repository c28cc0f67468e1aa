/** Core's own routes by which goods leave, with the option deferred_split "refuse" before them. */
import type {
  MedusaNextFunction,
  MedusaRequest,
  MedusaResponse,
  MiddlewareRoute,
} from "@medusajs/framework/http"
import { ContainerRegistrationKeys, MedusaError } from "@medusajs/framework/utils"
import { z } from "@medusajs/framework/zod"
import { objectionToSplit, type Sending } from "../../../workflows/split"

/** As much of core's body as counts here. */
const fulfilmentBody = z.object({
  items: z.array(z.object({ id: z.string(), quantity: z.number() })),
})

const ROUTES: Readonly<Record<Sending["as"], string>> = {
  fulfilled: "/admin/orders/:id/fulfillments",
  shipped: "/admin/orders/:id/fulfillments/:fulfillment_id/shipments",
  delivered: "/admin/orders/:id/fulfillments/:fulfillment_id/mark-as-delivered",
}

/** Of one path core's own come first: whoever may not, and what is ill-formed, is refused before this is asked. */
export const orderMiddlewares: MiddlewareRoute[] = (Object.keys(ROUTES) as Sending["as"][]).map(
  (as) => ({ matcher: ROUTES[as], methods: ["POST"], middlewares: [refusesSplit(as)] })
)

function refusesSplit(as: Sending["as"]) {
  return async (req: MedusaRequest, _res: MedusaResponse, next: MedusaNextFunction) => {
    const objection = await objectionOf(req, as)
    next(
      objection === undefined
        ? undefined
        : new MedusaError(MedusaError.Types.NOT_ALLOWED, objection)
    )
  }
}

/** Goods leave although it cannot be read: what then waits is raised. */
async function objectionOf(req: MedusaRequest, as: Sending["as"]): Promise<string | undefined> {
  const sending = sendingOf(req, as)
  const orderId = req.params.id
  if (!sending || !orderId) return undefined
  try {
    return await objectionToSplit(req.scope, orderId, sending)
  } catch (error) {
    req.scope
      .resolve(ContainerRegistrationKeys.LOGGER)
      .warn(`sagepay: whether ${orderId} is split could not be read, and it was let go: ${error}`)
    return undefined
  }
}

/** Undefined for what core refuses by itself. */
function sendingOf({ params, body }: MedusaRequest, as: Sending["as"]): Sending | undefined {
  if (as !== "fulfilled") return { as, fulfilmentId: params.fulfillment_id ?? "" }
  const parsed = fulfilmentBody.safeParse(body)
  return parsed.success ? { as, items: parsed.data.items } : undefined
}
