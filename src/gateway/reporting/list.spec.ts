import fc from "fast-check"
import { rawServer, type RawServer } from "../__fixtures__/raw-server"
import { createReporting, type Reporting, type ReportingLog } from "../index"
import { asked, page, refusal, type Row } from "./__fixtures__/reports"
import { partsOf, writtenSpan } from "./list"

const DAY = { from: new Date("2026-11-20T00:00:00Z"), to: new Date("2026-11-21T00:00:00Z") }

let server: RawServer
let reporting: Reporting
let log: ReportingLog[]

afterEach(async () => {
  await reporting.close()
  await server.close()
})

type Query = { from: number; to: number; first: number; last: number }

/** A gateway whose rows are what `rowsFor` says at each question. */
async function listing(rowsFor: (query: Query, index: number) => Row[] | string): Promise<Query[]> {
  const queries: Query[] = []
  server = await rawServer((socket, request, index) => {
    const { startdate = "", enddate = "", startrow, endrow, sorttype, sortorder } = asked(request)
    expect([sorttype, sortorder]).toEqual(["ByDate", "ASC"])
    const query = {
      from: winter(startdate),
      to: winter(enddate),
      first: Number(startrow),
      last: Number(endrow),
    }
    queries.push(query)
    const rows = rowsFor(query, index)
    socket.write(typeof rows === "string" ? rows : page(rows, query.first, query.last))
  })
  log = []
  reporting = createReporting({
    vendor: "testvendor",
    user: "reportuser",
    password: "s3cretPass",
    host: server.url,
    log: (line) => log.push(line),
  })
  return queries
}

/** Read by hand; all dates here are in winter, when London keeps UTC. */
function winter(text: string): number {
  const [, day, month, year, time] = /^(\d+)\/(\d+)\/(\d+) ([\d:]+)$/.exec(text) ?? []
  return Date.parse(`${year}-${month}-${day}T${time}Z`)
}

const shown = (ms: number): string => {
  const iso = new Date(ms).toISOString()
  return `${iso.slice(8, 10)}/${iso.slice(5, 7)}/${iso.slice(0, 4)} ${iso.slice(11, 19)}`
}

/** One row a second from the start of the day. */
const rows = (count: number): Row[] =>
  Array.from({ length: count }, (_, id) => ({
    id,
    started: shown(DAY.from.getTime() + id * 1_000),
  }))

async function codesOf(span = DAY): Promise<string[]> {
  const found = await reporting.transactionList(span)
  if (found.kind !== "found") throw new Error(JSON.stringify(found))
  return found.value.map(({ vendorTxCode }) => vendorTxCode)
}

const codes = (count: number): string[] => Array.from({ length: count }, (_, id) => `code-${id}`)

describe("pages", () => {
  it.each([
    [0, 1],
    [1, 1],
    [50, 1],
    [51, 2],
    [100, 2],
    [123, 3],
  ])("%d rows take %d questions", async (count, questions) => {
    const queries = await listing(() => rows(count))
    expect(await codesOf()).toEqual(codes(count))
    expect(queries).toHaveLength(questions)
    expect(queries.every(({ first, last }) => last - first === 49)).toBe(true)
  })

  it("are logged one by one, with the span and the rows", async () => {
    await listing(() => rows(51))
    await codesOf()
    expect(log.map(({ about, outcome }) => [about, outcome])).toEqual([
      ["20/11/2026 00:00:00 to 21/11/2026 00:00:00, rows 1 to 50", "found"],
      ["20/11/2026 00:00:00 to 21/11/2026 00:00:00, rows 51 to 100", "found"],
    ])
  })

  it("end with the first that fails, and nothing half is given", async () => {
    const queries = await listing((_query, index) => (index === 1 ? refusal("2213") : rows(120)))
    expect(await reporting.transactionList(DAY)).toMatchObject({ kind: "unavailable" })
    expect(queries).toHaveLength(2)
  })

  it("without a total go on until one is not full", async () => {
    const all = rows(60)
    const queries = await listing(({ first, last }) =>
      // As long as it was, because the length is written in the head.
      page(all, first, last).replace(/<totalrows>60<\/totalrows>/, " ".repeat(25))
    )
    expect(await codesOf()).toEqual(codes(60))
    expect(queries).toHaveLength(2)
  })
})

describe("rows that move while they are read", () => {
  it("arrive at the end and are read too", async () => {
    await listing((_query, index) => rows(60 + index * 45))
    expect(await codesOf()).toEqual(codes(150))
  })

  it("change places within a second: none is lost, none is doubled", async () => {
    // Rows 49 and 50 share a second; each page is sorted anew, and the gateway swaps them every time.
    const all = rows(80).map((row) =>
      row.id === 50 ? { ...row, started: shown(DAY.from.getTime() + 49_000) } : row
    )
    const swapped = [
      ...all.slice(0, 49),
      ...all.slice(50, 51),
      ...all.slice(49, 50),
      ...all.slice(51),
    ]
    const queries = await listing(({ first }) => (first === 51 ? swapped : all))
    expect((await codesOf()).sort()).toEqual(codes(80).sort())
    // The second pass has its pages elsewhere.
    expect(queries.map(({ first, last }) => [first, last])).toEqual([
      [1, 50],
      [51, 100],
      [1, 25],
      [26, 75],
      [76, 125],
    ])
  })

  it("arrive in the middle: what slipped off its page is not doubled", async () => {
    const late = { id: 99, started: shown(DAY.from.getTime() + 500) }
    await listing((_query, index) =>
      index === 0 ? rows(60) : [...rows(1), late, ...rows(60).slice(1)]
    )
    const read = await codesOf()
    expect(read).toHaveLength(61)
    expect(new Set(read)).toEqual(new Set([...codes(60), "code-99"]))
  })

  it("never come to rest: nothing is said", async () => {
    await listing(({ first, last }) =>
      page(rows(60), first, last).replace("totalrows>60<", "totalrows>70<")
    )
    expect(await reporting.transactionList(DAY)).toMatchObject({
      kind: "unavailable",
      reason: "The gateway's list has 70 rows, of which only 60 could be read. Ask again later.",
    })
  })

  it("are listed twice by the gateway itself: they are one", async () => {
    await listing(() => [...rows(55), ...rows(55).slice(-1)])
    expect(await codesOf()).toEqual(codes(55))
  })
})

describe("any list", () => {
  it("is read whole, whatever the order within a second and whatever comes meanwhile", async () => {
    // Seconds with up to 20 rows each, how they are turned at each question, and what comes after which.
    const seconds = fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 12 })
    const turns = fc.array(fc.nat(40), { minLength: 1, maxLength: 30 })
    const arrivals = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 5 })
    let rowsNow: (index: number) => Row[] = () => []
    let asked = 0
    await listing(() => rowsNow(asked++))
    await fc.assert(
      fc.asyncProperty(seconds, turns, arrivals, async (groups, turn, coming) => {
        asked = 0
        rowsNow = (index) => {
          const come = coming.slice(0, index)
          let id = 0
          return [...groups, ...come].flatMap((size, second) => {
            const started = shown(DAY.from.getTime() + second * 1_000)
            const group = Array.from({ length: size }, () => ({ id: id++, started }))
            const by = (turn[index % turn.length] ?? 0) % Math.max(size, 1)
            return [...group.slice(by), ...group.slice(0, by)]
          })
        }
        const read = await codesOf()
        const before = groups.reduce((sum, size) => sum + size, 0)
        expect(new Set(read).size).toBe(read.length)
        expect(read).toEqual(expect.arrayContaining(codes(before)))
      }),
      { numRuns: 40 }
    )
  }, 30_000)
})

describe("order", () => {
  it("is by date, whatever the gateway's", async () => {
    await listing(() => [...rows(3)].reverse())
    expect(await codesOf()).toEqual(codes(3))
  })
})

describe("spans", () => {
  const LONG = { from: new Date("2026-01-01T00:00:00Z"), to: new Date("2026-03-20T12:00:00Z") }

  it("of more than a month are asked for in parts that leave no gap", async () => {
    const borderline = Array.from({ length: 79 }, (_, day) => ({
      id: day,
      started: shown(LONG.from.getTime() + day * 86_400_000),
    }))
    const queries = await listing(({ from, to }) =>
      borderline.filter(({ started }) => from <= winter(started) && winter(started) < to)
    )
    expect(await codesOf(LONG)).toEqual(codes(79))
    expect(queries.length).toBeGreaterThan(2)
    for (const { from, to } of queries) expect(to - from).toBeLessThanOrEqual(28 * 86_400_000)
    expect(queries[0]?.from).toBe(LONG.from.getTime())
    expect(queries.at(-1)?.to).toBe(LONG.to.getTime())
  })

  it("have their ends in both parts", () => {
    const parts = partsOf(LONG)
    parts.slice(1).forEach(({ from }, index) => {
      expect(from.getTime()).toBeLessThan(parts[index]?.to.getTime() ?? 0)
    })
  })

  it("of nothing is one part", async () => {
    const queries = await listing(() => [])
    expect(await codesOf({ from: DAY.from, to: DAY.from })).toEqual([])
    expect(queries).toHaveLength(1)
  })

  it.each([
    ["that ends before it starts", { from: DAY.to, to: DAY.from }],
    ["without a date", { from: new Date("x"), to: DAY.to }],
  ])("%s is not asked for", async (_what, span) => {
    const queries = await listing(() => [])
    expect(await reporting.transactionList(span)).toMatchObject({ kind: "refused", code: "" })
    expect(queries).toEqual([])
  })

  it.each([
    // Whole seconds outwards.
    [
      "2026-11-20T10:00:00.900Z",
      "2026-11-20T11:00:00.100Z",
      "20/11/2026 10:00:00",
      "20/11/2026 11:00:01",
    ],
    // Summer time.
    ["2026-06-20T10:00:00Z", "2026-06-20T11:00:00Z", "20/06/2026 11:00:00", "20/06/2026 12:00:00"],
    // The hour that comes twice on 25 October: asked for with an hour more at either end.
    ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "25/10/2026 00:30:00", "25/10/2026 02:30:00"],
    ["2026-10-25T01:30:00Z", "2026-10-25T03:00:00Z", "25/10/2026 01:30:00", "25/10/2026 03:00:00"],
  ])("%s to %s are %s to %s in London", (from, to, startdate, enddate) => {
    expect(writtenSpan({ from: new Date(from), to: new Date(to) })).toEqual({ startdate, enddate })
  })
})
