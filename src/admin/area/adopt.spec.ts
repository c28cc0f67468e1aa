import { bodyOf, newForm, noteMistake, recognise } from "./adopt"

const ID = "{0F4B1D6E-2C3A-4D5E-8F90-A1B2C3D4E5F6}"

it.each([
  [ID, { name: { vps_tx_id: ID } }],
  [" 0f4b1d6e-2c3a-4d5e-8f90-a1b2c3d4e5f6\n", { name: { vps_tx_id: ID } }],
  ["medusa-5f0c", { name: { vendor_tx_code: "medusa-5f0c" } }],
  ["Order_12.{a}-b", { name: { vendor_tx_code: "Order_12.{a}-b" } }],
  ["4918526", { name: { vendor_tx_code: "4918526" } }],
  ["", { mistake: "empty" }],
  ["   ", { mistake: "empty" }],
  ["{0F4B1D6E-2C3A-4D5E-8F90-A1B2C3D4E5F6", { name: { vps_tx_id: ID } }],
  ["{0F4B1D6E-2C3A-4D5E-8F90-A1B2C3D4", { mistake: "cut_off" }],
  ["0F4B1D6E-2C3A-4D5E-8F90-A1B2C3D4", { mistake: "cut_off" }],
  ["x".repeat(41), { mistake: "too_long" }],
  ["two words", { mistake: "characters" }],
])("recognises %p", (text, recognised) => {
  expect(recognise(text)).toEqual(recognised)
})

it("sends what is complete, and nothing else", () => {
  const form = { text: ` ${ID} `, account: "default", note: "  found in the console " }
  expect(bodyOf(form)).toEqual({
    vps_tx_id: ID,
    account: "default",
    note: "found in the console",
  })
  expect(bodyOf({ ...form, text: "medusa-5f0c" })).toMatchObject({ vendor_tx_code: "medusa-5f0c" })
  expect(bodyOf({ ...form, text: "" })).toBeUndefined()
  expect(bodyOf({ ...form, note: " no " })).toBeUndefined()
  expect(bodyOf({ ...form, note: "card 4929 0000 0000 6" })).toBeUndefined()
  expect(["abc", "x".repeat(501), "card 4929 0000 0000 6"].map(noteMistake)).toEqual([
    undefined,
    "length",
    "card",
  ])
})

it("begins with the first account", () => {
  const account = (name: string) => ({ account: name }) as Parameters<typeof newForm>[0][number]
  expect(newForm([account("default"), account("eu")]).account).toBe("default")
  expect(newForm([]).account).toBe("default")
})
