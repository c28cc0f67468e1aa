import {
  adoptBody,
  confirmBody,
  pressBody,
  releasedBody,
  resolveBody,
  settleBody,
} from "./validators"
import { manualBody } from "./card-validators"

/** What staff write beside an action is kept and shown to others: no card's number may stand there. */

const key = "key-of-this-form"
const card = { number: "4929000000006", expiry: "1238", holder: "Ann Shopper" }

it.each([
  ["note", resolveBody, {}],
  ["note", settleBody, { happened: true }],
  ["note", releasedBody, { amount_minor: 1 }],
  ["note", adoptBody, { vendor_tx_code: "medusa-1" }],
  ["note", confirmBody, { backend_url: "https://shop.example" }],
  ["reason", pressBody, { action: "VOID", key }],
  ["description", pressBody, { action: "REPEAT", key, reason: "the next month" }],
  // Another card than the one that is charged.
  ["reason", manualBody, { key, amount_minor: 1, currency: "GBP", description: "By phone", card }],
])("%s of a body: refused once, by name, and not quoted", (field, schema, rest) => {
  const given = (text: string) => schema.safeParse({ ...rest, [field]: text })
  expect(given("called +44 20 7946 0958, order 1000012345").success).toBe(true)
  const issues = given("paid with 3742 000000 00004 12/28").error?.issues ?? []
  expect(issues).toEqual([
    expect.objectContaining({
      path: [field],
      message: expect.stringMatching(/^(note: )?must not have the card's number$/),
    }),
  ])
})

it("a telephone's number in an address may look like one", () => {
  const delivery = { phone: "4929 0000 0000 6" }
  const press = { action: "REPEAT", key, reason: "the next month", delivery }
  expect(pressBody.safeParse(press).success).toBe(true)
})
