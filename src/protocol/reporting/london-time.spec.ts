import fc from "fast-check"
import { comesTwice, fromLondonTime, toLondonTime } from "./london-time"

describe("fromLondonTime", () => {
  it.each([
    ["21/11/2026 04:05:06", "2026-11-21T04:05:06.000Z"],
    ["21/06/2026 04:05:06", "2026-06-21T03:05:06.000Z"],
    ["21/06/2026 00:30:00", "2026-06-20T23:30:00.000Z"],
    ["21/06/2026 04:05:06.7", "2026-06-21T03:05:06.700Z"],
    ["21/06/2026 04:05:06.789", "2026-06-21T03:05:06.789Z"],
    // Summer time began on 29 March 2026 at 01:00 and ended on 25 October at 02:00.
    ["29/03/2026 00:59:59", "2026-03-29T00:59:59.000Z"],
    ["29/03/2026 02:00:00", "2026-03-29T01:00:00.000Z"],
    ["25/10/2026 00:59:59", "2026-10-24T23:59:59.000Z"],
    ["25/10/2026 02:00:00", "2026-10-25T02:00:00.000Z"],
    ["29/02/2028 12:00:00", "2028-02-29T12:00:00.000Z"],
  ])("%s is %s", (text, iso) => {
    expect(fromLondonTime(text)?.toISOString()).toBe(iso)
  })

  it("takes the first of the hour that comes twice", () => {
    expect(fromLondonTime("25/10/2026 01:30:00")?.toISOString()).toBe("2026-10-25T00:30:00.000Z")
  })

  it("takes the hour that is left out as winter time", () => {
    expect(fromLondonTime("29/03/2026 01:30:00")?.toISOString()).toBe("2026-03-29T01:30:00.000Z")
  })

  it.each([
    "",
    "2026-11-21 04:05:06",
    "21/11/2026",
    "1/11/2026 04:05:06",
    "31/02/2026 04:05:06",
    "29/02/2026 04:05:06",
    "00/11/2026 04:05:06",
    "21/13/2026 04:05:06",
    "21/11/2026 24:00:00",
    "21/11/2026 04:60:00",
    "21/11/2026 04:05:60",
    "21/11/2026 04:05:06.1234",
    "21/11/2026 04:05:06 GMT",
  ])("%j is no date", (text) => {
    expect(fromLondonTime(text)).toBeUndefined()
  })

  it("reads back what toLondonTime writes, but for the second coming of an hour", () => {
    const seconds = fc.integer({ min: 946_684_800, max: 4_102_444_800 })
    fc.assert(
      fc.property(seconds, (second) => {
        const instant = new Date(second * 1_000)
        const read = fromLondonTime(toLondonTime(instant))?.getTime()
        const hours = comesTwice(instant) ? [0, 3_600_000] : [0]
        expect(hours.map((shift) => instant.getTime() - shift)).toContain(read)
      })
    )
  })
})

describe("comesTwice", () => {
  it.each([
    ["2026-10-25T00:00:00Z", true],
    ["2026-10-25T00:30:00Z", true],
    ["2026-10-25T01:30:00Z", true],
    ["2026-10-24T23:59:59Z", false],
    ["2026-10-25T02:00:00Z", false],
    ["2026-03-29T01:30:00Z", false],
  ])("%s: %s", (iso, twice) => {
    expect(comesTwice(new Date(iso))).toBe(twice)
  })
})
