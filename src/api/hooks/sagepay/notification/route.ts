/** The gateway's notification. Whatever comes in, the answer is in the gateway's dialect, or there is none. */
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { SAGEPAY_MODULE } from "../../../../modules/sagepay"
import type { Answer } from "../../../../modules/sagepay/answering"
import type { SagepayModuleService } from "../../../../modules/sagepay/service"
import { decodeForm, formatAcknowledgement } from "../../../../protocol"
import { answerNotification } from "./answer"
import { readBody } from "./read-body"

export const POST = async (req: MedusaRequest, res: MedusaResponse): Promise<void> => {
  try {
    const answer = await answerTo(req)
    if (answer === "silence") res.destroy()
    else send(res, answer)
  } catch (error) {
    // What was decided is not known here, so nothing is said: the gateway repeats what it got no answer to, and the
    // answer that stands is given then. Any answer, even an error page, would end the payment.
    const logger = req.scope.resolve(ContainerRegistrationKeys.LOGGER)
    logger.error(`sagepay: a notification was left unanswered: ${String(error)}`)
    res.destroy()
  }
}

async function answerTo(req: MedusaRequest): Promise<Answer | "silence"> {
  const ledger = req.scope.resolve<SagepayModuleService>(SAGEPAY_MODULE)
  const read = await readBody(req)
  if (read === "gone") return "silence"
  if (read === "too_long") return ledger.refusedAnswer("The message is too long.")
  const type = req.headers["content-type"]
  if (type !== undefined && !/^application\/x-www-form-urlencoded\b/i.test(type)) {
    return ledger.refusedAnswer("The message is not a form.")
  }
  const { fields, repeated } = decodeForm(read.body)
  if (repeated.length > 0) {
    return ledger.refusedAnswer("The message has a field more than once.")
  }
  return answerNotification(req.scope, fields)
}

/** HTTP 200 whatever the Status; nothing may stand before it (Server protocol). */
function send(res: MedusaResponse, { status, redirectUrl, detail }: Answer): void {
  const body = formatAcknowledgement({
    Status: status,
    RedirectURL: redirectUrl,
    ...(detail === "" ? {} : { StatusDetail: detail }),
  })
  res.status(200).set("content-type", "text/plain; charset=ISO-8859-1")
  res.send(Buffer.from(body, "latin1"))
}
