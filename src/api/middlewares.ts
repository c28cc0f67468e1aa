import { defineMiddlewares } from "@medusajs/framework/http"
import { hookMiddlewares } from "./hooks/middlewares"

export default defineMiddlewares({ routes: [...hookMiddlewares] })
