import type { LedgerError } from "../src/modules/sagepay/errors"
import type { RegistrationType } from "../src/protocol"
import type { PayRequest } from "../src/simulator"
import { FakeShop, LedgerBench } from "./helpers/ledger"

/* The traps of traps.spec.ts that a payment can fall into before its order, and those of what is kept of it. */

let bench: LedgerBench
beforeAll(async () => {
  bench = await LedgerBench.start({ reply_timeout_ms: 300 })
})
afterEach(() => bench.simulator.control.clearFaults())
afterAll(() => bench.close())

const register = (sessionId?: string, kind: RegistrationType = "PAYMENT") =>
  bench.register(kind, 3_000, "GBP", sessionId)

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
