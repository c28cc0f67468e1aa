import type { LedgerError } from "../src/modules/sagepay/errors"
import type { RegistrationType } from "../src/protocol"
import type { LoggedRequest, PayRequest } from "../src/simulator"
import { failure, FakeShop, LedgerBench, type Paid } from "./helpers/ledger"

/*
 * Ways in which shops have lost money with this gateway, each with a number. The wire's own are in
 * conformance/traps.spec.ts. What cannot exist in this plugin, or only in part:
 *
 * | Number | Trap | Why not |
 * | --- | --- | --- |
 * | T-3 | a renewal that is tried again after an HTTP error | Nothing renews by itself. What is left of it, a new code for a message whose answer was lost, is tested. |
 * | T-5 | a 3-D Secure challenge read as a decline | The challenge is on the gateway's page; no reply of ours is 3DAUTH. |
 * | T-11 | a bulk capture that ends after the first order | There is no bulk capture: Medusa asks for each by itself. Of sweeps, which do go over many: T-15. |
 * | T-12 | a repeat order that is placed before the money | A REPEAT is sent before anything is made in Medusa. Of orders at checkout: T-12 here. |
 * | T-43 | card numbers taken in the shop | No form of ours takes one. |
 */

let bench: LedgerBench
beforeAll(async () => {
  bench = await LedgerBench.start({ reply_timeout_ms: 300 })
})
afterEach(() => bench.simulator.control.clearFaults())
afterAll(() => bench.close())

/** What was posted for this payment, oldest first. */
function messages(txType: string, { root }: Paid): LoggedRequest[] {
  return bench.simulator.control
    .requests({ tx_type: txType })
    .filter(({ fields }) =>
      [fields.VendorTxCode, fields.RelatedVendorTxCode].includes(root.vendor_tx_code)
    )
}

const fieldsOf = (txType: string, paid: Paid) => messages(txType, paid).map(({ fields }) => fields)

async function cancelled(kind: RegistrationType): Promise<Paid> {
  const paid = await bench.paid(kind)
  paid.shop.order = { id: "order_1", canceled: true }
  return paid
}

const register = (sessionId?: string, kind: RegistrationType = "PAYMENT") =>
  bench.register(kind, 3_000, "GBP", sessionId)

describe("T-1 a retried capture does not charge again", () => {
  it.each([
    ["DEFERRED", "RELEASE"],
    ["AUTHENTICATE", "AUTHORISE"],
  ] as const)("T-1 a %s whose %s happened and whose answer was lost", async (kind, verb) => {
    const paid = await bench.paid(kind)
    bench.simulator.control.fault({ fault: "act_then_reset", match: { txType: verb } })
    expect((await failure(bench.capture(paid, 2_000))).code).toBe("unknown")
    for (let retry = 0; retry < 3; retry += 1) {
      expect((await failure(bench.capture(paid, 2_000))).code).toBe("busy")
    }
    await bench.settle(paid, whatTheConsoleShows(verb, paid))
    await bench.capture(paid, 2_000)
    expect(bench.sent(verb, paid)).toBe(1)
    expect(bench.sent("REPEAT", paid)).toBe(0)
    expect(await bench.booksOf(paid)).toEqual({ net: 2_000, held: 0 })
  })
})

function whatTheConsoleShows(verb: string, { root }: Paid) {
  const made = bench.familyAtGateway(root).find((row) => row.tx_type === verb)
  const word = { happened: true, by: "user_ann", note: "read in the console" }
  if (!made) return word
  const { vps_tx_id, tx_auth_no, security_key } = made
  return { ...word, vpsTxId: vps_tx_id, txAuthNo: tx_auth_no ?? "", securityKey: security_key }
}

describe("T-3 an HTTP error is no failure, and earns no new code", () => {
  it.each([
    ["AUTHENTICATE", "AUTHORISE", (paid: Paid) => bench.capture(paid, 1_000)],
    ["PAYMENT", "REFUND", (paid: Paid) => bench.refund(paid, 1_000)],
  ] as const)("T-3 a %s, its %s and a 500", async (kind, verb, ask) => {
    const paid = await bench.paid(kind)
    bench.simulator.control.fault({ fault: "http_500", act: true, match: { txType: verb } })
    const codes: string[] = []
    for (let attempt = 0; attempt < 4; attempt += 1) codes.push((await failure(ask(paid))).code)
    expect(codes).toEqual(["unknown", "busy", "busy", "busy"])
    expect(messages(verb, paid)).toHaveLength(1)
  })
})

describe("T-4 a capture that can do nothing fails", () => {
  it.each<[string, () => Promise<Paid>]>([
    ["of an aborted hold", () => ended("DEFERRED")],
    ["of a cancelled AUTHENTICATE", () => ended("AUTHENTICATE")],
    ["of a hold that has lapsed", lapsed],
    ["of a hold that is released already", released],
  ])("T-4 %s", async (_what, prepare) => {
    const paid = await prepare()
    const before = bench.simulator.control.requests().length
    const { code, message } = await failure(bench.capture(paid, 1_000))
    expect(code).toBe("not_allowed")
    expect(message).toMatch(/\.$/)
    expect(bench.simulator.control.requests()).toHaveLength(before)
    await bench.booksOf(paid)
  })

  async function ended(kind: RegistrationType): Promise<Paid> {
    const paid = await cancelled(kind)
    await bench.cancel(paid)
    paid.shop.order = { id: "order_1", canceled: false }
    return paid
  }

  async function lapsed(): Promise<Paid> {
    const paid = await bench.paid("DEFERRED")
    await bench.daysAgo(paid, 31)
    return paid
  }

  async function released(): Promise<Paid> {
    const paid = await bench.paid("DEFERRED")
    await bench.capture(paid, 2_000)
    return paid
  }
})

describe("amounts on the wire", () => {
  it("T-6 the release amount is in ReleaseAmount, and it is what is recorded", async () => {
    const paid = await bench.paid("DEFERRED")
    await bench.capture(paid, 1_234)
    const [fields = {}] = fieldsOf("RELEASE", paid)
    expect(fields).toMatchObject({ ReleaseAmount: "12.34" })
    expect(fields).not.toHaveProperty("Amount")
    expect((await bench.rootOf(paid.root)).taken_minor).toBe(1_234)
    expect(await bench.booksOf(paid)).toEqual({ net: 1_234, held: 0 })
  })

  it.each([1_999, 115, 820, 435, 1])("T-7 a refund of %d pence loses none", async (pence) => {
    const paid = await bench.paid("PAYMENT")
    await bench.refund(paid, pence)
    expect(fieldsOf("REFUND", paid)).toMatchObject([{ Amount: (pence / 100).toFixed(2) }])
    expect(await bench.booksOf(paid)).toEqual({ net: 3_000 - pence, held: 0 })
  })

  it("T-9 a release of yen has no decimals", async () => {
    const paid = await bench.paid("DEFERRED", 3_000, "JPY")
    await bench.capture(paid, 1_050)
    expect(fieldsOf("RELEASE", paid)).toMatchObject([{ ReleaseAmount: "1050" }])
    expect(await bench.booksOf(paid)).toEqual({ net: 1_050, held: 0 })
  })

  it("T-10 nor have a payment and a refund of yen", async () => {
    const paid = await bench.paid("PAYMENT", 3_000, "JPY")
    await bench.refund(paid, 500)
    expect(fieldsOf("PAYMENT", paid)).toMatchObject([{ Amount: "3000", Currency: "JPY" }])
    expect(fieldsOf("REFUND", paid)).toMatchObject([{ Amount: "500", Currency: "JPY" }])
    expect(await bench.booksOf(paid)).toEqual({ net: 2_500, held: 0 })
  })

  it("T-38 a release ends at the amount, an authorisation at 115 % of it", async () => {
    const deferred = await bench.paid("DEFERRED", 1_003)
    expect((await failure(bench.capture(deferred, 1_004))).code).toBe("not_allowed")
    const authenticated = await bench.paid("AUTHENTICATE", 1_003)
    expect((await failure(bench.capture(authenticated, 1_154))).code).toBe("not_allowed")
    await bench.capture(deferred, 1_003)
    await bench.capture(authenticated, 1_153)
    expect(await bench.booksOf(deferred)).toEqual({ net: 1_003, held: 0 })
    expect(await bench.booksOf(authenticated)).toEqual({ net: 1_153, held: 0 })
  })
})

describe("T-12 no order before the money is certain", () => {
  it("T-12 a payment that no notification has confirmed is not accepted", async () => {
    const row = await register()
    expect(await bench.ledger.accept(row.session_id ?? "")).toBeUndefined()
  })

  it.each(["decline", "cancel", "reject", "error"] as const)(
    "T-12 nor is one that ended with %s",
    async (outcome) => {
      const row = await register()
      await bench.simulator.control.pay({ vendor_tx_code: row.vendor_tx_code, outcome })
      expect(await bench.ledger.accept(row.session_id ?? "")).toBeUndefined()
    }
  )
})

describe("T-13 and T-43 the right verb, with the original's code", () => {
  it("T-13 a hold is ended by ABORT or CANCEL, never by VOID", async () => {
    for (const [kind, verb] of [
      ["DEFERRED", "ABORT"],
      ["AUTHENTICATE", "CANCEL"],
    ] as const) {
      const paid = await cancelled(kind)
      await bench.cancel(paid)
      expect(bench.sent(verb, paid)).toBe(1)
      expect(bench.sent("VOID", paid)).toBe(0)
    }
  })

  it.each<[string, RegistrationType, (paid: Paid) => Promise<void>]>([
    ["RELEASE", "DEFERRED", (paid) => bench.capture(paid, 1_000)],
    ["ABORT", "DEFERRED", (paid) => bench.cancel(paid)],
    ["CANCEL", "AUTHENTICATE", (paid) => bench.cancel(paid)],
    ["VOID", "PAYMENT", (paid) => bench.refund(paid, 3_000)],
  ])("T-43 %s of a %s names it by its own code", async (verb, kind, ask) => {
    const paid =
      verb === "ABORT" || verb === "CANCEL" ? await cancelled(kind) : await bench.paid(kind)
    await ask(paid)
    const { vendor_tx_code, vps_tx_id } = paid.root
    expect(fieldsOf(verb, paid)).toMatchObject([
      { TxType: verb, VendorTxCode: vendor_tx_code, VPSTxId: vps_tx_id },
    ])
  })
})

describe("T-14 each shopper has a page of his own", () => {
  it("T-14 two who pay at once pay their own orders", async () => {
    const [ann, bob] = await Promise.all([register(), register()])
    expect(ann.next_url).not.toBe(bob.next_url)
    for (const row of [ann, bob]) {
      const bare = (row.vps_tx_id ?? "").replaceAll(/[{}]/g, "")
      expect(decodeURIComponent(row.next_url ?? "")).toContain(bare)
    }
    await bench.simulator.control.pay({ vendor_tx_code: bob.vendor_tx_code })
    expect((await bench.rootOf(bob)).state).toBe("taken")
    expect((await bench.rootOf(ann)).state).toBe("registered")
  })
})

describe("T-15 a sweep ends all that it finds, however old", () => {
  it("T-15 registrations that nobody came back to", async () => {
    const rows = await Promise.all(Array.from({ length: 12 }, () => register()))
    const ids = rows.map(({ id }) => id)
    const ages = [32, 100, 400]
    for (const [index, id] of ids.entries()) {
      await bench
        .database("sagepay_transaction")
        .where({ id })
        .update(daysOld(ages[index % 3]))
    }
    await bench.ledger.writeOffSilentRegistrations()
    const states = await bench.database("sagepay_transaction").whereIn("id", ids).select("state")
    expect(states).toEqual(Array(12).fill({ state: "abandoned" }))
  })

  it("T-15 messages without an answer, all on the list", async () => {
    const many = await Promise.all(Array.from({ length: 5 }, () => bench.paid("PAYMENT")))
    bench.simulator.control.fault({
      fault: "act_then_reset",
      times: 5,
      match: { txType: "REFUND" },
    })
    for (const paid of many) await failure(bench.refund(paid, 1_000))
    for (const [index, { root }] of many.entries()) {
      const sent_at = new Date(Date.now() - (index * 10 + 1) * 86_400_000)
      await bench.database("sagepay_operation").where({ root_id: root.id }).update({ sent_at })
    }
    await bench.ledger.raiseOpenOperations()
    const raised = (await bench.findings()).map(({ subject_id }) => subject_id)
    for (const paid of many) expect(raised).toContain(await bench.openIntent(paid))
  })

  const daysOld = (days = 0) => ({ created_at: new Date(Date.now() - days * 86_400_000) })
})

describe("T-16 a hold is not paid", () => {
  it.each([
    ["DEFERRED", "deferred", 3_000],
    ["AUTHENTICATE", "authenticated", 0],
  ] as const)("T-16 nothing is taken of a %s", async (kind, state, held) => {
    const paid = await bench.paid(kind)
    expect(paid.root).toMatchObject({ state, taken_minor: 0, taken_at: null })
    expect(await bench.booksOf(paid)).toEqual({ net: 0, held })
    const { code } = await failure(bench.refund({ ...paid, shop: new FakeShop() }, 3_001))
    expect(code).toBe("not_allowed")
  })
})

describe("T-17 a failure of ours does not undo what stands", () => {
  it("T-17 after our OK nothing makes it INVALID", async () => {
    const paid = await bench.paid("PAYMENT")
    const answer = await bench.ledger.storeAnswer(paid.root.id, "INVALID", "The mail failed.", {
      claim: paid.root.claim ?? "",
    })
    expect(answer).toMatchObject({ status: "OK" })
    expect(await bench.ledger.refuseUnanswered(paid.root)).toBe(false)
    expect(await bench.booksOf(paid)).toEqual({ net: 3_000, held: 0 })
  })

  it("T-17 before it, neither side counts the payment", async () => {
    const row = await register()
    const accept = jest.spyOn(bench.ledger, "accept").mockRejectedValueOnce(new Error("No memory"))
    await bench.simulator.control.pay({ vendor_tx_code: row.vendor_tx_code })
    accept.mockRestore()
    const root = await bench.rootOf(row)
    expect(root).toMatchObject({ answer_status: null, taken_minor: 0 })
    expect(await bench.booksOf({ root, shop: new FakeShop() })).toEqual({ net: 0, held: 0 })
  })

  it("T-17 an answer that got lost is given again, whatever has failed since", async () => {
    const row = await register()
    bench.simulator.control.fault({ fault: "answer_lost" })
    const paid = await bench.simulator.control.pay({ vendor_tx_code: row.vendor_tx_code })
    expect(paid.answer.kind).toBe("none")
    const accept = jest.spyOn(bench.ledger, "accept").mockRejectedValue(new Error("No memory"))
    const again = await bench.simulator.control.notify({ vendor_tx_code: row.vendor_tx_code })
    accept.mockRestore()
    expect(again.answer).toMatchObject({ status: "OK" })
    expect((await bench.rootOf(row)).state).toBe("taken")
  })
})

describe("T-33 a second attempt has a code of its own", () => {
  it("T-33 after the shopper has cancelled, the same session is paid", async () => {
    const first = await register()
    const outcome = "cancel"
    await bench.simulator.control.pay({ vendor_tx_code: first.vendor_tx_code, outcome })
    const second = await register(first.session_id ?? "")
    expect(second.vendor_tx_code).not.toBe(first.vendor_tx_code)
    await bench.simulator.control.pay({ vendor_tx_code: second.vendor_tx_code })
    expect((await bench.rootOf(second)).state).toBe("taken")
    expect((await bench.rootOf(first)).state).toBe("abandoned")
  })
})

describe("T-34 AUTHENTICATED and REGISTERED are both a success", () => {
  it.each<[string, PayRequest]>([
    ["AUTHENTICATED", {}],
    ["REGISTERED", { outcome: "3ds_fail" }],
  ])("T-34 %s", async (status, how) => {
    const row = await register(undefined, "AUTHENTICATE")
    const paid = await bench.simulator.control.pay({ ...how, vendor_tx_code: row.vendor_tx_code })
    expect([paid.status, paid.answer.status]).toEqual([status, "OK"])
    const root = await bench.rootOf(row)
    expect(root.state).toBe("authenticated")
    const shop = new FakeShop()
    await bench.capture({ root, shop }, 1_000)
    expect(await bench.booksOf({ root, shop })).toEqual({ net: 1_000, held: 0 })
  })
})

describe("T-39 what was made is recorded, and is what is refunded", () => {
  it("T-39 a refund goes to the AUTHORISE, not to the AUTHENTICATE", async () => {
    const paid = await bench.paid("AUTHENTICATE")
    await bench.capture(paid, 1_000)
    await bench.capture(paid, 500)
    await bench.refund(paid, 1_200)
    const made = bench.familyAtGateway(paid.root).filter((row) => row.tx_type === "AUTHORISE")
    const related = bench.simulator.control
      .requests({ tx_type: "REFUND" })
      .map(({ fields }) => fields.RelatedVPSTxId ?? "")
      .filter((id) => bench.familyAtGateway(paid.root).some((row) => row.vps_tx_id === id))
    expect(related.length).toBeGreaterThan(0)
    for (const id of related) expect(made.map((row) => row.vps_tx_id)).toContain(id)
    expect(await bench.booksOf(paid)).toEqual({ net: 300, held: 0 })
  })

  it("T-39 a release changes the state that is stored", async () => {
    const paid = await bench.paid("DEFERRED")
    await bench.capture(paid, 3_000)
    expect((await bench.rootOf(paid.root)).state).toBe("taken")
  })
})

describe("T-40 nothing is kept in the shopper's session", () => {
  it("T-40 the notification's address has no session, and another process can check it", async () => {
    const row = await register()
    const paid = await bench.simulator.control.pay({ vendor_tx_code: row.vendor_tx_code })
    const { NotificationURL = "" } = bench.simulator.control.transaction(row.vendor_tx_code).request
    expect(new URL(NotificationURL).search).toBe("")
    expect(NotificationURL).not.toContain(row.session_id)
    const other = bench.anotherProcess()
    expect(await other.receiveNotification(paid.notification)).toMatchObject({
      do: "answer",
      answer: { status: "OK" },
    })
    await other.__hooks.onApplicationShutdown()
  })
})

describe("T-41 no address of a request is sent back", () => {
  it("T-41 a notification cannot choose where the shopper goes", async () => {
    const row = await register()
    const paid = await bench.simulator.control.pay({ vendor_tx_code: row.vendor_tx_code })
    const evil = "https://evil.test/<script>"
    const forged = { RedirectURL: evil, return_url: evil, NextURL: evil }
    const answered = await bench.ledger.receiveNotification({ ...paid.notification, ...forged })
    expect(answered).toMatchObject({ do: "answer" })
    expect(JSON.stringify(answered)).not.toContain("evil.test")
  })
})

describe("T-42 no key of ours is built in, and no key of the gateway's lies open", () => {
  it("T-42 without keys nothing starts", () => {
    expect(() => bench.anotherProcess({ encryption_keys: undefined })).toThrow(/encryption_keys/)
    expect(() => bench.anotherProcess({ encryption_keys: [] })).toThrow(/encryption_keys/)
  })

  it("T-42 no table holds a SecurityKey or a report, also not of what was found by asking", async () => {
    const reporting = { user: "reportuser", password: "s3cretPass" }
    const asking = await LedgerBench.start({ reply_timeout_ms: 300, reporting })
    try {
      const paid = await asking.paid("PAYMENT")
      asking.simulator.control.fault({ fault: "act_then_reset", match: { txType: "REFUND" } })
      await asking.refund(paid, 1_000).catch((error: LedgerError) => error.code)
      expect(asking.simulator.control.requests({ tx_type: "reporting" })).not.toEqual([])
      const secrets = asking.simulator.control
        .transactions()
        .map(({ security_key }) => security_key)
        .concat(reporting.password)
      const kept = `${await everyRow(asking)}${asking.logged.join("\n")}`
      expect(kept).toContain(paid.root.vendor_tx_code)
      for (const secret of secrets) expect(kept).not.toContain(secret)
      expect(kept).not.toMatch(/securitykey>|vspaccess/i)
    } finally {
      await asking.close()
    }
  })

  async function everyRow({ database }: LedgerBench): Promise<string> {
    const tables = await database("information_schema.tables")
      .where({ table_schema: "public" })
      .pluck("table_name")
    const rows = await Promise.all(tables.map((table: string) => database(table)))
    return JSON.stringify(rows)
  }
})
