/** Captures many orders, several at a time; whatever interrupts it, it goes on, and sends nothing twice. */
import type { MedusaContainer } from "@medusajs/framework/types"
import {
  createStep,
  createWorkflow,
  StepResponse,
  WorkflowResponse,
} from "@medusajs/framework/workflows-sdk"
import { z } from "@medusajs/framework/zod"
import {
  BULK_KEY,
  closeBulk,
  findBulk,
  finishItem,
  MAX_BULK_ORDERS,
  openBulk,
  openBulks,
  putBack,
  type BulkRequest,
  type BulkRow,
  type CountedBulk,
} from "../../modules/sagepay/bulk"
import { LedgerError } from "../../modules/sagepay/errors"
import { anyAtHome } from "../../modules/sagepay/installation"
import { Slots, withSlots } from "../../modules/sagepay/slots"
import { missingOrders } from "../../shop/bulk"
import { toolsOf, type Tools } from "../tools"
import { Claims, type Mine } from "./claims"
import { captureOrder } from "./order"

export const CONCURRENCY = { least: 1, usual: 8, most: 16 } as const

/** Writes the bulk down; with a key that was used before it is that one. Captures nothing yet. */
export async function startBulk(
  container: MedusaContainer,
  request: BulkRequest
): Promise<CountedBulk> {
  const { ledger } = toolsOf(container)
  const { orderIds } = request
  const [missing] = await ledger.read((knex) => missingOrders(knex, orderIds))
  if (missing !== undefined) {
    throw new LedgerError("invalid", `order_ids: there is no order ${missing}. Nothing was sent.`)
  }
  const { id } = await openBulk(ledger.context, request)
  return ledger.inTransaction((knex) => findBulk(knex, id))
}

/** Orders that are worked on for each that is at the gateway. */
const AHEAD = 2

export type WorkOptions = {
  /** Orders that are at the gateway at a time, 1 to 16; 8 if not given. */
  readonly concurrency?: number | undefined
  /** No further order is begun after that time. */
  readonly until?: Date
}

/** Works on a bulk until no order of it is left to this process. What others are at, or what has to wait, comes later. */
export async function workOnBulk(
  container: MedusaContainer,
  bulkId: string,
  { concurrency = CONCURRENCY.usual, until }: WorkOptions = {}
): Promise<CountedBulk> {
  const tools = toolsOf(container)
  const { ledger, logger } = tools
  const bulk = await ledger.inTransaction((knex) => findBulk(knex, bulkId))
  if (bulk.status === "done") return bulk
  const claims = new Claims(ledger, bulkId, concurrency)
  const worker = async () => {
    while (until === undefined || new Date() < until) {
      const item = await claims.next()
      if (!item) return
      await workOn(tools, bulk, item)
    }
  }
  // What Medusa does for an order may take longer than the gateway: while so many are there, others are prepared.
  const slots = new Slots(concurrency)
  const workers = await Promise.allSettled(
    Array.from({ length: AHEAD * concurrency }, () => withSlots(slots, worker))
  )
  for (const { reason } of workers.filter((result) => result.status === "rejected")) {
    logger.error(`sagepay: ${bulkId} goes on within a minute: ${String(reason)}`)
  }
  await claims.giveBack()
  return ledger.inTransaction(async (knex) => {
    await closeBulk(knex, bulkId)
    return findBulk(knex, bulkId)
  })
}

async function workOn(tools: Tools, bulk: BulkRow, item: Mine): Promise<void> {
  const { ledger, logger } = tools
  const outcome = await captureOrder(tools, bulk, item)
  switch (outcome.do) {
    case "lost":
      logger.warn(`sagepay: ${item.order_id} of ${bulk.id} was taken over by another process`)
      break
    case "wait":
      await ledger.read((knex) => putBack(knex, item, outcome.message))
      break
    case "finish":
      await ledger.read((knex) => finishItem(knex, item, outcome))
  }
}

/** The bulks that this process is at: the job neither joins in where a request has begun, nor waits for it. */
const working = new Map<string, Promise<CountedBulk>>()

/** As `workOnBulk`, but once per process and bulk, so that its concurrency holds. */
export function carryBulkOn(
  container: MedusaContainer,
  bulkId: string,
  options?: WorkOptions
): Promise<CountedBulk> {
  const running = working.get(bulkId)
  if (running) return running
  const run = workOnBulk(container, bulkId, options).finally(() => working.delete(bulkId))
  working.set(bulkId, run)
  return run
}

/** In the background: whoever asked looks at its progress, and the job goes on with it if this process dies. */
export function beginBulk(container: MedusaContainer, bulkId: string): void {
  const { logger } = toolsOf(container)
  carryBulkOn(container, bulkId).catch((error: unknown) =>
    logger.error(`sagepay: ${bulkId} goes on within a minute: ${String(error)}`)
  )
}

/** Shorter than most bulks take, longer than the pause between two runs of the job. */
const JOB_MS = 5 * 60_000

/** All that are not finished, whoever began them. */
export async function carryBulksOn(container: MedusaContainer): Promise<void> {
  const { ledger, logger } = toolsOf(container)
  // A copy of the shop would only write failures into its copy of the list (rule 14).
  const open = await ledger.read(openBulks)
  if (open.length === 0 || !(await anyAtHome(ledger.context))) return
  const until = new Date(Date.now() + JOB_MS)
  for (const id of open) {
    if (working.has(id)) continue
    try {
      await carryBulkOn(container, id, { until })
    } catch (error) {
      logger.error(`sagepay: ${id} goes on within a minute: ${String(error)}`)
    }
  }
}

export type CaptureOrdersInput = {
  /** 1 to 1,000. */
  readonly order_ids: readonly string[]
  /** 8 to 100 characters that no other bulk has: run again with the same key, it is the same bulk. */
  readonly key: string
  /** Who stands in Medusa's captured_by: the id of a user or of a secret key, or a name of your own. */
  readonly captured_by: string
  /** Orders that are at the gateway at a time, 1 to 16; 8 if not given. */
  readonly concurrency?: number
}

const inputSchema = z.strictObject({
  order_ids: z.array(z.string()).min(1).max(MAX_BULK_ORDERS),
  key: z.string().regex(BULK_KEY, "must be 8 to 100 letters, digits and - _ . :"),
  captured_by: z
    .string()
    .min(1)
    .max(100)
    // In captured_by these tell the provider of rows that are made for a movement of the plugin's own.
    .refine((name) => !/^(spint_|sagepay-)/.test(name), {
      message: 'must not begin with "spint_" or "sagepay-"',
    }),
  concurrency: z.number().int().min(CONCURRENCY.least).max(CONCURRENCY.most).optional(),
})

function readInput(given: CaptureOrdersInput): z.output<typeof inputSchema> {
  const parsed = inputSchema.safeParse(given)
  if (parsed.success) return parsed.data
  const mistakes = parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`)
  throw new LedgerError("invalid", `${mistakes.join("; ")}. Nothing was sent.`)
}

const startStep = createStep(
  "sagepay-start-bulk",
  async (input: CaptureOrdersInput, { container }) => {
    const { order_ids, key, captured_by, concurrency } = readInput(input)
    const bulk = await startBulk(container, { orderIds: order_ids, key, actor: captured_by })
    return new StepResponse({ id: bulk.id, concurrency })
  }
)

/** Captured money is not given back because a later step fails, so nothing is compensated. */
const workStep = createStep(
  "sagepay-work-on-bulk",
  async ({ id, concurrency }: { id: string; concurrency?: number }, { container }) =>
    new StepResponse(await carryBulkOn(container, id, { concurrency }))
)

/**
 * Captures what is held for each of these orders by this plugin, never more than the order comes to now. It ends when
 * every order has its result, but for those that somebody else is at: they are left to the job sagepay-bulk.
 */
export const captureOrdersWorkflow = createWorkflow(
  "sagepay-capture-orders",
  (input: CaptureOrdersInput) => new WorkflowResponse(workStep(startStep(input)))
)
