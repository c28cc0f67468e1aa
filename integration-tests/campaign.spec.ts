import { spawn } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"

const SCRIPT = path.resolve(__dirname, "../campaign/run.mjs")
/** One whose few payments meet many kinds of faults. */
const SEED = "27007"
const OPERATIONS = 150
const ROUNDS = 10
/** Falsified after all has gone quiet: it must be found, and nothing else be wrong. */
const BROKEN = ["fulfilment", "event", "gateway", "ledger", "medusa", "order", "operation"]

type Counts = Record<string, number>
type Report = {
  seed: string
  ok: boolean
  load: { operations: number; payments: number; steps: Counts }
  two_servers: { rounds: number; held: number; steps: Counts }
  quiet: { quiet: boolean; failures: string[]; open_before_people: number }
  faults: Counts
  others: string[]
  broken: Counts
  failures: { payment: number; problems: string[] }[]
}

type Plan = { payment: number; steps: { do: string }[] }
type Plans = {
  drawPlan(seed: string, payment: number): Plan
  drawPlans(seed: string): Iterable<Plan>
}

describe("the plan of a payment", () => {
  it("depends on the seed and its number alone, so that it can be replayed alone", async () => {
    const { drawPlan, drawPlans } = (await import("../campaign/lib/plan.mjs")) as Plans
    const plans: Plan[] = []
    for (const plan of drawPlans(SEED)) if (plans.push(plan) === 10) break
    expect(drawPlan(SEED, 7)).toEqual(plans[6])
    expect(drawPlan("another", 7)).not.toEqual(plans[6])
  })
})

/** The short forms of the load and of the two servers, on one database; kills are in the long form: docs/campaign.md. */
describe("the campaign", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "campaign-report-"))
  let report: Report
  let output = ""
  let exitCode: number | null

  beforeAll(async () => {
    const file = path.join(folder, "report.json")
    const args = [
      ...["--seed", SEED, "--operations", OPERATIONS, "--two-servers", ROUNDS],
      ...["--clients", 8, "--shrink-seconds", 0, "--break", BROKEN.join(","), "--report", file],
    ]
    const child = spawn(process.execPath, [SCRIPT, ...args.map(String)])
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => (output += chunk.toString()))
    }
    exitCode = await new Promise((resolve) => child.on("exit", resolve))
    report = JSON.parse(readFileSync(file, "utf8")) as Report
    // It broke off before it came to the end: why is said in what it printed.
    if (!report.others) throw new Error(output)
  }, 600_000)

  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const faultsOf = (kind: string) =>
    Object.entries(report.faults).filter(([name]) => name.startsWith(`${kind}:`))
  const sum = (counts: Counts) => Object.values(counts).reduce((total, each) => total + each, 0)

  it("does as many operations as it was asked for, of every kind that shops know", () => {
    expect(report.load.operations).toBeGreaterThanOrEqual(OPERATIONS * 0.7)
    const { register, pay, capture, refund, fulfil, ...others } = report.load.steps
    const { cancel, cancel_fulfilment, notify, jobs, night } = others
    for (const count of [register, pay, capture, refund, fulfil])
      expect(count).toBeGreaterThanOrEqual(10)
    for (const count of [cancel, cancel_fulfilment, notify, jobs, night])
      expect(count).toBeGreaterThanOrEqual(1)
  })

  it("injects faults into registrations and actions, of many kinds", () => {
    expect(faultsOf("registration").length).toBeGreaterThanOrEqual(1)
    expect(faultsOf("action").length).toBeGreaterThanOrEqual(3)
    expect(sum(report.faults)).toBeGreaterThanOrEqual(12)
  })

  it("presses the same on two servers at once", () => {
    expect(report.two_servers.rounds).toBe(ROUNDS)
    expect(report.two_servers.held).toBeGreaterThanOrEqual(ROUNDS / 2)
    for (const step of ["both_capture", "held_refund", "both_refund"]) {
      expect(report.two_servers.steps[step]).toBe(ROUNDS)
    }
  })

  it("comes to rest by its jobs, with nothing left open", () => {
    expect(report.quiet.quiet).toBe(true)
    expect(report.quiet.failures).toEqual([])
    expect(report.others).toEqual([])
  })

  it("finds every book that was falsified, and every other one equal to the penny", () => {
    expect(Object.keys(report.broken)).toEqual(BROKEN)
    const found = report.failures.map(({ payment }) => payment).sort((a, b) => a - b)
    expect(found).toEqual(Object.values(report.broken).sort((a, b) => a - b))
  })

  it("ends with 1, the seed, the payment and its trace when books differ", () => {
    expect(exitCode).toBe(1)
    const [first] = report.failures
    expect(output).toContain(`payment ${first?.payment} of seed ${SEED}`)
    expect(output).toMatch(/\n {2}register ok\n/)
    expect(output).toMatch(/=> /)
  })
})
