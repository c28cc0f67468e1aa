import { Readable } from "node:stream"
import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { validatesCardBody } from "./card-body"
import { pressBody } from "./validators"

const FORM = {
  action: "REPEAT",
  amount_minor: 2_500,
  key: "key-of-this-form",
  reason: "the next month",
  cv2: "8316",
}

const CARD = "4929 0000 0000 6"

/** What the route makes of a body, as far as its handler sees it. */
async function sent(body: string, isJson = true) {
  const req = Object.assign(Readable.from([Buffer.from(body)]), { is: () => isJson })
  const answer = { set: jest.fn(), status: jest.fn().mockReturnThis(), json: jest.fn() }
  const next = jest.fn()
  const request = req as unknown as AuthenticatedMedusaRequest
  await validatesCardBody(pressBody)(request, answer as unknown as MedusaResponse, next)
  const status: unknown = answer.status.mock.calls[0]?.[0]
  const said: unknown = answer.json.mock.calls[0]?.[0]
  return { next, status, said: JSON.stringify(said ?? {}), body: request.validatedBody }
}

describe("the body of an action", () => {
  it("is read with all that a charge anew may say", async () => {
    const given = {
      ...FORM,
      description: " Renewal ",
      delivery: { address_1: "88 High Street", country_code: "gb" },
    }
    const { body, next, status } = await sent(JSON.stringify(given))
    expect(body).toEqual({ ...given, description: "Renewal" })
    expect([next.mock.calls, status]).toEqual([[[]], undefined])
  })

  it.each([
    ["its mistakes", { key: "short" }, /key: must be 8 to 100/],
    ["an amount in parts", { amount_minor: 2.5 }, /amount_minor: /],
    ["another action", { action: "PAYMENT" }, /action: must be one of RELEASE, ABORT/],
    ["no reason", { reason: " " }, /reason: is too short/],
    ["a day that is none", { mit: { recurring_expiry: "soon" } }, /mit\.recurring_expiry: /],
    ["a description in another script", { description: "電話" }, /description: must have Latin/],
    ["too long a description", { description: "a".repeat(101) }, /description: is too long/],
    ["an unknown line", { delivery: { line_1: "8316" } }, /delivery: has fields that are not/],
    ["a code of two digits", { cv2: "83" }, /cv2: must be three or four digits/],
    ["a code of five", { cv2: "83160" }, /cv2: must be three or four digits/],
    ["a code that is no text", { cv2: 8316 }, /cv2: must be given, as string/],
    ["a card in the reason", { reason: `it is ${CARD}` }, /reason: must not have the card/],
    ["a card in the description", { description: CARD }, /description: must not have the card/],
    [
      "a card where it goes",
      { delivery: { city: CARD } },
      /delivery\.city: must not have the card/,
    ],
    ["a field named like it", { "8316": "" }, /body: has fields that are not known/],
  ])("%s: 400, which names the field and quotes nothing", async (_, over, message) => {
    const { next, status, said } = await sent(JSON.stringify({ ...FORM, ...over }))
    expect(status).toBe(400)
    expect(next).not.toHaveBeenCalled()
    expect(said).toMatch(message)
    expect(said).toContain('"type":"sagepay_invalid"')
    expect(said).not.toMatch(/83|0000/)
  })

  it.each([
    ["no JSON", '{"cv2": "8316" oops', true],
    ["a form", "cv2=8316", false],
    ["too long", JSON.stringify({ cv2: "8316".repeat(20_000) }), true],
  ])("%s: 400, and nothing of it is quoted", async (_, body, isJson) => {
    const { next, status, said } = await sent(body, isJson)
    expect(status).toBe(400)
    expect(next).not.toHaveBeenCalled()
    expect(said).not.toMatch(/8316|oops/)
  })
})
