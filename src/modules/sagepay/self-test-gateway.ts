/** Whether the gateway is there, and takes messages of this vendor from this address. */
import { randomUUID } from "node:crypto"
import { setTimeout as pause } from "node:timers/promises"
import type { Outcome } from "../../gateway"
import { baseUrlOf } from "../../gateway/hosts"
import { probe } from "../../gateway/probe"
import type { LedgerContext } from "./context"
import { nameOf } from "./installation"
import { accountOf } from "./options"
import { PATIENCE_MS, resultOf, type TestResult } from "./self-test-result"

const MAX_APART_MS = 120_000

/** The vendor's name is not known, or its account not open. */
const VENDOR_CODES: ReadonlySet<string> = new Set(["3008", "3034", "4000", "4047"])
const ADDRESS_CODE = "4020"
/**
 * It looked for the transaction and did not find it, or asked whether this account may do such a thing. That it has
 * accepted vendor and address by then is inferred.
 */
const LATER_CODES: ReadonlySet<string> = new Set(
  "3002 3192 4006 4007 4028 4029 4030 4031 4032 5036".split(" ")
)

export async function gatewayTests(
  context: LedgerContext,
  account: string | null
): Promise<TestResult[]> {
  const name = nameOf(account)
  const { vendor, gateway_url, environment } = accountOf(context.options, account)
  const { origin } = baseUrlOf(gateway_url ?? environment ?? "test")
  const answer = await probe({ url: origin, timeoutMs: PATIENCE_MS })
  if (answer.kind === "failed") {
    const unseen = "Not looked at: the gateway was not reached."
    return [
      resultOf(
        "gateway",
        name,
        false,
        `${origin} was not reached: ${answer.reason}. No payment can be started, captured or refunded until it is.`,
        "Let this server make HTTPS connections to that host; the gateway's status page says whether it is down."
      ),
      ...["clock", "vendor", "ip"].map((test) => resultOf(test, name, null, unseen)),
    ]
  }
  const outcome = await askForNobody(context, account)
  return [
    resultOf("gateway", name, true, `${origin} answers.`),
    clockTest(name, answer.date, context.now()),
    ...vendorTests(name, vendor, outcome),
  ]
}

/** Cards and signatures do not care, but days do: what may be voided ends at midnight. */
export function clockTest(account: string, theirs: Date | undefined, ours: Date): TestResult {
  if (!theirs) {
    return resultOf("clock", account, null, "The gateway's answer did not say what time it is.")
  }
  const apart = Math.round(Math.abs(theirs.getTime() - ours.getTime()) / 1_000)
  if (apart * 1_000 <= MAX_APART_MS) {
    const within = apart === 0 ? "1 second" : `${apart + 1} seconds`
    return resultOf("clock", account, true, `The clocks are at most ${within} apart.`)
  }
  return resultOf(
    "clock",
    account,
    false,
    `This server's clock is ${apart} seconds from the gateway's. A refund near midnight may be sent as a VOID that the ` +
      `gateway refuses, or the other way round.`,
    "Let the server set its clock by NTP."
  )
}

type Refusal = Outcome<"ABORT"> | undefined

/**
 * An ABORT of a transaction that nobody has. It makes no transaction and takes no money whatever the answer is; the
 * gateway refuses it only after it has looked at vendor and address [inferred].
 */
async function askForNobody(context: LedgerContext, account: string | null): Promise<Refusal> {
  const { protocol } = accountOf(context.options, account)
  const sent = context.gatewayFor(account, protocol).send("ABORT", {
    VendorTxCode: `selftest-${randomUUID()}`.slice(0, 40),
    VPSTxId: `{${randomUUID().toUpperCase()}}`,
    SecurityKey: "SELFTEST00",
    TxAuthNo: "1",
  })
  const timer = new AbortController()
  const late = pause(PATIENCE_MS, undefined, { signal: timer.signal }).catch(() => undefined)
  return Promise.race([sent, late]).finally(() => timer.abort())
}

export function vendorTests(account: string, vendor: string, outcome: Refusal): TestResult[] {
  const both = (message: string) => [
    resultOf("vendor", account, null, message),
    resultOf("ip", account, null, message),
  ]
  if (!outcome) return both("The gateway did not answer in time. Nothing could have moved.")
  if (outcome.kind === "never_sent") return both(`Not sent: ${outcome.cause.message}`)
  if (outcome.kind === "unknown") return both(`${outcome.reason} Nothing could have moved.`)
  const { code = "", StatusDetail } = outcome.reply
  const said = `The gateway said: ${StatusDetail || outcome.reply.Status}`
  const accepted = resultOf("vendor", account, true, `The gateway knows the vendor "${vendor}".`)
  if (VENDOR_CODES.has(code)) {
    return [
      resultOf(
        "vendor",
        account,
        false,
        `The gateway does not take messages of the vendor "${vendor}". ${said}`,
        "Compare vendor with the vendor name of your account, and environment with where the account is: " +
          "test and live have accounts of their own."
      ),
      resultOf("ip", account, null, "Not known: the vendor is looked at before the address."),
    ]
  }
  if (code === ADDRESS_CODE) {
    const seen = /\b\d{1,3}(\.\d{1,3}){3}\b/.exec(StatusDetail)?.[0]
    return [
      accepted,
      resultOf(
        "ip",
        account,
        false,
        `The gateway does not take messages from this server's address${seen ? `, which it sees as ${seen}` : ""}. ${said}`,
        `Add ${seen ?? "the address under which this server goes out"} to the valid IPs of the account, in ` +
          `the gateway's admin site.`
      ),
    ]
  }
  if (outcome.kind === "refused" && LATER_CODES.has(code)) {
    const text = "The gateway takes messages from this server's address."
    return [accepted, resultOf("ip", account, true, text)]
  }
  return both(`It cannot be told from the answer. ${said}`)
}
