import { defineMiddlewares } from "@medusajs/framework/http"
import { adminMiddlewares } from "./admin/middlewares"
import { orderMiddlewares } from "./admin/orders/refuse-split"
import { hookMiddlewares } from "./hooks/middlewares"

export default defineMiddlewares({
  routes: [...adminMiddlewares, ...orderMiddlewares, ...hookMiddlewares],
})
