import { failAtSettlement } from "../lifecycle"
import type { Transaction } from "../types"
import type { Bench } from "./bench"

type Maker = (bench: Bench) => Promise<Transaction> | Transaction

const after =
  (maker: Maker, ...steps: ((bench: Bench, original: Transaction) => unknown)[]): Maker =>
  async (bench) => {
    const original = await maker(bench)
    for (const step of steps) await step(bench, original)
    return original
  }

const payment: Maker = (bench) => bench.paid("PAYMENT")
const deferred: Maker = (bench) => bench.paid("DEFERRED")
const authenticate: Maker = (bench) => bench.paid("AUTHENTICATE")
const released = after(deferred, (bench, original) => bench.act("RELEASE", original))
const of =
  (txType: "AUTHORISE" | "REPEAT" | "REPEATDEFERRED" | "REFUND", original: Maker): Maker =>
  async (bench) =>
    bench.made(txType, await original(bench))
const settle = (bench: Bench): void => bench.settle()
const fails = (bench: Bench, original: Transaction): unknown =>
  failAtSettlement(bench.core, original)
const voided = (bench: Bench, original: Transaction): unknown => bench.act("VOID", original)
const refundAll = (bench: Bench, original: Transaction): unknown =>
  bench.act("REFUND", original, { Amount: "30.00" })
const directRefund: Maker = (bench) => bench.stored(bench.directRefund())
const manual: Maker = (bench) => bench.stored(bench.post("MANUAL", bench.manual()))

/** The bank begins to decline the card of the original. */
const declinedRepeat: Maker = async (bench) => {
  const original = await payment(bench)
  if (original.card) original.card.declines = true
  return bench.made("REPEAT", original)
}

const paidWith =
  (
    txType: "PAYMENT" | "DEFERRED" | "AUTHENTICATE",
    outcome: "decline" | "reject" | "cancel"
  ): Maker =>
  (bench) =>
    bench.paid(txType, { outcome })

/** Every state in which a request can find its original. */
export const ORIGINALS = {
  "PAYMENT, shopper not finished": (bench) => bench.register("PAYMENT"),
  "PAYMENT, shop has not answered": async (bench) => {
    bench.core.faults.add({ fault: "answer_lost" })
    return bench.paid("PAYMENT")
  },
  "PAYMENT refused by the shop": async (bench) => {
    bench.shopSays = bench.shopSays.replace("OK", "INVALID")
    return bench.paid("PAYMENT")
  },
  "PAYMENT declined": paidWith("PAYMENT", "decline"),
  "PAYMENT rejected": paidWith("PAYMENT", "reject"),
  PAYMENT: payment,
  "PAYMENT settled": after(payment, settle),
  "PAYMENT that failed to settle": after(payment, fails),
  "PAYMENT voided": after(payment, voided),
  "PAYMENT refunded": after(payment, refundAll),
  "PAYMENT 731 days old": after(payment, (bench) => bench.days(731)),
  DEFERRED: deferred,
  "DEFERRED declined": paidWith("DEFERRED", "decline"),
  "DEFERRED cancelled by the shopper": paidWith("DEFERRED", "cancel"),
  "DEFERRED released": released,
  "DEFERRED released, settled": after(released, settle),
  "DEFERRED released, voided": after(released, voided),
  "DEFERRED aborted": after(deferred, (bench, original) => bench.act("ABORT", original)),
  "DEFERRED 31 days old": after(deferred, (bench) => bench.days(31)),
  AUTHENTICATE: authenticate,
  "AUTHENTICATE registered": (bench) => bench.paid("AUTHENTICATE", { outcome: "3ds_fail" }),
  "AUTHENTICATE cancelled": after(authenticate, (bench, original) => bench.act("CANCEL", original)),
  "AUTHENTICATE used up": after(authenticate, (bench, original) =>
    bench.act("AUTHORISE", original, { Amount: "34.50" })
  ),
  "AUTHENTICATE 91 days old": after(authenticate, (bench) => bench.days(91)),
  "AUTHENTICATE cancelled by the shopper": paidWith("AUTHENTICATE", "cancel"),
  AUTHORISE: of("AUTHORISE", authenticate),
  REPEAT: of("REPEAT", payment),
  "REPEAT of a REPEAT": of("REPEAT", of("REPEAT", payment)),
  "REPEAT declined": declinedRepeat,
  REPEATDEFERRED: of("REPEATDEFERRED", payment),
  "REPEATDEFERRED released": after(of("REPEATDEFERRED", payment), (bench, original) =>
    bench.act("RELEASE", original)
  ),
  MANUAL: manual,
  "MANUAL voided": after(manual, voided),
  REFUND: of("REFUND", payment),
  "REFUND settled": after(of("REFUND", payment), settle),
  "REFUND that failed to settle": after(of("REFUND", payment), fails),
  "PAYMENT whose REFUND failed to settle": after(payment, (bench, original) => {
    const refund = bench.made("REFUND", original, { Amount: "30.00" })
    bench.settle()
    fails(bench, refund)
  }),
  "REFUND voided": after(of("REFUND", payment), voided),
  DIRECTREFUND: directRefund,
} satisfies Record<string, Maker>

export type OriginalName = keyof typeof ORIGINALS

export async function makeOriginal(bench: Bench, name: OriginalName): Promise<Transaction> {
  const make: Maker = ORIGINALS[name]
  return make(bench)
}
