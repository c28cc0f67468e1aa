/** Whether the gateway's reporting service accepts the login. A refused one is not tried again: users get locked. */
import { askable, noteRefusal } from "./asking"
import type { LedgerContext } from "./context"
import { nameOf } from "./installation"
import { accountOf } from "./options"
import { resultOf, type TestResult } from "./self-test-result"

const CORRECT =
  "Correct reporting in the options and restart; if the user is locked, unlock it in the gateway's admin site and take " +
  "reporting_refused off the attention list."

export async function reportingTest(
  context: LedgerContext,
  account: string | null
): Promise<TestResult> {
  const name = nameOf(account)
  const result = (ok: boolean | null, message: string, todo: string | null = null) =>
    resultOf("reporting", name, ok, message, todo)
  if (accountOf(context.options, account).reporting === undefined) {
    return result(
      null,
      "There is no reporting login: lost answers wait for a person, and the books are not compared with the gateway's.",
      "Make a user with reporting rights in the gateway's admin site, and give its name and password as reporting."
    )
  }
  const reporting = await askable(context, account)
  if (!reporting) {
    return result(
      false,
      "The gateway refused this login before. It was not tried again, because that would lock the user.",
      CORRECT
    )
  }
  const asked = await reporting.version()
  await noteRefusal(context, account, asked)
  switch (asked.kind) {
    case "found":
      return result(true, "The gateway's reporting service accepts the login.")
    case "refused":
      return asked.lockout
        ? result(false, `${asked.reason} It is not tried again with this login.`, CORRECT)
        : result(null, asked.reason, "See what the code means in the gateway's reporting guide.")
    case "unavailable":
      return result(null, asked.reason, "Try again later.")
    case "not_found":
      return result(null, `The reporting service answered ${asked.code}.`)
  }
}
