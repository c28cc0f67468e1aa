import fc from "fast-check"
import { unclaimed } from "../../src/modules/sagepay/rules"
import type { SagepayModuleService } from "../../src/modules/sagepay/service"
import type { FaultRequest } from "../../src/simulator"
import { failure, type LedgerBench, type Paid } from "../helpers/ledger"
import { AMOUNT, type Model } from "./gateway-model"

/** The ledger under test, with the person or the report that decides what nobody knows. */
export type Real = {
  readonly bench: LedgerBench
  readonly other: SagepayModuleService
  readonly paid: Paid
  /** Brings an open intent to an end, as the gateway knows it. */
  readonly decide: (real: Real) => Promise<void>
}
export type LedgerCommand = fc.AsyncCommand<Model, Real>

/** What may happen to the one POST of a request. */
export const FAULTS = [
  "none",
  "act_then_reset",
  "reset_before",
  "half_reply",
  "html",
  "empty",
  "no_status",
  "error_status",
] as const
export type Fault = (typeof FAULTS)[number]

abstract class Command implements LedgerCommand {
  check(): boolean {
    return true
  }

  abstract toString(): string
  protected abstract act(model: Model, real: Real): Promise<void>

  /** The three books and the model agree after every single command. */
  async run(model: Model, real: Real): Promise<void> {
    await this.act(model, real)
    expect(await real.bench.booksOf(real.paid)).toEqual({ net: model.net, held: model.held })
  }
}

/** Asks until it is decided; `again` says what to ask for after the first answer was lost. */
async function insist(real: Real, fault: Fault, ask: () => Promise<void>): Promise<string> {
  if (fault !== "none") real.bench.simulator.control.fault({ fault } as FaultRequest)
  let result = await codeOf(ask)
  real.bench.simulator.control.clearFaults()
  for (let tries = 0; result === "unknown" && tries < 3; tries++) {
    await real.decide(real)
    result = await codeOf(ask)
  }
  return result
}

async function codeOf(ask: () => Promise<void>): Promise<string> {
  return ask().then(
    () => "done",
    (error: unknown) => (error as { code: string }).code
  )
}

export class Capture extends Command {
  constructor(
    readonly amount: number,
    readonly fault: Fault
  ) {
    super()
  }

  protected async act(model: Model, real: Real): Promise<void> {
    // A PAYMENT is captured since it was paid; core refuses to capture it again.
    if (model.kind === "PAYMENT") return
    const may = model.mayCapture(this.amount)
    const said = await insist(real, may ? this.fault : "none", () =>
      real.bench.capture(real.paid, this.amount)
    )
    expect(said).toBe(may ? "done" : "not_allowed")
    if (may) model.capture(this.amount)
  }

  toString(): string {
    return `capture ${this.amount} (${this.fault})`
  }
}

/** Two people in two processes press the same button at once. */
export class CaptureTwice extends Command {
  constructor(readonly amount: number) {
    super()
  }

  protected async act(model: Model, real: Real): Promise<void> {
    if (model.kind === "PAYMENT") return
    const answers = await Promise.all([
      codeOf(() => real.bench.capture(real.paid, this.amount)),
      codeOf(() => real.bench.capture(real.paid, this.amount, real.other)),
    ])
    for (const answer of answers) {
      if (answer === "done") {
        expect(model.mayCapture(this.amount)).toBe(true)
        model.capture(this.amount)
      } else {
        expect(["busy", "not_allowed"]).toContain(answer)
      }
    }
  }

  toString(): string {
    return `capture ${this.amount} twice at once`
  }
}

export class Refund extends Command {
  constructor(
    readonly amount: number,
    readonly fault: Fault
  ) {
    super()
  }

  protected async act(model: Model, real: Real): Promise<void> {
    const { bench, paid } = real
    let rest = Math.min(this.amount, model.net)
    if (rest === 0) return
    const whole = rest
    if (this.fault !== "none") {
      bench.simulator.control.fault({ fault: this.fault } as FaultRequest)
    }
    while (rest > 0) {
      const said = await codeOf(() => bench.refund(paid, rest))
      bench.simulator.control.clearFaults()
      if (said === "done") break
      if (said === "unknown") await real.decide(real)
      else expect(said).toBe("partly")
      // Of several legs some may have moved: those are asked for by their own sum first, which sends nothing.
      const family = await bench.ledger.family(paid.root.id)
      for (const { moved_minor } of unclaimed(family, paid.shop.facts())) {
        const sent = bench.sent("REFUND", paid) + bench.sent("VOID", paid)
        await bench.refund(paid, moved_minor)
        expect(bench.sent("REFUND", paid) + bench.sent("VOID", paid)).toBe(sent)
        rest -= moved_minor
      }
    }
    model.refund(whole)
  }

  toString(): string {
    return `refund ${this.amount} (${this.fault})`
  }
}

export class RefundTooMuch extends Command {
  protected async act(model: Model, real: Real): Promise<void> {
    // Where nothing was ever taken a refund ends the hold and succeeds (rule 6).
    if (model.taken === 0) return
    const error = await failure(real.bench.refund(real.paid, model.net + 1))
    expect(error.code).toBe("not_allowed")
  }

  toString(): string {
    return "refund a penny too much"
  }
}

export class CancelOrder extends Command {
  constructor(readonly fault: Fault) {
    super()
  }

  protected async act(model: Model, real: Real): Promise<void> {
    real.paid.shop.order = { id: "order_1", canceled: true }
    const fault = model.state === "held" ? this.fault : "none"
    expect(await insist(real, fault, () => real.bench.cancel(real.paid))).toBe("done")
    model.cancel()
  }

  toString(): string {
    return `cancel the order (${this.fault})`
  }
}

export class Settle extends Command {
  protected async act(_: Model, real: Real): Promise<void> {
    await real.bench.settledAtMidnight(real.paid)
  }

  toString(): string {
    return "midnight"
  }
}

const amount = fc.oneof(
  fc.integer({ min: 1, max: AMOUNT }),
  fc.constantFrom(1, 450, 1_000, AMOUNT, AMOUNT + 1)
)
const fault = fc.oneof(
  { weight: 2, arbitrary: fc.constant("none" as const) },
  { weight: 1, arbitrary: fc.constantFrom(...FAULTS) }
)

export const COMMANDS: fc.Arbitrary<LedgerCommand>[] = [
  fc.tuple(amount, fault).map(([a, f]) => new Capture(a, f)),
  amount.map((a) => new CaptureTwice(a)),
  fc.tuple(amount, fault).map(([a, f]) => new Refund(a, f)),
  fc.constant(new RefundTooMuch()),
  fault.map((f) => new CancelOrder(f)),
  fc.constant(new Settle()),
]
