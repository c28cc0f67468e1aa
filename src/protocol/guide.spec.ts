import { GUIDE_2_22, GUIDE_3_00, rowsOf, type GuideRow } from "./__fixtures__/guide-rows"
import { fieldOf } from "./fields"
import { TX_TYPES, type TxTypeEntry } from "./tx-types"
import type { ProtocolVersion, TxType } from "./versions"

const maxOf = (field: string, version: ProtocolVersion): number | undefined =>
  fieldOf(field)?.in?.[version]?.max ?? fieldOf(field)?.max

/** Fields that the gateway takes although the guide does not list them. */
const BEYOND_THE_GUIDE: Partial<Record<string, string[]>> = {
  REPEAT: ["AccountType"],
  REPEATDEFERRED: ["AccountType"],
}

function ourRows(txType: TxType, version: ProtocolVersion): GuideRow[] {
  const entry: TxTypeEntry = TX_TYPES[txType]
  return entry.request
    .filter(({ versions }) => !versions || versions.includes(version))
    .filter(({ field }) => !BEYOND_THE_GUIDE[txType]?.includes(field))
    .map(({ field, need }) => ({
      field,
      mandatory: need === "always",
      max: maxOf(field, version),
    }))
}

const byName = (rows: GuideRow[]): GuideRow[] =>
  [...rows].sort((one, other) => (one.field < other.field ? -1 : 1))

const types = Object.entries(GUIDE_3_00) as [TxType, (typeof GUIDE_3_00)[string]][]

describe("our tables are the guide's", () => {
  it.each(types)("%s, what is sent", (txType, guide) => {
    expect(TX_TYPES[txType].service).toBe(guide.service)
    expect(byName(ourRows(txType, "3.00"))).toEqual(byName(rowsOf(guide.request)))
  })

  it.each(types)("%s, what comes back", (txType, guide) => {
    const entry: TxTypeEntry = TX_TYPES[txType]
    const ours = new Map(entry.reply.map(({ field }) => [field as string, maxOf(field, "3.00")]))
    for (const { field, max } of rowsOf(guide.reply)) {
      expect([field, ours.has(field)]).toEqual([field, true])
      expect([field, ours.get(field)]).toEqual([field, max])
    }
  })

  it.each(Object.entries(GUIDE_2_22))("%s in the old form", (txType, table) => {
    expect(byName(ourRows(txType as TxType, "2.22"))).toEqual(byName(rowsOf(table)))
  })
})
