/**
 * Whether everything that payments need is as it should be. Moves no money and makes no transaction, and a copy of the
 * shop sends nothing at all (rule 14).
 */
import { probe, type Probed } from "../../gateway/probe"
import { shownAddress } from "./addresses"
import { canaryTrouble, unreadableKeys } from "./canary"
import type { LedgerContext } from "./context"
import { installations, nameOf, showPlace, type Installation } from "./installation"
import { accountOf } from "./options"
import { NOTIFICATION_PATH } from "./registration"
import { gatewayTests } from "./self-test-gateway"
import { reportingTest } from "./self-test-reporting"
import { PATIENCE_MS, resultOf, type TestResult } from "./self-test-result"

const COPY =
  "Not looked at: this server is a copy of another shop (see the installation), and a copy sends nothing."

export async function selfTest(context: LedgerContext): Promise<TestResult[]> {
  const all = await installations(context)
  const atHome = all.some(({ matches }) => matches)
  const perAccount = await Promise.all(all.map((installation) => ofAccount(context, installation)))
  return [
    ...all.map(installationTest),
    ...perAccount.flat(),
    await notificationTest(context, atHome),
    await keysTest(context, all),
  ]
}

async function ofAccount(
  context: LedgerContext,
  { account, matches }: Installation
): Promise<TestResult[]> {
  const name = nameOf(account)
  if (!matches) {
    return ["gateway", "clock", "vendor", "ip", "reporting"].map((test) =>
      resultOf(test, name, null, COPY)
    )
  }
  const own = account === "" ? null : account
  return [...(await gatewayTests(context, own)), await reportingTest(context, own)]
}

export function installationTest({
  account,
  matches,
  known,
  present,
}: Pick<Installation, "account" | "matches" | "known" | "present">): TestResult {
  const name = nameOf(account)
  if (matches) {
    const said = `This database belongs to the shop at ${shownAddress(known.backend_url)}, and this server is set up as it.`
    return resultOf("installation", name, true, said)
  }
  return resultOf(
    "installation",
    name,
    false,
    `This database belongs to the shop at ${showPlace(known)}, and this server is set up as ${showPlace(present)}. ` +
      `Nothing is sent from here.`,
    "Give a copy a database of its own. If the shop has moved here, confirm it: POST /admin/sagepay/installation/confirm."
  )
}

/** That we can reach our own address does not prove that the gateway can; that we cannot is a bad sign. */
export async function notificationTest(
  context: LedgerContext,
  atHome: boolean
): Promise<TestResult> {
  const url = context.options.backend_url + NOTIFICATION_PATH
  if (!atHome) return resultOf("notification", null, null, COPY)
  const shown = shownAddress(url)
  const hidden = hiddenHost(url)
  const real = isReal(context)
  if (hidden && real) {
    return resultOf(
      "notification",
      null,
      false,
      `The gateway cannot reach ${shown}: ${hidden} is an address of this machine or its own network only. ` +
        `Every payment would end without an order, and without money.`,
      "Set backend_url to the address under which the internet reaches this server."
    )
  }
  const answer = await probe({
    url,
    // No transaction has this code, so nothing is looked up further, and nothing is changed.
    form: { VendorTxCode: "self-test", VPSTxId: `{${NOBODY}}`, Status: "ERROR" },
    timeoutMs: PATIENCE_MS,
  })
  return notificationResult(shown, answer)
}

const NOBODY = "00000000-0000-0000-0000-000000000000"

function notificationResult(url: string, answer: Probed): TestResult {
  const reachable = "Let your load balancer and firewall pass POST requests to it, unchanged."
  if (answer.kind === "failed") {
    return resultOf(
      "notification",
      null,
      false,
      `This server did not reach its own public address ${url}: ${answer.reason}. If the gateway does not ` +
        `either, no payment becomes an order.`,
      `${reachable} Some networks do not let a server reach itself from outside: then try the address from elsewhere.`
    )
  }
  const inForm = answer.httpStatus === 200 && /^Status=(INVALID|ERROR)\r\n/.test(answer.body)
  if (!inForm) {
    return resultOf(
      "notification",
      null,
      false,
      `${url} answered HTTP ${answer.httpStatus}, and not as the gateway's protocol wants it: something else ` +
        `answers there. The gateway would end every payment.`,
      `${reachable} It must come to this Medusa server, without a login page or a redirect.`
    )
  }
  return resultOf(
    "notification",
    null,
    true,
    `${url} answers in the gateway's form. That this server reaches it proves address and routing; whether a ` +
      `firewall lets the gateway in, only a test payment proves.`
  )
}

/** Names that lead nowhere from the internet. */
function hiddenHost(url: string): string | undefined {
  const { hostname } = new URL(url)
  const isHidden =
    /^(localhost|.*\.(localhost|local|internal|test)|127\..*|10\..*|192\.168\..*|169\.254\..*|\[::1\]|\[f[cd].*\])$/i.test(
      hostname
    ) || /^172\.(1[6-9]|2\d|3[01])\./.test(hostname)
  return isHidden ? hostname : undefined
}

/** The gateway's own hosts; a simulator on this machine reaches what they cannot. */
function isReal({ options }: LedgerContext): boolean {
  const accounts = [null, ...Object.keys(options.accounts)]
  return accounts.some((name) => accountOf(options, name).environment !== undefined)
}

async function keysTest(context: LedgerContext, all: readonly Installation[]): Promise<TestResult> {
  const back = "Put the missing key back into encryption_keys, behind the first one."
  const unread = await context.transaction((knex) => unreadableKeys(knex, context.options))
  const trouble = all.flatMap(({ row }) => canaryTrouble(context.sealer, row) ?? [])
  if (trouble.length > 0) return resultOf("keys", null, false, trouble.join(" "), back)
  if (unread.length > 0) {
    const which = unread.map(({ key, payments }) => `${payments} with "${key}"`).join(", ")
    const said =
      `Transactions were sealed with keys that are not configured: ${which}. They cannot be captured, ` +
      `cancelled or refunded from here.`
    return resultOf("keys", null, false, said, back)
  }
  return resultOf("keys", null, true, "Every stored SecurityKey can be opened.")
}
