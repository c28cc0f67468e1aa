import { randomUUID } from "node:crypto"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { FaultRequest } from "../src/simulator"
import { ledgerOf, ledgerRow } from "./helpers/checkout"
import { codeLeaks, dump, earsOf, numberLeaks, spellings } from "./helpers/leaks"
import { PROVIDERS } from "./helpers/shopper"
import { describeStore } from "./helpers/store"

/**
 * A hundred cards, charged and credited, that succeed, are declined, are lost, or die on the way: afterwards no number is
 * in the database, the logs, what the process printed, what was answered, or the simulator's own log. The same of the
 * security code that a REPEAT was given.
 */

const HUNDRED = 100
const EXPIRY = "0939"

/** Distinct numbers of distinct schemes, each with its check digit; `tag` makes them easy to tell from anything else. */
function numbersOf(count: number, tag: string): string[] {
  return Array.from({ length: count }, (_, n) => {
    const bin = ["4929", "5404", "2223", "3742"][n % 4] ?? ""
    const body = `${bin}${tag}${String(n * 7 + 1_000)}`.padEnd(bin === "3742" ? 14 : 15, "3")
    const digit = [...Array(10).keys()].find((last) => luhn(`${body}${last}`))
    return `${body}${digit}`
  })
}

function luhn(number: string): boolean {
  const digits = [...number].reverse().map((digit, at) => Number(digit) * (at % 2 ? 2 : 1))
  return digits.reduce((sum, digit) => sum + (digit > 9 ? digit - 9 : digit), 0) % 10 === 0
}

/** What becomes of each, in turn; a fault of the simulator's, or a process that dies. */
type Fate = Omit<FaultRequest, "match"> | "succeeds" | "dies" | "throws" | "bad_json" | "mistyped"
const FATES: readonly Fate[] = [
  "succeeds",
  { fault: "decline" },
  { fault: "reset_before" },
  { fault: "act_then_reset" },
  { fault: "act_then_late", delay_ms: 250 },
  "dies",
  { fault: "error_status" },
  "throws",
  "bad_json",
  "mistyped",
]

const plugin = {
  direct_refund: { ceiling_minor: { GBP: 900 }, day_ceiling_minor: { GBP: 900_000 } },
  reply_timeout_ms: 150,
  late_reply_ms: 1_000,
  resolve_patience_ms: 0,
}
// Cards that the test platform does not know.
const simulator = { disabledRules: ["card usable"] } as object

describeStore("card numbers", { plugin, simulator }, (store) => {
  const ears = earsOf(store)
  const { heard } = ears

  beforeAll(() => {
    store.simulator.control.account("testvendor", { direct_refund: true })
    ears.open()
  })
  afterAll(() => ears.close())

  it("none is anywhere afterwards, however it went; one that is planted is found", async () => {
    const numbers = numbersOf(HUNDRED, "81729")
    expect(new Set(numbers).size).toBe(HUNDRED)
    const orders = [(await owing()).orderId, (await owing()).orderId]
    const answered: string[] = []
    const statuses = new Map<string, Set<number>>()
    for (const [n, number] of numbers.entries()) {
      const fate = FATES[n % FATES.length] ?? "succeeds"
      const isManual = Math.floor(n / FATES.length) % 2 === 0
      const { status, text } = await use(
        number,
        isManual,
        fate,
        orders[n % FATES.length === 0 ? n / 20 : -1],
        // Distinct: cards that end alike, with one amount, wait for each other.
        500 + n
      )
      answered.push(text)
      const name = nameOf(fate)
      statuses.set(name, (statuses.get(name) ?? new Set()).add(status))
    }
    expect(Object.fromEntries([...statuses].map(([name, seen]) => [name, [...seen]]))).toEqual({
      succeeds: [200],
      decline: [409, 200],
      reset_before: [202],
      act_then_reset: [202],
      act_then_late: [202],
      dies: [0],
      error_status: [202],
      throws: [202],
      bad_json: [400],
      mistyped: [400],
    })
    // Late replies come and are recorded meanwhile.
    await until(async () => heard.some((line) => line.includes("sagepay_late_reply")))

    const places = await placesWith(answered)
    for (const [place, text] of Object.entries(places)) {
      expect([place, numberLeaks(text, numbers)]).toEqual([place, []])
      expect([place, codeLeaks(text)]).toEqual([place, []])
    }

    // The search reaches all of them: what should be there is, and a planted number is found.
    expect(places["the database"]).toContain(numbers[0]?.slice(-4))
    expect(places["logs, events, workflows and output"]).toMatch(/sagepay_call.*\*\*\*\d{4}/)
    expect(places["logs, events, workflows and output"]).toMatch(
      /payment\.captured|capture-payment/
    )
    expect(places.answers).toContain("Last4Digits")
    expect(places["the simulator"]).toContain(`***${numbers[0]?.slice(-4)}`)
    const [planted = ""] = numbersOf(1, "55555")
    const logger = store.container.resolve(ContainerRegistrationKeys.LOGGER)
    for (const [at, spelling] of spellings(planted).entries()) {
      logger.info(`planted ${spelling}`)
      await store.database("sagepay_finding").insert({
        id: `spfind_planted_${at}`,
        kind: "planted",
        subject_id: String(at),
        message: "planted",
        facts: { deep: { note: spelling } },
      })
      expect(numberLeaks(heard.join("\n"), [planted])).toEqual([planted])
      expect(numberLeaks(await dump(store), [planted])).toEqual([planted])
      heard.pop()
      await store.database("sagepay_finding").where({ kind: "planted" }).delete()
    }
    const secrets = JSON.stringify({ CV2: "471", ExpiryDate: EXPIRY })
    for (const spelling of [
      secrets,
      JSON.stringify(secrets),
      secrets.replaceAll('"', '""'),
      "cv2=471",
    ]) {
      expect(codeLeaks(spelling)).not.toEqual([])
    }
  })

  it("a security code that a REPEAT was given is nowhere either, however that went", async () => {
    heard.length = 0
    const answered: string[] = []
    const statuses: [string, number][] = []
    for (const fate of FATES) {
      const { vpsTxId } = await owing()
      const { id } = await ledgerRow(store, vpsTxId)
      const body = JSON.stringify({
        action: "REPEAT",
        amount_minor: 2_500,
        key: `key_${randomUUID()}`,
        reason: "a test of leaks",
        description: "By phone",
        cv2: "471",
      })
      const broken: Partial<Record<string, string>> = { mistyped: '"471x"', bad_json: "471 oops" }
      const text = body.replace('"471"', broken[nameOf(fate)] ?? '"471"')
      const path = `/admin/sagepay/transactions/${id}/actions`
      const answer = await send({ path, text, txType: "REPEAT", fate })
      answered.push(answer.text)
      statuses.push([nameOf(fate), answer.status])
    }
    expect(Object.fromEntries(statuses)).toEqual({
      succeeds: 200,
      decline: 409,
      reset_before: 202,
      act_then_reset: 202,
      act_then_late: 202,
      dies: 0,
      error_status: 202,
      throws: 202,
      bad_json: 400,
      mistyped: 400,
    })
    await until(async () => heard.some((line) => line.includes("sagepay_late_reply")))
    const places = await placesWith(answered)
    for (const [place, text] of Object.entries(places)) {
      expect([place, codeLeaks(text)]).toEqual([place, []])
    }
    // It was sent, and compared; what came after it was seen.
    expect(places["the simulator"]).toContain('"CV2":"***"')
    expect(places["the database"]).toMatch(/CV2Result\W+NOTMATCHED/)
    expect(places["logs, events, workflows and output"]).toContain('"CV2":"***"')
    expect(places["logs, events, workflows and output"]).toMatch(
      /payment\.captured|capture-payment/
    )
    expect(places.answers).toContain("cv2: must be three or four digits")
  })

  /** All in which it could be, as text. */
  async function placesWith(answered: readonly string[]): Promise<Record<string, string>> {
    const seen = store.simulator.control
    return {
      "the database": await dump(store),
      "logs, events, workflows and output": heard.join("\n"),
      answers: answered.join("\n"),
      "the simulator": JSON.stringify([seen.requests(), seen.transactions()]),
    }
  }

  async function use(
    number: string,
    isManual: boolean,
    fate: Fate,
    orderId: string | undefined,
    amount: number
  ) {
    const cv2 = number.startsWith("37") ? "4711" : "471"
    const spelled = spellings(number)[Number(number.at(-1)) % 3] ?? number
    const body = {
      key: `key_${randomUUID()}`,
      amount_minor: amount,
      ...(isManual ? {} : { confirm_amount_minor: amount }),
      ...(isManual && orderId ? { order_id: orderId } : {}),
      currency: "GBP",
      description: "By phone",
      reason: "a test of leaks",
      card: { number: spelled, expiry: EXPIRY, holder: "Ann Shopper", cv2 },
    }
    let text = JSON.stringify(body)
    if (fate === "mistyped")
      text = text.replace(spelled, spelled.slice(0, -1) + ((Number(spelled.at(-1)) + 1) % 10))
    if (fate === "bad_json")
      text = text.replace(`"${spelled}"`, spelled.replaceAll(/\D/g, "") + " oops")
    return isManual
      ? send({ path: "/admin/sagepay/manual", text, txType: "MANUAL", fate })
      : send({ path: "/admin/sagepay/direct-refunds", text, txType: "DIRECTREFUND", fate })
  }

  async function send({ path, text, txType, fate }: Sent) {
    const { context } = ledgerOf(store)
    if (typeof fate !== "string") store.simulator.control.fault({ ...fate, match: { txType } })
    const hungUp = new AbortController()
    const undo = fate === "throws" ? throwing() : fate === "dies" ? dying(hungUp) : () => undefined
    const answer = await fetch(store.url + path, {
      method: "POST",
      headers: { authorization: await bearer(), "content-type": "application/json" },
      body: text,
      signal: hungUp.signal,
    }).then(
      async (response) => {
        const parts = [await response.text()]
        response.headers.forEach((value, name) => parts.push(`${name}: ${value}`))
        return { status: response.status, text: parts.join("\n") }
      },
      () => ({ status: 0, text: "" })
    )
    undo()
    store.simulator.control.clearFaults()
    return answer

    /** A defect of ours that quotes all that it knows. */
    function throwing() {
      const spy = jest.spyOn(context as { gatewayFor: typeof context.gatewayFor }, "gatewayFor")
      spy.mockImplementation(() => ({
        vendor: "testvendor",
        baseUrl: "",
        version: "4.00",
        send: (type: string, message: object) =>
          Promise.reject(new TypeError(`${type}: ${JSON.stringify(message)}`)),
        close: () => Promise.resolve(),
      }))
      return () => spy.mockRestore()
    }

    /** Nothing goes on once the message has left, as when the process is killed there; the caller's connection breaks. */
    function dying(connection: AbortController) {
      const mutable = context as { transaction: typeof context.transaction }
      const real = mutable.transaction
      const sent = () => store.simulator.control.requests({ tx_type: txType }).length
      const before = sent()
      mutable.transaction = (work) => {
        if (sent() === before) return real(work)
        connection.abort()
        return new Promise(() => undefined)
      }
      return () => {
        mutable.transaction = real
      }
    }
  }

  async function bearer(): Promise<string> {
    return `Bearer ${token ?? (token = (await store.stranger.post<{ token: string }>("/auth/user/emailpass", ADMIN)).token)}`
  }

  /** An order that owes 25.00. */
  async function owing() {
    const bought = await store.buy({ providerId: PROVIDERS.PAYMENT })
    const { orderId } = bought
    await store.admin.post("/admin/order-edits", { order_id: orderId })
    const edit = `/admin/order-edits/${orderId}`
    const items = [{ variant_id: store.shop.products[0]?.variantId, quantity: 1 }]
    await store.admin.post(`${edit}/items`, { items })
    await store.admin.post(`${edit}/request`)
    await store.admin.post(`${edit}/confirm`)
    return bought
  }
})

type Sent = {
  readonly path: string
  readonly text: string
  readonly txType: "MANUAL" | "DIRECTREFUND" | "REPEAT"
  readonly fate: Fate
}

const ADMIN = { email: "admin@shop.test", password: "supersecret" }
let token: string | undefined

function nameOf(fate: Fate): string {
  return typeof fate === "string" ? fate : fate.fault
}

async function until(done: () => Promise<boolean>): Promise<void> {
  while (!(await done())) await new Promise(setImmediate)
}
