import type { IncomingMessage, ServerResponse } from "node:http"
import { decodeForm } from "../protocol"
import { CONSOLE_ACTIONS, hasAmount, inConsole } from "./console"
import type { ConsoleAction } from "./console"
import { ControlError } from "./control-error"
import type { Core } from "./core"
import { readBody, redirect, sendHtml } from "./http"
import { amountText, minorUnits } from "./money"
import { confirmPage, consoleRefused, pathOf } from "./pages/console"
import type { Transaction } from "./types"

/** `/transactions/:id/console`: GET asks whether it is meant, POST does it. */
export async function consolePage(
  core: Core,
  transaction: Transaction,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  const isPost = request.method === "POST"
  const form = isPost
    ? decodeForm((await readBody(request)) ?? "").fields
    : Object.fromEntries(url.searchParams)
  const action = CONSOLE_ACTIONS.find((one) => one === form.action)
  if (!action) return refused(response, transaction, "There is no such action.", 400)
  const minor = minorUnits((form.amount ?? "").trim(), transaction.currency)
  if (hasAmount(action) && !minor) {
    return refused(response, transaction, `This is no amount of ${transaction.currency}.`, 422)
  }
  if (isPost) return act(core, transaction, action, minor, response)
  const amount =
    minor === undefined || !hasAmount(action) ? undefined : amountText(minor, transaction.currency)
  sendHtml(response, confirmPage(transaction, action, amount))
}

function act(
  core: Core,
  transaction: Transaction,
  action: ConsoleAction,
  minor: number | undefined,
  response: ServerResponse
): void {
  try {
    redirect(response, pathOf(inConsole(core, transaction, action, minor)))
  } catch (error) {
    if (!(error instanceof ControlError)) throw error
    refused(response, transaction, error.message, error.status)
  }
}

function refused(
  response: ServerResponse,
  transaction: Transaction,
  why: string,
  status: number
): void {
  sendHtml(response, consoleRefused(transaction, why), status)
}
