import type { TxType } from "../../protocol"
import { answer } from "../gateway"
import { pay } from "../pay"
import { short, VENDOR } from "./bench"
import type { Fields } from "./bench"
import { FORMAT_ROWS, MISSING_ROWS, XML_ROWS } from "./broken-fields"
import { ALL_TYPES, broken, CARD, NEW_ON_ORIGINAL, ON_ORIGINAL, ask, REFERRING } from "./broken"
import type { Row } from "./matrix"

const OK_OF: Readonly<Partial<Record<TxType, string>>> = {
  RELEASE: "OK 2004",
  ABORT: "OK 2006",
  CANCEL: "OK 2012",
}

const related =
  (own: string, other: string) =>
  (txType: TxType): string =>
    ON_ORIGINAL.includes(txType) ? own : other

const ACCOUNT_ROWS = [
  broken("Vendor missing", ALL_TYPES, { Vendor: "" }, "MALFORMED 3034"),
  broken("Vendor badly formed", ALL_TYPES, { Vendor: "a-b" }, "INVALID 3008"),
  broken("Vendor unknown", ALL_TYPES, { Vendor: "nobody" }, "INVALID 4000"),
  broken("account inactive", ALL_TYPES, {}, "INVALID 4000", { settings: { active: false } }),
  broken("account closed", ALL_TYPES, {}, "INVALID 4047", { settings: { closed: true } }),
  broken("address not allowed", ALL_TYPES, {}, "INVALID 4020", {
    settings: { allowed_ips: ["10.0.0.2"] },
  }),
  broken("TxType missing", ALL_TYPES, { TxType: "" }, "MALFORMED 3039"),
  broken("TxType of no kind", ALL_TYPES, { TxType: "GIVE" }, "INVALID 3014"),
  broken(
    "another service",
    ALL_TYPES.filter((type) => type !== "CANCEL"),
    {},
    "INVALID 3014",
    { service: "cancel.vsp" }
  ),
  broken("no such service", ["VOID"], {}, "INVALID 5001", { service: "undo.vsp" }),
  broken("type not on the account", ALL_TYPES, {}, "INVALID 4006", { settings: { tx_types: [] } }),
  broken("type switched off", ALL_TYPES, {}, "INVALID 4007", {
    settings: { inactive_tx_types: ALL_TYPES },
  }),
  broken("not enabled", ["DIRECTREFUND"], {}, "INVALID 3171", {
    settings: { direct_refund: false },
  }),
  broken(
    "version of no such service",
    ALL_TYPES.filter((type) => !["REFUND", "REPEAT", "REPEATDEFERRED", "VOID"].includes(type)),
    { VPSProtocol: "2.22" },
    "INVALID 3098"
  ),
].flat()

const CARD_ROWS = [
  broken("check digit", CARD, { CardNumber: "4929000000007" }, "INVALID 5011"),
  broken("card of another type", CARD, { CardType: "MC" }, "INVALID 4022"),
  broken("card range unknown", CARD, { CardNumber: "4111111111111111" }, "INVALID 4021"),
  broken("card expired", CARD, { ExpiryDate: "0220" }, "INVALID 5013"),
  broken("declined by the bank", ["MANUAL"], { CardNumber: "4929602110085639" }, "NOTAUTHED 2000"),
].flat()

const ORIGINAL_ROWS = [
  broken(
    "no such original",
    REFERRING,
    {
      VPSTxId: "{00000000-0000-0000-0000-000000000000}",
      RelatedVPSTxId: "{00000000-0000-0000-0000-000000000000}",
    },
    related("INVALID 5036", "INVALID 4028")
  ),
  broken("another vendor's original", REFERRING, { Vendor: "othervendor" }, "INVALID 4032"),
  broken(
    "another VendorTxCode",
    REFERRING.filter((type) => type !== "VOID"),
    { RelatedVendorTxCode: "another" },
    (txType) => (ON_ORIGINAL.includes(txType) ? (OK_OF[txType] ?? "") : "INVALID 4029")
  ),
  broken(
    "another SecurityKey",
    REFERRING,
    { SecurityKey: "0000000000", RelatedSecurityKey: "0000000000" },
    "INVALID 4031"
  ),
  broken(
    "another TxAuthNo",
    ["RELEASE", "ABORT", "VOID", "REFUND", "REPEAT", "REPEATDEFERRED"],
    { TxAuthNo: "1", RelatedTxAuthNo: "1" },
    "INVALID 4030"
  ),
  broken("another currency", ["REFUND"], { Currency: "EUR" }, "INVALID 4033"),
  broken(
    "any currency of the account",
    ["REPEAT", "REPEATDEFERRED"],
    { Currency: "EUR" },
    "OK 0000"
  ),
  broken("more than the original", ["RELEASE"], { ReleaseAmount: "30.01" }, "INVALID 4049"),
  broken("more than was taken", ["REFUND"], { Amount: "30.01" }, "INVALID 4035"),
  broken("115 %", ["AUTHORISE"], { Amount: "34.50" }, "OK 0000"),
  broken("a penny over 115 %", ["AUTHORISE"], { Amount: "34.51" }, "INVALID 4044"),
  broken("more than the original", ["REPEAT", "REPEATDEFERRED"], { Amount: "999.00" }, "OK 0000"),
].flat()

const unused: Row[] = [...NEW_ON_ORIGINAL, ...CARD].map((txType) => ({
  name: `${txType}, VendorTxCode used before`,
  expected: "INVALID 4042",
  run: async (bench) => {
    const earlier = await bench.paid("PAYMENT")
    return ask(bench, txType, { VendorTxCode: earlier.vendorTxCode })
  },
}))

const wrongCodeOnOriginal: Row[] = (["RELEASE", "ABORT", "CANCEL", "VOID"] as const).map(
  (txType) => ({
    name: `${txType} with another VendorTxCode`,
    // A VOID is not compared: some clients send a fresh code (inferred).
    expected: txType === "VOID" ? "OK 2005" : "INVALID 4029",
    run: (bench) => ask(bench, txType, { VendorTxCode: "another" }),
  })
)

const yen: Row[] = (["RELEASE", "AUTHORISE"] as const).map((txType) => ({
  name: `${txType} of yen with decimals`,
  expected: txType === "RELEASE" ? "INVALID 3102" : "INVALID 3006",
  run: async (bench) => {
    const type = txType === "RELEASE" ? "DEFERRED" : "AUTHENTICATE"
    const original = await bench.paid(type, {}, { Amount: "3000", Currency: "JPY" })
    return short(
      bench.act(txType, original, {
        Amount: "10.50",
        ReleaseAmount: txType === "RELEASE" ? "10.50" : "",
      })
    )
  },
}))

const repeatedField: Row = {
  name: "VOID with a field twice",
  expected: "INVALID 3000",
  run: async (bench) => {
    const original = await bench.paid("PAYMENT")
    const fields = {
      VPSProtocol: "4.00",
      TxType: "VOID",
      Vendor: VENDOR,
      ...bench.about("VOID", original),
    }
    const message = { fields, repeated: ["TxAuthNo"], ip: "10.0.0.1" }
    return short(answer(bench.core, "void.vsp", message) as Fields)
  },
}

/** A second registration under the same code. */
const again = (
  name: string,
  expected: string,
  overrides: Fields,
  first: "open" | "paid" = "open",
  txType: TxType = "PAYMENT"
): Row => ({
  name: `registered again, ${name}`,
  expected,
  run: async (bench) => {
    const fields = bench.registration()
    const earlier = bench.stored(bench.post("PAYMENT", fields))
    if (first === "paid") {
      await pay(bench.core, earlier, {})
    }
    return short(bench.post(txType, { ...fields, ...overrides }))
  },
})

const REGISTERED_AGAIN: readonly Row[] = [
  again("the same", "OK REPEATED 2014", {}),
  again("the same Amount written otherwise", "OK REPEATED 2014", { Amount: "30" }),
  again("another Amount", "MALFORMED 4002", { Amount: "31.00" }),
  again("another Currency", "MALFORMED 4003", { Currency: "EUR" }),
  again("another TxType", "MALFORMED 4004", {}, "open", "DEFERRED"),
  again("another Description", "MALFORMED 4005", { Description: "Tea" }),
  again("after it was paid", "INVALID 4042", {}, "paid"),
]

export const BROKEN_ROWS: readonly Row[] = [
  ...ACCOUNT_ROWS,
  ...MISSING_ROWS,
  ...FORMAT_ROWS,
  ...XML_ROWS,
  ...CARD_ROWS,
  ...ORIGINAL_ROWS,
  ...unused,
  ...wrongCodeOnOriginal,
  ...yen,
  repeatedField,
  ...REGISTERED_AGAIN,
]
