import { registerBody } from "./register-body"

const consent = (text: unknown) => ({ repeat_consent: { text } })
const accepts = (body: unknown) => registerBody.safeParse(body).success

it.each([
  ["nothing", {}],
  ["a way back", { return_url: "https://shop.example/done" }],
  ["one letter", consent("x")],
  ["a thousand characters", consent("x".repeat(1000))],
  ["lines, quotes and an emoji", consent('Yes: "keep my card",\nuntil I say no 🫖')],
])("takes %s, as it is written", (_, body) => {
  expect(registerBody.parse(body)).toEqual(body)
})

it.each([
  ["no text", consent("")],
  ["blanks", consent(" \n\t")],
  ["more than a thousand characters", consent("x".repeat(1001))],
  ["a zero byte", consent("yes\0")],
  ["half an emoji", consent("yes \ud83e")],
  ["a yes without its wording", { repeat_consent: true }],
  ["a text alone", { repeat_consent: "yes" }],
  ["null", { repeat_consent: null }],
  ["an empty object", { repeat_consent: {} }],
  ["more than the text", { repeat_consent: { text: "yes", given_at: "2026-11-21" } }],
  ["a zero byte in the way back", { return_url: "https://shop.example/\0" }],
  ["anything else", { amount: 1 }],
])("refuses %s", (_, body) => {
  expect(accepts(body)).toBe(false)
})
