import { Bench } from "../__fixtures__/bench"
import { makeOriginal } from "../__fixtures__/originals"
import type { OriginalName } from "../__fixtures__/originals"
import { ask, detail, tag } from "../__fixtures__/report"
import { pay } from "../pay"
import { element } from "./document"
import type { Transaction } from "../types"

const bare = ({ vpsTxId }: Transaction): string => vpsTxId.slice(1, -1)

describe("txstateid, by what has become of it", () => {
  test.each<[OriginalName, string]>([
    ["PAYMENT, shopper not finished", "2"],
    ["PAYMENT, shop has not answered", "7"],
    ["PAYMENT refused by the shop", "9"],
    ["PAYMENT rejected", "10"],
    ["DEFERRED cancelled by the shopper", "11"],
    ["AUTHENTICATE cancelled by the shopper", "11"],
    ["PAYMENT declined", "12"],
    ["DEFERRED declined", "12"],
    ["REPEAT declined", "12"],
    ["DEFERRED", "14"],
    ["REPEATDEFERRED", "14"],
    ["AUTHENTICATE", "15"],
    ["PAYMENT", "16"],
    ["PAYMENT settled", "16"],
    ["DEFERRED released", "16"],
    ["AUTHORISE", "16"],
    ["REPEAT", "16"],
    ["REFUND", "16"],
    ["MANUAL", "16"],
    ["PAYMENT voided", "18"],
    ["REFUND voided", "18"],
    ["DEFERRED released, voided", "18"],
    ["DEFERRED aborted", "19"],
    ["AUTHENTICATE registered", "21"],
    ["AUTHENTICATE cancelled", "22"],
    ["PAYMENT that failed to settle", "23"],
    ["REFUND that failed to settle", "23"],
    ["AUTHENTICATE used up", "26"],
    ["AUTHENTICATE 91 days old", "26"],
    ["DEFERRED 31 days old", "27"],
  ])("%s is %s", async (name, id) => {
    const bench = new Bench()
    const report = detail(bench, await makeOriginal(bench, name))
    expect(report.one("txstateid")).toBe(id)
    expect(report.one("status")).toMatch(/\w+\.$/)
  })

  test("on the pages 3 and 5, given up 8, an error 13", async () => {
    const bench = new Bench()
    const ids = async (change: (payment: Transaction) => unknown) => {
      const payment = bench.register("PAYMENT")
      await change(payment)
      return detail(bench, payment).one("txstateid")
    }
    expect([
      await ids((payment) => (payment.step = "card_details")),
      await ids((payment) => (payment.step = "challenge")),
      await ids((payment) => pay(bench.core, payment, { outcome: "inactive" })),
      await ids((payment) => pay(bench.core, payment, { outcome: "error" })),
    ]).toEqual(["3", "5", "8", "13"])
  })
})

describe("getTransactionDetail", () => {
  test("has what a remote action needs", async () => {
    const bench = new Bench()
    const payment = await bench.paid("PAYMENT", {}, { Amount: "1234.50" })
    const report = detail(bench, payment)
    const said = ["vpstxid", "vendortxcode", "securitykey", "vpsauthcode", "currency"].map(
      report.one
    )
    const { vendorTxCode, securityKey, txAuthNo } = payment
    expect(said).toEqual([bare(payment), vendorTxCode, securityKey, txAuthNo, "GBP"])
    expect(report.one("transactiontype")).toBe("Payment")
    expect(report.one("amount")).toBe("1,234.50")
    expect(report.one("started")).toMatch(/^02\/03\/2026 10:00:00\.\d{3}$/)
    expect(report.one("last4digits")).toBe("0006")
    expect(report.one("billingpostcode")).toBe("N4 12AA")
    expect(report.document).not.toContain("4929000000006")
  })

  test("is the same by code, in an envelope with London's time", async () => {
    const bench = new Bench({ now: () => new Date("2026-07-01T11:30:00Z") })
    const payment = await bench.paid("PAYMENT", {}, { Description: "Tea & cake für 2" })
    const byCode = ask(bench, "getTransactionDetail", { vendortxcode: payment.vendorTxCode })
    expect(byCode.document).toBe(detail(bench, payment).document)
    expect(byCode.document.startsWith('<?xml version="1.0" encoding="ISO-8859-1" ?>')).toBe(true)
    expect(byCode.one("errorcode")).toBe("0000")
    expect(byCode.one("timestamp")).toBe("01/07/2026 12:30:00")
    expect(byCode.one("description")).toBe("Tea &amp; cake für 2")
  })

  test("has a batch once it is settled, until it fails at the bank", async () => {
    const bench = new Bench()
    const payment = await bench.paid("PAYMENT")
    const batch = () => detail(bench, payment).one("batchid")
    expect(batch()).toBe("")
    bench.settle()
    expect(batch()).toBe("1")
  })

  test("says whether it was refunded and repeated, and names the parent", async () => {
    const bench = new Bench()
    const payment = await bench.paid("PAYMENT")
    const flags = () => ["refunded", "repeated"].map(detail(bench, payment).one)
    expect(flags()).toEqual(["NO", "NO"])
    const refund = bench.made("REFUND", payment)
    const repeat = bench.made("REPEAT", payment)
    expect(flags()).toEqual(["YES", "YES"])
    bench.act("VOID", refund)
    bench.act("VOID", repeat)
    expect(flags()).toEqual(["NO", "NO"])
    const report = detail(bench, refund)
    expect(
      ["relatedtransactionid", "relatedvendortxcode", "relatedamount"].map(report.one)
    ).toEqual([bare(payment), payment.vendorTxCode, "30.00"])
  })

  test.each([
    [true, "10.00"],
    [false, "30.00"],
  ])("of a released DEFERRED; released amount %p: %s", async (reports, amount) => {
    const bench = new Bench()
    bench.core.accounts.set("testvendor", { reports_released_amount: reports })
    const deferred = await bench.paid("DEFERRED")
    const said = () => ["released", "aborted", "amount"].map(detail(bench, deferred).one)
    expect(said()).toEqual(["NO", "NO", "30.00"])
    bench.act("RELEASE", deferred, { ReleaseAmount: "10.00" })
    expect(said()).toEqual(["YES", "NO", amount])
  })

  test("an ABORTed one says so, and what has no such flag has it empty", async () => {
    const bench = new Bench()
    const deferred = await bench.paid("DEFERRED")
    bench.act("ABORT", deferred)
    expect(detail(bench, deferred).one("aborted")).toBe("YES")
    expect(detail(bench, await bench.paid("PAYMENT")).one("released")).toBe("")
  })
})

describe("getTransactionList", () => {
  const DAY = { startdate: "02/03/2026 00:00:00", enddate: "02/03/2026 23:59:59" }
  const list = (bench: Bench, parameters = {}) =>
    ask(bench, "getTransactionList", { ...DAY, ...parameters })

  test("pages through all of this vendor, oldest or newest first", async () => {
    const bench = new Bench()
    const codes = Array.from({ length: 53 }, () => bench.register("PAYMENT").vendorTxCode)
    bench.register("PAYMENT", { Vendor: "othervendor" })
    const first = list(bench)
    expect(first.all("vendortxcode")).toEqual(codes.slice(0, 50))
    expect(["startrow", "endrow", "totalrows"].map(first.one)).toEqual(["1", "50", "53"])
    const second = list(bench, { startrow: "51", endrow: "100" })
    expect(second.all("vendortxcode")).toEqual(codes.slice(50))
    expect(["startrow", "endrow", "totalrows"].map(second.one)).toEqual(["51", "53", "53"])
    const newest = list(bench, {
      sorttype: "ByDate",
      sortorder: "DESC",
      startrow: "1",
      endrow: "2",
    })
    expect(newest.all("vendortxcode")).toEqual([codes[52], codes[51]])
  })

  test("has one row for each transaction, successful or not", async () => {
    const bench = new Bench()
    const payment = await bench.paid("PAYMENT")
    bench.made("REFUND", payment)
    await bench.paid("PAYMENT", { outcome: "decline" })
    const { all } = list(bench)
    expect(all("transactiontype")).toEqual(["Payment", "Refund", "Payment"])
    expect(all("result")).toEqual(["success", "success", "failure"])
    expect(all("amount")).toEqual(["30.00", "10.00", "30.00"])
    expect(all("started")[0]).toBe("02/03/2026 10:00:00")
  })

  test("is of the span, both seconds included, by the clock in London", () => {
    let time = "2026-07-01T22:59:59.999Z"
    const bench = new Bench({ now: () => new Date(time) })
    const before = bench.register("PAYMENT").vendorTxCode
    time = "2026-07-01T23:00:00.000Z"
    const after = bench.register("PAYMENT").vendorTxCode
    const between = (startdate: string, enddate: string) =>
      list(bench, { startdate, enddate }).all("vendortxcode")
    expect(between("01/07/2026 00:00:00", "01/07/2026 23:59:59")).toEqual([before])
    expect(between("02/07/2026 00:00:00", "02/07/2026 00:00:00")).toEqual([after])
  })

  test("of what is related to one", async () => {
    const bench = new Bench()
    const payment = await bench.paid("PAYMENT")
    const refund = bench.made("REFUND", payment)
    await bench.paid("PAYMENT")
    const about = (relatedtransactionid: string) =>
      list(bench, { relatedtransactionid }).all("vendortxcode")
    expect(about(bare(payment))).toEqual([refund.vendorTxCode])
    expect(about("nothing")).toEqual([])
  })
})

test("getRelatedTransactions: what was made from it directly, since then", async () => {
  const bench = new Bench()
  const payment = await bench.paid("PAYMENT")
  const repeat = bench.made("REPEAT", payment)
  bench.made("REFUND", repeat)
  await bench.days(1)
  const refund = bench.made("REFUND", payment)
  const since = (startdate: string) =>
    ask(bench, "getRelatedTransactions", { vpstxid: bare(payment), startdate })
  const all = since("02/03/2026 00:00:00")
  expect(all.all("vendortxcode")).toEqual([repeat.vendorTxCode, refund.vendorTxCode])
  expect(all.one("totalrows")).toBe("2")
  expect(since("03/03/2026 00:00:00").all("vpstxid")).toEqual([bare(refund)])
})

test("what is no text of the document is escaped", () => {
  expect(element("x", `<a & 'b' "c"> ü €`)).toBe(
    "<x>&lt;a &amp; &apos;b&apos; &quot;c&quot;&gt; ü &#8364;</x>"
  )
})

test("version and getTransactionTypes", () => {
  const bench = new Bench()
  expect(ask(bench, "version", {}).one("version")).toMatch(/^\d/)
  expect(ask(bench, "getTransactionTypes", {}).document).toContain(tag("transactiontype", "VOID"))
})
