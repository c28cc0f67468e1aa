/**
 * A stateful Sage Pay on a port, for tests and demos. What it does not prove: docs/simulator.md.
 */
import type { AddressInfo } from "node:net"
import { createControl } from "./control"
import type { Control } from "./control"
import { createCore } from "./core"
import type { Core } from "./core"
import { runDue } from "./due"
import { RequestLog } from "./request-log"
import { createSimulatorServer } from "./server"

export type { ConsoleAction, ConsoleRequest } from "./console"
export type { ClockRequest, Control, RequestFilter } from "./control"
export { ControlError } from "./control-error"
export type {
  FaultPlan,
  FaultRequest,
  NotificationFault,
  SeenRequest,
  ServiceFault,
} from "./faults"
export type { HeldRequest, HoldEnd } from "./holds"
export type { MoneyLine } from "./money"
export type { NotifyRequest, NotifyResult } from "./notify-again"
export type { PayRequest, PayResult } from "./pay"
export type { LoggedRequest } from "./request-log"
export type {
  Account,
  AccountSettings,
  Acknowledgement,
  ReportingLogin,
  Settings,
  State,
} from "./types"
export type { TransactionView } from "./views"
export { TEST_CARDS, type TestCard } from "./cards"

export type SimulatorOptions = {
  /** 0, the default, takes a free one. */
  port?: number
  host?: string
  /** Default `testvendor`. */
  vendor?: string | readonly string[]
  /** The same seed gives the same ids in the same order. */
  seed?: string | number
  /** The clock beneath the one that tests move. */
  now?: () => Date
  log?: (line: string) => void
  /** Keeps the transactions over restarts. */
  stateFile?: string
  /** Address in NextURL, when it is not the one listened on. */
  publicUrl?: string
  /** Real time that a shop has to answer a notification, milliseconds. Default 30,000. */
  acknowledgementTimeoutMs?: number
}

export interface Simulator {
  readonly url: string
  readonly port: number
  readonly control: Control
  close(): Promise<void>
}

const TICK_MS = 1_000

/** Listens, and does by itself what falls due. Rejects when the port is taken. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const host = options.host ?? "127.0.0.1"
  let url = ""
  const core = createCore({
    ...options,
    vendors: [options.vendor ?? "testvendor"].flat(),
    baseUrl: () => options.publicUrl ?? url,
  })
  const requests = new RequestLog(core.clock)
  const control = createControl(core, requests)
  const waits = new Waits()
  const server = createSimulatorServer({ core, requests, delay: waits.delay }, control)
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject)
    server.listen(options.port ?? 0, host, resolve)
  })
  const { port } = server.address() as AddressInfo
  url = `http://${host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host}:${port}`
  const stopTicking = tick(core)
  return {
    url,
    port,
    control,
    close: async () => {
      stopTicking()
      waits.end()
      core.holds.end()
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
      core.store.save()
    },
  }
}

/** Looks every second for what has fallen due, never twice at once. */
function tick(core: Core): () => void {
  let busy = false
  const timer = setInterval(() => {
    if (busy) return
    busy = true
    runDue(core)
      .catch((error: unknown) => core.log(`what was due failed: ${String(error)}`))
      .finally(() => {
        busy = false
      })
  }, TICK_MS)
  timer.unref()
  return () => clearInterval(timer)
}

/** Real waiting of the delay faults; closing the simulator ends it. */
class Waits {
  readonly #waiting = new Map<NodeJS.Timeout, () => void>()

  readonly delay = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(timer)
        resolve()
      }, milliseconds)
      this.#waiting.set(timer, resolve)
    })

  end(): void {
    for (const [timer, resolve] of this.#waiting) {
      clearTimeout(timer)
      resolve()
    }
    this.#waiting.clear()
  }
}
