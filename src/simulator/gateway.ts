import type { WireMessage } from "../protocol"
import { ACTIONS, CARD_ACTIONS } from "./actions"
import type { Core } from "./core"
import { settleAndExpire } from "./lifecycle"
import { register } from "./registration"
import { Request, SERVICES } from "./request"
import { firstRefusal } from "./rules"
import { statusDetail } from "./texts"

/** Answers one POST to a service, all of it: the rules first, then the act. Synchronous on purpose. */
export function answer(
  core: Core,
  serviceName: string,
  message: { fields: Record<string, string>; repeated: readonly string[]; ip: string }
): WireMessage {
  const service = SERVICES[serviceName]
  if (!service) {
    return { VPSProtocol: "4.00", Status: "INVALID", StatusDetail: statusDetail({ code: "5001" }) }
  }
  settleAndExpire(core)
  const request = new Request(core, service, message.fields, message.repeated, message.ip)
  const reply = { VPSProtocol: request.version, ...decide(request) }
  core.store.save()
  return reply
}

function decide(request: Request): WireMessage {
  const refusal = firstRefusal(request)
  if (refusal) return { Status: refusal.status, StatusDetail: statusDetail(refusal) }
  if (request.service.txTypes.includes("PAYMENT")) return register(request)
  const { related, txType } = request
  if (txType === "MANUAL" || txType === "DIRECTREFUND") return CARD_ACTIONS[txType](request)
  const action = ACTIONS[txType as keyof typeof ACTIONS]
  if (action !== undefined && related !== undefined) return action(request, related)
  return { Status: "ERROR", StatusDetail: statusDetail({ code: "5003" }) }
}
