import { createGateway, WireFormatError, type Gateway } from "../src/gateway"
import type { RequestOf, TxType } from "../src/protocol"
import { ALL_CASES, guide } from "./cases"
import { CODES_OF_FIELD } from "./guide/codes"
import type { GuideRow } from "./guide/row"
import type { GuideVersion } from "./guide/versions"
import { readForm, startRecorder, type Recorder } from "./recorder"
import {
  AMEX,
  callersRows,
  fieldsAround,
  fullFields,
  good,
  illFormed,
  longest,
  minimalFields,
  tooLong,
} from "./samples"

const VENDOR = "guidevendor"
const OK =
  "VPSProtocol=4.00\r\nStatus=OK\r\nStatusDetail=0000 : OK.\r\n" +
  `VPSTxId=${good("VPSTxId")}\r\nSecurityKey=ABCDEFGHIJ\r\nTxAuthNo=1\r\n` +
  "NextURL=https://gateway.test/\r\n"

let recorder: Recorder
const gateways = new Map<GuideVersion, Gateway>()

beforeAll(async () => {
  recorder = await startRecorder(() => OK)
  for (const version of ["2.22", "3.00", "4.00"] as const) {
    gateways.set(version, createGateway({ vendor: VENDOR, host: recorder.url, version }))
  }
})
afterEach(() => {
  recorder.requests.length = 0
})
afterAll(async () => {
  for (const gateway of gateways.values()) await gateway.close()
  await recorder.close()
})

type Fields = Record<string, string>

/** Nothing when it was sent; else the problems, as `Field code`. */
async function refusal(txType: string, version: GuideVersion, fields: Fields): Promise<string[]> {
  const gateway = gateways.get(version)
  if (!gateway) throw new Error(version)
  const before = recorder.requests.length
  try {
    // The tables under test decide what is in the message, so its type cannot be known here.
    await gateway.send(txType as TxType, fields as unknown as RequestOf<TxType>)
  } catch (error) {
    if (!(error instanceof WireFormatError)) throw error
    expect(recorder.requests).toHaveLength(before)
    return error.problems.map(({ field, code }) => `${field} ${code ?? "-"}`)
  }
  expect(recorder.requests).toHaveLength(before + 1)
  return []
}

/** The codes that the list has for this; without any, the code is free. */
function expectProblem(problems: string[], row: GuideRow, codes: readonly string[]): void {
  const own = problems.filter((text) => text.startsWith(`${row.name} `))
  expect(own).not.toEqual([])
  const allowed = [...codes, "-"].map((code) => `${row.name} ${code}`)
  if (codes.length > 0) expect(allowed).toContain(own[0])
}

describe.each(ALL_CASES)("%s %s, what the client sends", (txType, version) => {
  const message = guide(txType, version)
  const head = { VPSProtocol: version, TxType: txType, Vendor: VENDOR }

  it.each([
    ["minimal", minimalFields(message)],
    ["full", fullFields(message)],
  ])("a %s message is the guide's, field by field", async (_, fields) => {
    expect(await refusal(txType, version, fields)).toEqual([])
    const [sent] = recorder.requests
    expect(sent).toMatchObject({
      method: "POST",
      path: `/gateway/service/${message.service}`,
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        "content-length": String(sent?.body.length),
      },
    })
    const pairs = readForm(sent?.body ?? "")
    expect(new Set(pairs.map(([name]) => name)).size).toBe(pairs.length)
    expect(Object.fromEntries(pairs)).toEqual({ ...head, ...fields })
    const names = message.request.map(({ name }) => name)
    expect(pairs.filter(([name]) => !names.includes(name))).toEqual([])
  })

  it("is percent-encoded ISO-8859-1", async () => {
    await refusal(txType, version, fullFields(message))
    const body = recorder.requests[0]?.body ?? ""
    expect(body).toMatch(/^(?:[A-Za-z0-9*._+-]|%[0-9A-F]{2}|[=&])*$/)
    if (message.request.some(({ name }) => name === "Description")) {
      expect(body).toContain("Caf%E9")
    }
  })
})

describe.each(ALL_CASES)("%s %s, what the client refuses", (txType, version) => {
  const message = guide(txType, version)
  const rows = callersRows(message)
  const mandatory = rows.filter(({ mandatory: need }) => need === "yes")

  it.each(mandatory.map((row) => [row.name, row] as const))("without %s", async (name, row) => {
    const { [name]: _, ...rest } = minimalFields(message)
    const codes = [CODES_OF_FIELD[name]?.missing].filter((code) => code !== undefined)
    expectProblem(await refusal(txType, version, rest), row, codes)
    expectProblem(await refusal(txType, version, { ...rest, [name]: "" }), row, codes)
  })

  it.each(rows.filter(longest).map((row) => [row.name, row] as const))(
    "%s beyond its length, and takes the longest",
    async (name, row) => {
      const taken = longest(row) ?? ""
      expect(taken).toHaveLength(row.safe ?? row.max ?? 0)
      expect(await refusal(txType, version, fieldsAround(message, row, taken))).toEqual([])
      const long = tooLong(row) ?? ""
      expect(long).toHaveLength((row.max ?? 0) + 1)
      const codes = CODES_OF_FIELD[name]
      const allowed = [codes?.length, ...(codes?.format ?? [])].filter((code) => code !== undefined)
      const problems = await refusal(txType, version, fieldsAround(message, row, long))
      expectProblem(problems, row, allowed)
    }
  )

  it.each(rows.flatMap((row) => illFormed(row).map((value) => [row.name, value, row] as const)))(
    "%s as %j",
    async (name, value, row) => {
      const problems = await refusal(txType, version, fieldsAround(message, row, value))
      const codes = CODES_OF_FIELD[name]
      expectProblem(problems, row, [
        ...(codes?.format ?? []),
        ...(codes?.length ? [codes.length] : []),
      ])
    }
  )

  it("but takes every allowed value", async () => {
    for (const row of rows) {
      for (const value of row.values ?? []) {
        const full = { ...fullFields(message), [row.name]: value }
        const fields = value === "AMEX" && "CV2" in full ? { ...full, ...AMEX } : full
        expect([row.name, value, await refusal(txType, version, fields)]).toEqual([
          row.name,
          value,
          [],
        ])
      }
    }
  })

  it("but takes amounts from 0.01 to 100,000.00", async () => {
    const commas = version === "4.00" ? [] : ["1,234.50", "100,000.00"]
    for (const { name } of rows.filter(({ format }) => format === "amount")) {
      for (const value of ["0.01", "1", "5.10", "3.29", "99999.99", "100000.00", ...commas]) {
        const fields = { ...minimalFields(message), [name]: value }
        expect([value, await refusal(txType, version, fields)]).toEqual([value, []])
      }
    }
  })

  it("characters that ISO-8859-1 does not have, in any field", async () => {
    for (const row of rows.filter(({ format }) => format !== "values")) {
      const value = `${good(row.name).slice(0, 2)}\u0142`
      const problems = await refusal(txType, version, fieldsAround(message, row, value))
      expect(problems.map((text) => text.split(" ")[0])).toContain(row.name)
    }
  })
})

describe("rules that the Description column adds", () => {
  const versions = ["3.00", "4.00"] as const
  const repeats = versions.flatMap((version) =>
    ["REPEAT", "REPEATDEFERRED"].map((txType) => [txType, version] as const)
  )
  const registrations = ALL_CASES.filter(([txType]) =>
    ["PAYMENT", "DEFERRED", "AUTHENTICATE"].includes(txType)
  )

  it("a currency without minor units takes no decimals, and 1 is the least", async () => {
    for (const [txType, version] of ALL_CASES) {
      const message = guide(txType, version)
      if (!message.request.some(({ name }) => name === "Currency")) continue
      const yen = { ...minimalFields(message), Currency: "JPY" }
      expect(await refusal(txType, version, { ...yen, Amount: "1" })).toEqual([])
      expect(await refusal(txType, version, { ...yen, Amount: "10.50" })).toEqual(["Amount 3056"])
      expect(await refusal(txType, version, { ...yen, Amount: "0" })).toEqual(["Amount 3005"])
    }
  })

  it.each(repeats)(
    "%s %s: the delivery block is given whole or not at all",
    async (txType, version) => {
      const message = guide(txType, version)
      const minimal = minimalFields(message)
      const full = fullFields(message)
      const block = message.request.filter(({ name }) => name.startsWith("Delivery"))
      for (const { name } of block.filter(({ mandatory }) => mandatory !== "no")) {
        const { [name]: _, ...without } = full
        const problems = await refusal(txType, version, without)
        expect([name, problems.map((text) => text.split(" ")[0])]).toEqual([
          name,
          name === "DeliveryCountry" ? expect.arrayContaining([name]) : [name],
        ])
      }
      for (const { name } of block) {
        const one = await refusal(txType, version, { ...minimal, [name]: good(name) })
        expect(one.length).toBeGreaterThan(0)
      }
    }
  )

  it.each([...repeats, ...registrations])(
    "%s %s: a post code may be blank where a country has none",
    async (txType, version) => {
      const message = guide(txType, version)
      const { DeliveryState: _, BillingState: __, ...full } = fullFields(message)
      const names = message.request
        .map(({ name }) => name)
        .filter((name) => name.endsWith("PostCode"))
      for (const name of names) {
        const country = name.replace("PostCode", "Country")
        const others = names.map((other) => other.replace("PostCode", "Country"))
        const british = Object.fromEntries(others.map((other) => [other, "GB"]))
        const fields = { ...full, ...british, [name]: "" }
        expect(await refusal(txType, version, { ...fields, [country]: "IE" })).toEqual([])
        const problems = await refusal(txType, version, fields)
        expect(problems.map((text) => text.split(" ")[0])).toEqual([name])
      }
    }
  )

  it.each(registrations)(
    "%s %s: a state is given for the US and only for it",
    async (txType, version) => {
      const message = guide(txType, version)
      for (const block of ["Billing", "Delivery"]) {
        const full = fullFields(message)
        const { [`${block}State`]: _, ...stateless } = full
        expect(await refusal(txType, version, stateless)).toHaveLength(1)
        const abroad = { ...full, [`${block}Country`]: "GB" }
        const problems = await refusal(txType, version, abroad)
        expect(problems.map((text) => text.split(" ")[0])).toEqual([`${block}State`])
      }
    }
  )

  it.each(versions)("MANUAL %s: nothing of the addresses is mandatory", async (version) => {
    const message = guide("MANUAL", version)
    const minimal = minimalFields(message)
    const rows = message.request.filter(({ name }) => /^(Billing|Delivery)/.test(name))
    for (const { name } of rows.filter(({ name: field }) => !field.endsWith("State"))) {
      const value = name.endsWith("Country") ? "GB" : good(name)
      expect(await refusal("MANUAL", version, { ...minimal, [name]: value })).toEqual([])
    }
    const stateless = { BillingCountry: "US", DeliveryCountry: "US" }
    expect(await refusal("MANUAL", version, { ...minimal, ...stateless })).toEqual([])
  })

  it.each(["MANUAL", "PAYMENT"])("%s: Basket and BasketXML exclude each other", async (txType) => {
    const message = guide(txType, "4.00")
    const both = { ...fullFields(message), Basket: good("Basket") }
    const problems = await refusal(txType, "4.00", both)
    expect(problems).toEqual([expect.stringMatching(/^Basket(XML)? 3194$/)])
  })

  it.each(["REPEAT", "REPEATDEFERRED"])(
    "%s 4.00: RECURRING and INSTALMENT say until when and how often",
    async (txType) => {
      const message = guide(txType, "4.00")
      const base = minimalFields(message)
      for (const MITType of ["RECURRING", "INSTALMENT"]) {
        const problems = await refusal(txType, "4.00", { ...base, MITType })
        expect(problems.map((text) => text.split(" ")[0])).toEqual(
          expect.arrayContaining(["RecurringExpiry", "RecurringFrequency"])
        )
      }
    }
  )

  it("AUTHORISE goes with and without RelatedTxAuthNo", async () => {
    const message = guide("AUTHORISE", "4.00")
    const minimal = minimalFields(message)
    expect(minimal).not.toHaveProperty("RelatedTxAuthNo")
    expect(await refusal("AUTHORISE", "4.00", minimal)).toEqual([])
    expect(await refusal("AUTHORISE", "4.00", { ...minimal, RelatedTxAuthNo: "1" })).toEqual([])
  })
})
