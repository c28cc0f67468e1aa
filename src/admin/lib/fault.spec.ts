import { FetchError } from "@medusajs/js-sdk"
import { AnswerError, faultOf, isFinal } from "./fault"

const answer = (status: number, body: object | string) =>
  AnswerError.of(
    new Response(typeof body === "string" ? body : JSON.stringify(body), {
      status,
      statusText: "Nope",
    })
  )

it.each([
  [400, "sagepay_invalid", "invalid", true],
  [400, "invalid_data", "invalid", true],
  [409, "sagepay_not_allowed", "not_allowed", true],
  [409, "sagepay_another_shop", "not_allowed", true],
  [409, "sagepay_busy", "busy", false],
  [409, "sagepay_declined", "declined", true],
  [409, "sagepay_refused", "refused", true],
  [409, "sagepay_partly", "partly", true],
  [503, "sagepay_not_sent", "not_sent", false],
  [404, "sagepay_not_found", "not_found", false],
  [401, undefined, "forbidden", false],
  [403, "forbidden", "forbidden", false],
  // Of a proxy, or of somebody whose words are not known here.
  [503, undefined, "unclear", false],
  [409, undefined, "unclear", false],
  [400, "not_allowed", "unclear", false],
  [500, "unknown_error", "unclear", false],
])("%d %s is %s; final: %p", async (status, type, kind, final) => {
  const fault = faultOf(await answer(status, { type, message: "words" }))
  expect(fault).toEqual({ kind, message: "words", status })
  expect(isFinal(fault)).toBe(final)
})

it("a proxy's page says nothing", async () => {
  const error = await answer(503, "<html>Service Unavailable</html>")
  expect(faultOf(error)).toEqual({ kind: "unclear", message: "Nope", status: 503 })
})

it("what was only read has a status alone", () => {
  const kinds = [404, 503].map((status) => faultOf(new FetchError("no", "", status)).kind)
  expect(kinds).toEqual(["not_found", "unclear"])
  expect(faultOf(new TypeError("Failed to fetch")).kind).toBe("unclear")
})
