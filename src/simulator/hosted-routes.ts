import type { IncomingMessage, ServerResponse } from "node:http"
import { decodeForm } from "../protocol"
import type { CardEntry } from "./cards"
import type { Core } from "./core"
import { readBody, redirect, sendHtml } from "./http"
import {
  AUTHENTICATION,
  CARD_DETAILS,
  CARD_SELECTION,
  errorPage,
  goneSession,
  stepPage,
  stepPath,
} from "./pages/hosted"
import {
  answerChallenge,
  cancel,
  chooseCardType,
  giveUpInactive,
  isActive,
  submitCard,
  touch,
} from "./shopper"
import type { Next } from "./shopper"
import type { Transaction } from "./types"

export const HOSTED_PATHS: readonly string[] = [CARD_SELECTION, CARD_DETAILS, AUTHENTICATION]

/** The pages of the shopper, behind NextURL. */
export async function hostedPage(
  core: Core,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  const form = request.method === "POST" ? await formOf(request) : undefined
  const id = form?.vpstxid ?? url.searchParams.get("vpstxid") ?? ""
  const transaction = core.store.byId(id)
  if (!transaction || !isActive(core, transaction)) {
    if (transaction?.state === "open") await giveUpInactive(core, transaction)
    return sendHtml(response, goneSession(), 410)
  }
  touch(core, transaction)
  if (!form) return showStep(transaction, url, response)
  const next = await submit(core, transaction, url.pathname, form)
  if (next.kind === "step") return redirect(response, stepPath(transaction))
  if (next.kind === "problem") return sendHtml(response, stepPage(transaction, next), 422)
  const { acknowledgement } = next
  if (acknowledgement.kind === "answered" && acknowledgement.redirect_url !== undefined) {
    return redirect(response, acknowledgement.redirect_url)
  }
  return sendHtml(response, errorPage(acknowledgement), 500)
}

/** An older page of the same payment leads back to the step where the shopper is. */
function showStep(transaction: Transaction, url: URL, response: ServerResponse): void {
  if (url.searchParams.has("change") && transaction.step === "card_details") {
    transaction.step = "card_type"
  }
  const here = stepPath(transaction).split("?")[0]
  const isEntrance = url.pathname === CARD_SELECTION && transaction.request.Profile === "LOW"
  if (here !== url.pathname && !isEntrance) return redirect(response, stepPath(transaction))
  sendHtml(response, stepPage(transaction))
}

async function submit(
  core: Core,
  transaction: Transaction,
  path: string,
  form: Readonly<Record<string, string>>
): Promise<Next> {
  if (form.action === "cancel") return cancel(core, transaction)
  if (path === CARD_SELECTION && transaction.step === "card_type") {
    return chooseCardType(transaction, form.cardtype ?? "")
  }
  if (path === CARD_DETAILS && transaction.step === "card_details") {
    return submitCard(core, transaction, entryOf(form))
  }
  if (path === AUTHENTICATION && transaction.step === "challenge") {
    return answerChallenge(core, transaction, form.answer ?? "")
  }
  return { kind: "step" }
}

/** Shoppers type spaces into card numbers and a slash into dates. */
function entryOf(form: Readonly<Record<string, string>>): CardEntry {
  return {
    type: form.cardtype ?? "",
    number: (form.cardnumber ?? "").replace(/[ -]/g, ""),
    expiry: (form.expirydate ?? "").replace(/[ /]/g, ""),
    cv2: (form.securitycode ?? "").trim(),
    holder: form.cardholder ?? "",
  }
}

async function formOf(request: IncomingMessage): Promise<Record<string, string>> {
  const body = await readBody(request)
  return body === undefined ? {} : decodeForm(body).fields
}
