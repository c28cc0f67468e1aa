import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { orderMiddlewares } from "./refuse-split"

const middlewareOf = (path: string) => {
  const found = orderMiddlewares.find(({ matcher }) => String(matcher).endsWith(path))
  const [middleware] = found?.middlewares ?? []
  if (!middleware) throw new Error(`There is no middleware for ${path}`)
  return middleware
}

/** What is resolved besides the logger, and what was warned of. */
async function ask(path: string, body: unknown) {
  const resolved: string[] = []
  const warned: string[] = []
  const resolve = (key: string) => {
    if (key === ContainerRegistrationKeys.LOGGER)
      return { warn: (text: string) => warned.push(text) }
    resolved.push(key)
    throw new Error("the database is away")
  }
  const params = { id: "order_1", fulfillment_id: "ful_1" }
  const req = { params, body, scope: { resolve } } as unknown as MedusaRequest
  const answers: unknown[] = []
  await middlewareOf(path)(req, {} as MedusaResponse, (error?: unknown) => answers.push(error))
  return { resolved, warned, answers }
}

const ITEM = { id: "ordli_1", quantity: 1 }

describe("before core's fulfilment routes", () => {
  it.each(["/fulfillments", "/shipments", "/mark-as-delivered"])(
    "%s: what cannot be read is let go, and said",
    async (path) => {
      const { answers, warned } = await ask(path, { items: [ITEM] })
      expect(answers).toEqual([undefined])
      expect(warned).toEqual([expect.stringMatching(/order_1.*let go.*the database is away/)])
    }
  )

  it.each([
    undefined,
    null,
    "items",
    [],
    {},
    { items: "all" },
    { items: [null] },
    { items: [{ id: 1, quantity: 1 }] },
    { items: [{ ...ITEM, quantity: "1" }] },
    { items: [{ ...ITEM, quantity: Infinity }] },
    { items: [{ id: ITEM.id }] },
  ])("%j goes on to core's validator, and nothing is read for it", async (body) => {
    const { answers, resolved, warned } = await ask("/fulfillments", body)
    expect([answers, resolved, warned]).toEqual([[undefined], [], []])
  })
})
