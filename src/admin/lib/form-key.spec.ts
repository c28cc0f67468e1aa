import { AnswerError } from "./fault"
import { formKey } from "./form-key"

const counting = () => {
  let made = 0
  return formKey(() => `key-${++made}`)
}
const refusal = (status: number, type?: string) => new AnswerError("no", status, type)

it("is the same however often a form is sent, changed or not", () => {
  const key = counting()
  expect([key.of({ amount: 1 }), key.of({ amount: 1 }), key.of({ amount: 2 })]).toEqual([
    "key-1",
    "key-1",
    "key-1",
  ])
})

it.each([
  [400, "invalid_data"],
  [409, "sagepay_not_allowed"],
  [409, "sagepay_declined"],
])("is new for what was changed after %d %s", (status, type) => {
  const key = counting()
  key.failed({ amount: 1 }, refusal(status, type))
  expect(key.of({ amount: 1 })).toBe("key-1")
  expect(key.of({ amount: 2 })).toBe("key-2")
  expect(key.of({ amount: 1 })).toBe("key-2")
})

it.each([
  refusal(503, "sagepay_not_sent"),
  refusal(503),
  refusal(409),
  refusal(502),
  new TypeError("Failed to fetch"),
])("stays after %s, for it may have arrived", (error) => {
  const key = counting()
  key.failed({ amount: 1 }, error)
  expect(key.of({ amount: 2 })).toBe("key-1")
})
