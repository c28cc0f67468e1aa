import { defineMiddlewares } from "@medusajs/framework/http"
import { adminMiddlewares } from "./admin/middlewares"
import { hookMiddlewares } from "./hooks/middlewares"

export default defineMiddlewares({ routes: [...adminMiddlewares, ...hookMiddlewares] })
