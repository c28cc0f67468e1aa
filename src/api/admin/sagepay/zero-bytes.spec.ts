import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { directRefundBody, manualBody } from "./card-validators"
import { answering } from "./http"
import { adoptBody, attentionQuery, pressBody, resolveBody, settleBody } from "./validators"

/** The database takes no zero byte: whatever brings one is refused before it gets there. */

const card = { number: "4929000000006", expiry: "1238", holder: "Ann Shopper" }
const form = {
  key: "key-of-this-form",
  amount_minor: 1,
  currency: "GBP",
  description: "By phone",
  reason: "the bank said yes",
  card,
}

it.each([
  ["kind", attentionQuery, {}],
  ["order_id", attentionQuery, {}],
  ["note", resolveBody, {}],
  ["note", settleBody, { happened: true }],
  ["vps_tx_id", settleBody, { happened: true, note: "seen it" }],
  ["vps_tx_id", adoptBody, { note: "seen it" }],
  ["vendor_tx_code", adoptBody, { note: "seen it" }],
  ["reason", pressBody, { action: "VOID", key: "key-of-this-form" }],
  ["reason", manualBody, form],
  ["order_id", manualBody, form],
  ["order_id", directRefundBody, { ...form, confirm_amount_minor: 1 }],
])("in %s", (field, schema, rest) => {
  expect(schema.safeParse({ ...rest, [field]: "plain text" }).success).toBe(true)
  const issues = schema.safeParse({ ...rest, [field]: "a \0 byte" }).error?.issues ?? []
  expect(issues.map(({ path }) => path)).toEqual([[field]])
})

it("in the id of a path: there is nothing of that name, and nobody looks for it", async () => {
  const handler = jest.fn(() => Promise.resolve({}))
  const answer = { set: jest.fn(), status: jest.fn().mockReturnThis(), json: jest.fn() }
  const req = { params: { id: "sptx_\0" } } as unknown as AuthenticatedMedusaRequest<unknown>
  await answering(handler)(req, answer as unknown as MedusaResponse)
  expect(answer.status).toHaveBeenCalledWith(404)
  expect(handler).not.toHaveBeenCalled()
})

it("a list begins within what the database counts with", () => {
  expect(attentionQuery.safeParse({ offset: "10000000" }).success).toBe(true)
  expect(attentionQuery.safeParse({ offset: "9007199254740991" }).success).toBe(false)
})
