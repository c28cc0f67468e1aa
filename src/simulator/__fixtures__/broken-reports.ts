import { VENDOR } from "./bench"
import type { Bench } from "./bench"
import type { Row } from "./matrix"
import { code, LOGIN, md5, signed, tag, tags } from "./report"

const DETAIL = "getTransactionDetail"
const LIST = "getTransactionList"
const RELATED = "getRelatedTransactions"

type Make = (bench: Bench) => string | Promise<string>

const row = (name: string, expected: string, request: Make): Row => ({
  name: `report, ${name}`,
  expected,
  run: async (bench) => code(bench, await request(bench)),
})

/** Signed, but put together in another way than clients do. */
function assembled(said: string, after = ""): string {
  const signature = tag("signature", md5(said + tag("password", LOGIN.password)))
  return tag("vspaccess", said + signature + after)
}

const HEAD = tags({ command: "version", vendor: VENDOR, user: LOGIN.user })
const A_DAY = { startdate: "02/03/2026 00:00:00", enddate: "02/03/2026 23:59:59" }
const listOf = (parameters: Readonly<Record<string, string>>) => () =>
  signed(LIST, tags({ ...A_DAY, ...parameters }))
const spanOf = (startdate: string, enddate: string) => () =>
  signed(LIST, tags({ startdate, enddate }))

const wrong = (bench: Bench, times: number): void => {
  for (let n = 0; n < times; n += 1) code(bench, signed("version", "", { password: "guess" }))
}

const LOGIN_ROWS = [
  row("a right one", "0000", () => signed("version")),
  row("vendor in another case", "0000", () => signed("version", "", { vendor: "TestVendor" })),
  row("signature in capitals", "0000", () =>
    signed("version").replace(/[0-9a-f]{32}/, (hex) => hex.toUpperCase())
  ),
  row("with a declaration", "0000", () => `<?xml version="1.0"?>${signed("version")}`),
  row("garbage", "0001", () => "vendor=testvendor"),
  row("nothing", "0001", () => ""),
  row("cut off", "0001", () => signed("version").slice(0, -5)),
  row("a document type", "0001", () => `<!DOCTYPE x [<!ENTITY a "b">]>${signed("version")}`),
  row("another root", "0002", () => signed("version").replaceAll("vspaccess", "access")),
  row("command twice", "3000", () => assembled(HEAD + tag("command", "version"))),
  row("unknown vendor", "0008", () => signed("version", "", { vendor: "nobody" })),
  row("unknown user", "0008", () => signed("version", "", { user: "somebody" })),
  row("another vendor's user", "0008", (bench) => {
    bench.core.accounts.set("othervendor", { reporting: { user: "other" } })
    return signed("version", "", { user: "other" })
  }),
  row("wrong password", "0010", () => signed("version", "", { password: "guess" })),
  row("no signature", "0010", () => tag("vspaccess", HEAD)),
  row("command not first", "0010", () =>
    assembled(tags({ vendor: VENDOR, command: "version", user: LOGIN.user }))
  ),
  row("signature not last", "0010", () => assembled(HEAD, tag("vpstxid", "1"))),
  row("a line break between elements", "0010", () => assembled(HEAD.replace("><v", ">\n<v"))),
  row("a line break that was not hashed", "0010", () =>
    signed("version").replace("><vendor", ">\n<vendor")
  ),
  row("changed after it was signed", "0010", () =>
    signed(DETAIL, tag("vendortxcode", "a")).replace(">a<", ">b<")
  ),
  row("two wrong ones before", "0000", (bench) => {
    wrong(bench, 2)
    return signed("version")
  }),
  row("three wrong ones before", "0008", (bench) => {
    wrong(bench, 3)
    return signed("version")
  }),
  row("a right one between wrong ones", "0000", (bench) => {
    wrong(bench, 2)
    code(bench, signed("version"))
    wrong(bench, 2)
    return signed("version")
  }),
  row("three unknown users before", "0008", (bench) => {
    for (let n = 0; n < 3; n += 1) code(bench, signed("version", "", { user: "somebody" }))
    return signed("version")
  }),
  row("more than the account may in a minute", "2213", (bench) => {
    bench.core.accounts.set(VENDOR, { reporting: { per_minute: 2 } })
    for (let n = 0; n < 2; n += 1) code(bench, signed("version"))
    return signed("version")
  }),
  row("as many as it may, a minute later", "0000", async (bench) => {
    bench.core.accounts.set(VENDOR, { reporting: { per_minute: 2 } })
    for (let n = 0; n < 2; n += 1) code(bench, signed("version"))
    await bench.days(1 / 24)
    return signed("version")
  }),
  row("unknown command", "0013", () => signed("getEverything")),
]

const TRANSACTION_ROWS = [
  row("detail of nothing", "0042", () => signed(DETAIL)),
  row("detail of an empty code", "0042", () => signed(DETAIL, tag("vendortxcode", ""))),
  row("detail of two", "2142", () => signed(DETAIL, tags({ vpstxid: "1", vendortxcode: "a" }))),
  row("detail of a code twice", "2142", () => signed(DETAIL, tag("vendortxcode", "a").repeat(2))),
  row("detail of an unknown code", "0043", () => signed(DETAIL, tag("vendortxcode", "nothing"))),
  row("detail of an unknown id", "2238", () => signed(DETAIL, tag("vpstxid", "nothing"))),
  row("detail by code", "0000", async (bench) => {
    const { vendorTxCode } = await bench.paid("PAYMENT")
    return signed(DETAIL, tag("vendortxcode", vendorTxCode))
  }),
  row("detail by code, the name written otherwise", "0000", async (bench) => {
    const { vendorTxCode } = await bench.paid("PAYMENT")
    return signed(DETAIL, tag("vendorTxCode", vendorTxCode))
  }),
  row("detail by id with braces", "0000", async (bench) => {
    const { vpsTxId } = await bench.paid("PAYMENT")
    return signed(DETAIL, tag("vpstxid", vpsTxId))
  }),
  row("another vendor's transaction by id", "2238", async (bench) => {
    const { vpsTxId } = await bench.paid("PAYMENT", {}, { Vendor: "othervendor" })
    return signed(DETAIL, tag("vpstxid", vpsTxId))
  }),
  row("another vendor's transaction by code", "0043", async (bench) => {
    const { vendorTxCode } = await bench.paid("PAYMENT", {}, { Vendor: "othervendor" })
    return signed(DETAIL, tag("vendortxcode", vendorTxCode))
  }),
  row("related to nothing", "2142", () => signed(RELATED, tag("startdate", A_DAY.startdate))),
  row("related to an unknown one", "2238", () =>
    signed(RELATED, tags({ vpstxid: "nothing", startdate: A_DAY.startdate }))
  ),
  row("related since no date", "0009", async (bench) => {
    const { vpsTxId } = await bench.paid("PAYMENT")
    return signed(RELATED, tag("vpstxid", vpsTxId))
  }),
]

const LIST_ROWS = [
  row("a list", "0000", listOf({})),
  row("a list without dates", "0009", () => signed(LIST)),
  row("a list without an end", "0009", () => signed(LIST, tag("startdate", A_DAY.startdate))),
  row("a date of the other order", "0009", spanOf("2026-03-02 00:00:00", A_DAY.enddate)),
  row("a day that there is not", "0009", spanOf("01/02/2026 00:00:00", "30/02/2026 00:00:00")),
  row("an end before the start", "0038", spanOf("02/03/2026 00:00:01", "02/03/2026 00:00:00")),
  row("a moment", "0000", spanOf("02/03/2026 00:00:00", "02/03/2026 00:00:00")),
  row("one month", "0000", spanOf("02/03/2026 10:00:00", "02/04/2026 10:00:00")),
  row("a second more", "0039", spanOf("02/03/2026 10:00:00", "02/04/2026 10:00:01")),
  row("one short month", "0000", spanOf("31/01/2026 00:00:00", "28/02/2026 00:00:00")),
  row("a day more than that", "0039", spanOf("31/01/2026 00:00:00", "01/03/2026 00:00:00")),
  row("fifty rows", "0000", listOf({ startrow: "51", endrow: "100" })),
  row("fifty-one rows", "0099", listOf({ startrow: "1", endrow: "51" })),
  row("rows without an end", "2222", listOf({ startrow: "1" })),
  row("rows without a start", "2222", listOf({ endrow: "50" })),
  row("rows from nothing", "2243", listOf({ startrow: "0", endrow: "9" })),
  row("rows that are no numbers", "2243", listOf({ startrow: "one", endrow: "9" })),
  row("rows backwards", "0211", listOf({ startrow: "9", endrow: "8" })),
  row("one row only", "0211", listOf({ startrow: "9", endrow: "9" })),
  row("an order", "0000", listOf({ sorttype: "ByDate", sortorder: "desc" })),
  row("an unknown order", "0009", listOf({ sorttype: "ByWeather" })),
  row("an unknown direction", "0009", listOf({ sortorder: "UP" })),
  row("a filter that is not known here", "0009", listOf({ searchphrase: "tea" })),
]

export const REPORT_ROWS: readonly Row[] = [...LOGIN_ROWS, ...TRANSACTION_ROWS, ...LIST_ROWS]
