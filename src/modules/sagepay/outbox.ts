/**
 * Facts for the rest of the shop. They are written with what they tell of, and handed to Medusa's event bus after the
 * commit: at least once, each time with the same id, by whichever process comes first.
 */
import { setTimeout as pause } from "node:timers/promises"
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { Logger } from "@medusajs/framework/types"

export type OutboxRow = {
  id: string
  name: string
  payload: Record<string, unknown>
  delivered_at: Date | null
  attempts: number
  created_at: Date
}

/** The part of Medusa's event bus that is needed here. */
export type Bus = {
  emit(message: { name: string; data: Record<string, unknown> }): Promise<void>
}

type Deps = {
  readonly transaction: <T>(work: (knex: Knex) => Promise<T>) => Promise<T>
  readonly logger: Pick<Logger, "warn">
  readonly now: () => Date
}

const BATCH = 50
const KEPT_DAYS = 30

/**
 * A bus that cannot be reached may keep its caller waiting for ever, and here rows stay locked and a connection of the
 * pool is taken meanwhile: a batch ends after the sum of both.
 */
const PATIENCE_MS = 5_000
const BATCH_MS = 5_000

/**
 * Hands over what waits. What was handed over is marked in the transaction that locked it, so a process that dies in
 * between hands it over again. Stops at the first failure; that one waits behind the others the next time.
 */
export async function deliver({ transaction, logger, now }: Deps, bus: Bus): Promise<number> {
  let delivered = 0
  for (let more = true; more;) {
    more = await transaction(async (knex) => {
      const waiting = await next(knex)
      const until = now().getTime() + BATCH_MS
      const taken: string[] = []
      let failed: string | undefined
      for (const row of waiting) {
        // A slow bus: the connection is given back in between.
        if (now().getTime() >= until) break
        const failure = await handOver(bus, row)
        if (failure !== undefined) {
          failed = row.id
          logger.warn(
            `sagepay: the event ${row.name} (${row.id}) could not be handed over and is tried again: ${failure}`
          )
          break
        }
        taken.push(row.id)
      }
      await note(knex, taken, { delivered_at: knex.fn.now() })
      if (failed !== undefined) await note(knex, [failed])
      delivered += taken.length
      const isCutShort = failed === undefined && taken.length < waiting.length
      return isCutShort || taken.length === BATCH
    })
  }
  return delivered
}

/** Those that another process is at are left to it. */
async function next(knex: Knex): Promise<OutboxRow[]> {
  const rows: unknown = await knex("sagepay_outbox")
    .whereNull("delivered_at")
    .whereNull("deleted_at")
    .orderBy(["attempts", "created_at", "id"])
    .limit(BATCH)
    .forUpdate()
    .skipLocked()
  return rows as OutboxRow[]
}

async function note(knex: Knex, ids: readonly string[], change: object = {}): Promise<void> {
  if (ids.length === 0) return
  const attempted = { attempts: knex.raw("attempts + 1"), updated_at: knex.fn.now() }
  await knex("sagepay_outbox")
    .whereIn("id", ids)
    .update({ ...attempted, ...change })
}

async function handOver(bus: Bus, { id, name, payload }: OutboxRow): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve("the event bus did not take it in time"), PATIENCE_MS)
  })
  try {
    const taken = bus.emit({ name, data: { ...payload, event_id: id } }).then(() => undefined)
    return await Promise.race([taken, late])
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    clearTimeout(timer)
  }
}

/** What was delivered long ago is of no use to anybody. */
export async function forget(knex: Knex, now: Date): Promise<number> {
  const before = new Date(now.getTime() - KEPT_DAYS * 86_400_000)
  return knex("sagepay_outbox").where("delivered_at", "<", before).delete()
}

const withEvents = new WeakSet<object>()

/** This transaction has written an event. */
export function noteEvents(knex: Knex): void {
  withEvents.add(knex)
}

/** Transactions that call `nudge` after they have committed an event; without it, the job finds it within a minute. */
export function tellingTransactions(
  database: Knex,
  nudge: () => void
): <T>(work: (knex: Knex) => Promise<T>) => Promise<T> {
  return async (work) => {
    let hasEvents = false
    const result = await database.transaction(async (knex) => {
      const worked = await work(knex)
      hasEvents = withEvents.has(knex)
      return worked
    })
    if (hasEvents) nudge()
    return result
  }
}

/** What is committed within that time is handed over together. */
const GATHER_MS = 200

/** Delivers in the background, one run at a time; called during a run, once more after it. */
export class Deliveries {
  private running: Promise<void> | undefined
  private again = false

  constructor(
    private readonly deps: Deps,
    private readonly bus: () => Bus | undefined
  ) {}

  readonly nudge = (): void => {
    const bus = this.bus()
    if (!bus) return
    this.again = true
    this.running ??= this.run(bus).finally(() => (this.running = undefined))
  }

  /** Resolves when nothing is being handed over. */
  async idle(): Promise<void> {
    await this.running
  }

  private async run(bus: Bus): Promise<void> {
    while (this.again) {
      await pause(GATHER_MS)
      this.again = false
      try {
        await deliver(this.deps, bus)
      } catch (error) {
        this.deps.logger.warn(`sagepay: events wait for the next delivery: ${String(error)}`)
      }
    }
  }
}
