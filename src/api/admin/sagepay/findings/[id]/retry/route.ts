import { retryFinding } from "../../../../../../workflows/attention/retry"
import { answering } from "../../../http"

/** Tries again now what a sweep would, and looks whether the finding still holds. */
export const POST = answering<object>((req) =>
  retryFinding(req.scope, req.params.id ?? "", req.auth_context.actor_id)
)
