import { createGateway } from "../src/gateway"
import { tlsServer } from "../src/gateway/__fixtures__/raw-server"
import { SELF_SIGNED } from "../src/gateway/__fixtures__/self-signed"
import {
  computedToMinor,
  isTxType,
  mayBeDone,
  toWireAmount,
  typedToMinor,
  type LifeFacts,
  type RequestOf,
  type TxType,
} from "../src/protocol"
import { ALL_CASES, guide } from "./cases"
import type { GuideVersion } from "./guide/versions"
import { startRecorder, type Recorder } from "./recorder"
import { good, minimalFields } from "./samples"

/*
 * Ways in which shops have lost money with this gateway, each with a number; here those that the
 * wire and the rules alone can fall into. The others are in integration-tests/traps.spec.ts, where
 * a table says which ones cannot exist in this plugin.
 */

let recorder: Recorder
let reply = ""

beforeAll(async () => {
  recorder = await startRecorder(() => reply)
})
afterAll(() => recorder.close())

const HEAD = { VPSProtocol: "4.00", Status: "OK", StatusDetail: "0000 : Fine." }

/** What a reply must have in a form that can be read; the rest is only passed on. */
const VALUES: Readonly<Record<string, string>> = {
  VPSTxId: good("VPSTxId"),
  SecurityKey: "ABCDEFGHIJ",
  NextURL: "https://gateway.test/?a=b",
}

async function answered(txType: string, version: GuideVersion, fields: Record<string, string>) {
  reply = Object.entries(fields)
    .map(([name, value]) => `${name}=${value}\r\n`)
    .join("")
  const gateway = createGateway({ vendor: "guidevendor", host: recorder.url, version })
  // The guide's table decides what is in the message, so its type cannot be known here.
  const message = minimalFields(guide(txType, version)) as unknown as RequestOf<TxType>
  const outcome = await gateway.send(txType as TxType, message)
  await gateway.close()
  return outcome
}

describe("T-2 a success is never shown as a failure", () => {
  describe.each(ALL_CASES)("%s in %s", (txType, version) => {
    const fields: Record<string, string> = { ...HEAD, VPSProtocol: version }
    for (const { name } of guide(txType, version).reply) fields[name] ??= VALUES[name] ?? "1"

    it("T-2 a whole reply is done, with its lines in any order", async () => {
      const lines = Object.entries(fields)
      for (const order of [lines, [...lines].reverse()]) {
        const outcome = await answered(txType, version, Object.fromEntries(order))
        expect(outcome).toMatchObject({ kind: "done", reply: { Status: "OK", code: "0000" } })
      }
    })
  })

  it("T-2 a reply with lines that nobody has heard of is done", async () => {
    const fields = { NewField: "a=b", ...HEAD, RepeatResponseData: "Status=INVALID" }
    expect(await answered("RELEASE", "4.00", fields)).toMatchObject({ kind: "done" })
  })
})

it.each(["OK", "OK REPEATED", "AUTHENTICATED", "REGISTERED"])(
  "T-5 not only OK is a success: %s",
  async (Status) => {
    const outcome = await answered("AUTHENTICATE", "4.00", { ...HEAD, Status, ...VALUES })
    expect(outcome).toMatchObject({ kind: "done" })
  }
)

describe("amounts", () => {
  it("T-7 no penny is lost between a number and the wire, for any amount up to 1,000.00", () => {
    const wrong: number[] = []
    for (let pence = 1; pence <= 100_000; pence += 1) {
      const text = `${Math.floor(pence / 100)}.${String(pence % 100).padStart(2, "0")}`
      const minors = [typedToMinor(text, "GBP"), typedToMinor(Number(text), "GBP")]
      const isRight =
        minors.every((minor) => minor === pence) && toWireAmount(pence, "GBP") === text
      if (!isRight) wrong.push(pence)
    }
    expect(wrong).toEqual([])
    // As 19.99 * 100 is 1998.9999999999998, and 1.15 * 100 is 114.99999999999999.
    expect([19.99, 1.15, 8.2, 4.35].map((amount) => typedToMinor(amount, "GBP"))).toEqual([
      1_999, 115, 820, 435,
    ])
  })

  it("T-8 what was computed with floats reaches the wire as a decimal", () => {
    const sums = [0.1 + 0.2, 3 * 1.1, 0.7 + 0.1, 1.005 * 1000, 4.35 * 100, 1e-2, 1e5 - 0.01]
    const written = sums.map((sum) => toWireAmount(computedToMinor(sum, "GBP"), "GBP"))
    expect(written).toEqual(["0.30", "3.30", "0.80", "1005.00", "435.00", "0.01", "99999.99"])
  })

  it.each([
    ["JPY", 1_234, "1234"],
    ["KRW", 50_000, "50000"],
    ["GBP", 1_234, "12.34"],
    ["EUR", 1_200, "12.00"],
  ])("T-10 %s has its own decimals: %d is %s", (currency, minor, wire) => {
    expect(toWireAmount(minor, currency)).toBe(wire)
    expect(typedToMinor(wire, currency)).toBe(minor)
    expect(computedToMinor(Number(wire), currency)).toBe(minor)
  })
})

const FACTS: LifeFacts = {
  kind: "PAYMENT",
  state: "taken",
  currency: "GBP",
  amountMinor: 3_000,
  takenMinor: 3_000,
  authorisedMinor: 0,
  refundedMinor: 0,
  authorisedAt: new Date("2026-11-20T12:00:00Z"),
  takenAt: new Date("2026-11-20T12:00:00Z"),
}

describe("T-35 VOID is possible until midnight in London, not for 24 hours", () => {
  it.each([
    [
      "a minute before midnight, a minute later",
      "2026-11-20T23:59:00Z",
      "2026-11-21T00:00:00Z",
      false,
    ],
    [
      "a minute before midnight, 30 seconds later",
      "2026-11-20T23:59:00Z",
      "2026-11-20T23:59:30Z",
      true,
    ],
    [
      "a minute after midnight, almost 24 hours later",
      "2026-11-20T00:01:00Z",
      "2026-11-20T23:59:59Z",
      true,
    ],
    [
      "in summer, when midnight is at 23:00 UTC",
      "2026-06-20T22:59:00Z",
      "2026-06-20T23:00:00Z",
      false,
    ],
    ["in summer, after that midnight", "2026-06-20T23:01:00Z", "2026-06-21T22:59:00Z", true],
  ])("T-35 taken %s", (_what, takenAt, now, allowed) => {
    const facts = { ...FACTS, takenAt: new Date(takenAt) }
    expect(mayBeDone("VOID", facts, new Date(now)).allowed).toBe(allowed)
  })
})

describe("T-38 115 % is for AUTHORISE, and RELEASE ends at the amount", () => {
  const now = new Date("2026-11-21T12:00:00Z")

  it.each([
    [3_000, 3_450],
    // Half a penny more is a penny too much: never rounded up.
    [101, 116],
    [1_003, 1_153],
    [1, 1],
  ])("T-38 of %d at most %d are authorised", (amountMinor, limitMinor) => {
    const facts: LifeFacts = { ...FACTS, kind: "AUTHENTICATE", state: "authenticated", amountMinor }
    expect(mayBeDone("AUTHORISE", facts, now)).toEqual({ allowed: true, limitMinor })
    const rest = { ...facts, authorisedMinor: limitMinor }
    expect(mayBeDone("AUTHORISE", rest, now).allowed).toBe(false)
  })

  it.each([3_000, 101, 1])("T-38 of %d no more is released", (amountMinor) => {
    const facts: LifeFacts = { ...FACTS, kind: "DEFERRED", state: "deferred", amountMinor }
    expect(mayBeDone("RELEASE", facts, now)).toEqual({ allowed: true, limitMinor: amountMinor })
  })
})

describe("T-43 the wire's own words and codes", () => {
  it("T-43 it is AUTHORISE, with an S, everywhere", () => {
    expect(isTxType("AUTHORISE")).toBe(true)
    expect(isTxType("AUTHORIZE")).toBe(false)
  })

  it.each(["RELEASE", "ABORT", "VOID", "CANCEL"])(
    "T-43 %s names the original, and has no place for a code of its own",
    (txType) => {
      const names = guide(txType, "4.00").request.map(({ name }) => name)
      expect(names).toContain("VendorTxCode")
      expect(names.filter((name) => name.startsWith("Related"))).toEqual([])
    }
  )

  it("T-43 a gateway that cannot prove who it is gets nothing", async () => {
    const impostor = await tlsServer(SELF_SIGNED)
    const gateway = createGateway({ vendor: "guidevendor", host: impostor.url })
    const message = minimalFields(guide("MANUAL", "4.00")) as unknown as RequestOf<"MANUAL">
    expect(await gateway.send("MANUAL", message)).toMatchObject({ kind: "never_sent" })
    await gateway.close()
    await impostor.close()
  })
})
