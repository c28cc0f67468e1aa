import {
  EVERYTHING,
  filterQuery,
  hasFilters,
  isNarrowed,
  listQuery,
  orderOf,
  pageWithin,
  readState,
  sortingOf,
  withChange,
  writeState,
  type ListState,
} from "./list-state"

const read = (address: string) => readState(new URLSearchParams(address))

const NARROW: ListState = {
  q: "#12",
  kinds: ["REPEAT", "REFUND"],
  states: ["deferred", "taken"],
  currency: "gbp",
  from: "2026-11-01",
  to: "2026-11-30",
  lapsing: 5,
  paymentsOnly: true,
  order: "amount_minor",
  page: 3,
}

describe("the address of a list", () => {
  it("is plain for the plain list", () => {
    expect(read("")).toEqual(EVERYTHING)
    expect(writeState(EVERYTHING, new URLSearchParams("q=x&page=2")).toString()).toBe("")
  })

  it("says everything that the list shows, and nothing else's part of it is lost", () => {
    const written = writeState(NARROW, new URLSearchParams("days=90"))
    expect(written.toString()).toBe(
      "days=90&q=%2312&kind=REPEAT%2CREFUND&state=deferred%2Ctaken&currency=gbp&from=2026-11-01" +
        "&to=2026-11-30&lapsing=5&payments=only&order=amount_minor&page=4"
    )
    expect(readState(written)).toEqual(NARROW)
  })

  it.each([
    ["kind=NONSENSE,REFUND,REFUND", { kinds: ["REFUND"] }],
    ["state=taken,deferred,toString", { states: ["deferred", "taken"] }],
    ["currency=GBP", { currency: "gbp" }],
    ["currency=pounds", {}],
    ["from=2026-02-30&to=yesterday", {}],
    ["lapsing=93", {}],
    ["payments=1", {}],
    ["order=state", {}],
    ["page=0", {}],
    ["page=-1", {}],
    ["page=1e9", {}],
    ["page=999999999", {}],
    [`q=${"x".repeat(200)}`, { q: "x".repeat(100) }],
  ])("leaves out what nobody understands: %s", (address, understood) => {
    expect(read(address)).toEqual({ ...EVERYTHING, ...understood })
  })

  it("begins at the first page after every change but that of the page", () => {
    expect(withChange(NARROW, { currency: undefined })).toMatchObject({ page: 0, q: "#12" })
    expect(withChange(NARROW, { page: 4 })).toEqual({ ...NARROW, page: 4 })
  })
})

describe("the query", () => {
  it("asks for nothing that was not chosen", () => {
    expect(JSON.parse(JSON.stringify(listQuery(EVERYTHING)))).toEqual({
      order: "-created_at",
      limit: 20,
      offset: 0,
    })
  })

  it("has every choice", () => {
    expect(listQuery(NARROW)).toEqual({
      q: "#12",
      kind: ["REPEAT", "REFUND"],
      state: ["deferred", "taken"],
      currency: "gbp",
      created_at: {
        $gte: new Date(2026, 10, 1).toISOString(),
        $lt: new Date(2026, 11, 1).toISOString(),
      },
      lapsing_within_days: 5,
      roots_only: true,
      order: "amount_minor",
      limit: 20,
      offset: 60,
    })
  })

  it("asks from a day on, or up to one", () => {
    const { created_at: since } = filterQuery({ ...EVERYTHING, from: "2026-11-21" })
    expect(since).toEqual({ $gte: new Date(2026, 10, 21).toISOString(), $lt: undefined })
    const { created_at: until } = filterQuery({ ...EVERYTHING, to: "2026-12-31" })
    expect(until).toEqual({ $gte: undefined, $lt: new Date(2027, 0, 1).toISOString() })
  })

  it("looks for no blanks", () => {
    expect(filterQuery({ ...EVERYTHING, q: "  " }).q).toBeUndefined()
    expect(filterQuery({ ...EVERYTHING, q: " 0006 " }).q).toBe("0006")
  })
})

it.each([
  ["", false, false],
  ["order=amount_minor&page=7", false, false],
  ["q=12", false, true],
  ["q=%20", false, false],
  ["payments=only", true, true],
  ["state=taken", true, true],
  ["lapsing=0", true, true],
  ["to=2026-11-21", true, true],
])("%p: filters %p, narrowed %p", (address, filters, narrowed) => {
  const state = read(address)
  expect([hasFilters(state), isNarrowed(state)]).toEqual([filters, narrowed])
})

it.each([
  [0, 0, 0],
  [4, 0, 0],
  [4, 20, 0],
  [4, 21, 1],
  [1, 100, 1],
])("shows of page %d of %d rows page %d", (page, count, shown) => {
  expect(pageWithin(page, count)).toBe(shown)
})

it("sorts by what the columns say, and by the date without", () => {
  expect(sortingOf("-amount_minor")).toEqual({ id: "amount_minor", desc: true })
  expect(sortingOf("created_at")).toEqual({ id: "created_at", desc: false })
  expect(orderOf({ id: "amount_minor", desc: true })).toBe("-amount_minor")
  expect(orderOf({ id: "state", desc: true })).toBe("-created_at")
  expect(orderOf(undefined)).toBe("-created_at")
})

it.each([
  ["4929 0000 0000 6", "0006"],
  ["4929000000006", "0006"],
  [" 3742-000000-00004 ", "0004"],
  ["4929000000007", "4929000000007"],
  ["1234567890123452", "1234567890123452"],
  ["{0F4B1D6E-2C3A-4D5E-8F90-A1B2C3D4E5F6}", "{0F4B1D6E-2C3A-4D5E-8F90-A1B2C3D4E5F6}"],
])("of a card's number only the last four digits are looked for: %p", (typed, sought) => {
  const address = writeState({ ...EVERYTHING, q: typed }, new URLSearchParams())
  expect(address.get("q")).toBe(sought)
  expect(readState(new URLSearchParams({ q: typed })).q).toBe(sought)
})
