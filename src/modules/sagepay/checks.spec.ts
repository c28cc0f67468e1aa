import { NOTIFICATION_FIELDS } from "../../protocol"
import { REPLY_FIELDS } from "../../protocol/fields/reply-fields"
import { CHECKS, checksOf } from "./checks"

it("puts a verdict on each result that came, and none on what is no check", () => {
  const results = {
    CardType: "VISA",
    FraudResponse: "DENY",
    AVSCV2: "ALL MATCH",
    CV2Result: "matched",
    PostCodeResult: "",
    "3DSecureStatus": "SOMETHING NEW",
  }
  expect(checksOf(results)).toEqual([
    { name: "3DSecureStatus", value: "SOMETHING NEW", verdict: "unknown" },
    { name: "AVSCV2", value: "ALL MATCH", verdict: "good" },
    { name: "CV2Result", value: "matched", verdict: "good" },
    { name: "FraudResponse", value: "DENY", verdict: "bad" },
  ])
  expect(checksOf(null)).toEqual([])
})

it("knows every value that the gateway's tables have, and no other", () => {
  const { AVSCV2, AddressResult, PostCodeResult, CV2Result, FraudResponse } = REPLY_FIELDS
  const fields = { AVSCV2, AddressResult, PostCodeResult, CV2Result, FraudResponse }
  for (const [name, { values }] of Object.entries(fields)) {
    expect([name, Object.keys(CHECKS[name] ?? {}).sort()]).toEqual([name, [...values].sort()])
  }
  const secure = NOTIFICATION_FIELDS.find(({ field }) => field === "3DSecureStatus")
  const values = secure && "values" in secure ? [...secure.values] : []
  expect(Object.keys(CHECKS["3DSecureStatus"] ?? {}).sort()).toEqual(values.sort())
})
