import type { Checks, StoredCard, ThreeDSecure } from "./types"

/** A card of the test platform: published numbers, their scheme and what they do. */
export type TestCard = {
  type: string
  number: string
  enrolment: StoredCard["enrolment"]
  declines?: true
  label: string
}

export const TEST_CARDS: readonly TestCard[] = [
  { type: "VISA", number: "4929000000006", enrolment: "Y", label: "Visa" },
  { type: "VISA", number: "4929000005559", enrolment: "N", label: "Visa, not enrolled" },
  { type: "VISA", number: "4929000000014", enrolment: "U", label: "Visa, enrolment unknown" },
  { type: "VISA", number: "4929000000022", enrolment: "E", label: "Visa, 3-D Secure error" },
  { type: "VISA", number: "4484000000002", enrolment: "N", label: "Visa corporate" },
  {
    type: "VISA",
    number: "4929602110085639",
    enrolment: "N",
    declines: true,
    label: "Visa, declined by the bank",
  },
  { type: "DELTA", number: "4462000000000003", enrolment: "Y", label: "Visa Debit" },
  { type: "UKE", number: "4917300000000008", enrolment: "Y", label: "Visa Electron" },
  { type: "MC", number: "5404000000000001", enrolment: "Y", label: "Mastercard" },
  { type: "MC", number: "5404000000000043", enrolment: "N", label: "Mastercard, not enrolled" },
  { type: "MC", number: "5404000000000084", enrolment: "U", label: "Mastercard, unknown" },
  { type: "MC", number: "5404000000000068", enrolment: "E", label: "Mastercard, 3-D error" },
  { type: "MC", number: "5186150660000009", enrolment: "Y", label: "Mastercard (newer)" },
  { type: "MC", number: "5186150660000025", enrolment: "N", label: "Mastercard (newer), N" },
  {
    type: "MC",
    number: "5403814948608092",
    enrolment: "N",
    declines: true,
    label: "Mastercard, declined by the bank",
  },
  { type: "MCDEBIT", number: "5573470000000001", enrolment: "Y", label: "Debit Mastercard" },
  { type: "MAESTRO", number: "6759000000005", enrolment: "Y", label: "Maestro UK" },
  { type: "MAESTRO", number: "5641820000000005", enrolment: "Y", label: "Maestro UK" },
  { type: "MAESTRO", number: "6705000000008", enrolment: "N", label: "Maestro DE" },
  { type: "MAESTRO", number: "6777000000007", enrolment: "N", label: "Maestro IE" },
  { type: "MAESTRO", number: "6766000000000", enrolment: "N", label: "Maestro ES" },
  { type: "MAESTRO", number: "300000000000000004", enrolment: "N", label: "Maestro" },
  { type: "AMEX", number: "374200000000004", enrolment: "N", label: "American Express" },
  { type: "DC", number: "36000000000008", enrolment: "N", label: "Diners Club" },
  { type: "JCB", number: "3569990000000009", enrolment: "N", label: "JCB" },
]

export const CARD_TYPE_NAMES: Readonly<Record<string, string>> = {
  VISA: "Visa",
  DELTA: "Visa Debit",
  UKE: "Visa Electron",
  MC: "Mastercard",
  MCDEBIT: "Debit Mastercard",
  MAESTRO: "Maestro",
  AMEX: "American Express",
  DC: "Diners Club / Discover",
  JCB: "JCB",
}

export type CardEntry = {
  type: string
  number: string
  /** MMYY */
  expiry: string
  cv2: string
  holder: string
}

export type CardProblem = { code: string; field: keyof CardEntry }

/** First fault of a typed card, in the order in which a shopper reads the form. */
export function cardProblem(
  entry: CardEntry,
  options: { now: number; cv2Required: boolean }
): CardProblem | undefined {
  if (entry.holder.trim() === "") return { code: "5012", field: "holder" }
  if (entry.holder.length > 50) return { code: "5024", field: "holder" }
  if (entry.number === "") return { code: "5010", field: "number" }
  if (!/^\d+$/.test(entry.number)) return { code: "5026", field: "number" }
  if (!passesLuhn(entry.number)) return { code: "5011", field: "number" }
  const card = testCard(entry.number)
  if (!card) return { code: "4021", field: "number" }
  if (card.type !== entry.type) return { code: "4022", field: "type" }
  if (entry.expiry === "") return { code: "5014", field: "expiry" }
  if (!/^(0[1-9]|1[0-2])\d\d$/.test(entry.expiry)) return { code: "5028", field: "expiry" }
  if (hasExpired(entry.expiry, options.now)) return { code: "5013", field: "expiry" }
  if (entry.cv2 === "") {
    return options.cv2Required ? { code: "5017", field: "cv2" } : undefined
  }
  if (!/^\d+$/.test(entry.cv2)) return { code: "5019", field: "cv2" }
  if (entry.cv2.length !== (entry.type === "AMEX" ? 4 : 3)) return { code: "5018", field: "cv2" }
  return undefined
}

export function testCard(number: string): TestCard | undefined {
  return TEST_CARDS.find((card) => card.number === number)
}

export function storedCard(entry: CardEntry): StoredCard {
  const card = testCard(entry.number)
  return {
    type: entry.type,
    last4: entry.number.slice(-4),
    expiry: entry.expiry,
    holder: entry.holder,
    enrolment: card?.enrolment ?? "N",
    declines: card?.declines ?? false,
  }
}

function passesLuhn(number: string): boolean {
  let sum = 0
  for (const [index, digit] of [...number].reverse().entries()) {
    const doubled = Number(digit) * (index % 2 === 0 ? 1 : 2)
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}

/** A card is good to the end of its month. */
function hasExpired(expiry: string, now: number): boolean {
  const month = Number(expiry.slice(0, 2))
  const year = 2000 + Number(expiry.slice(2))
  return Date.UTC(year, month, 1) <= now
}

export const NOT_CHECKED: Checks = {
  AVSCV2: "DATA NOT CHECKED",
  AddressResult: "NOTCHECKED",
  PostCodeResult: "NOTCHECKED",
  CV2Result: "NOTCHECKED",
}

/** Test platform data: address number 88, postcode digits 412, CV2 123 (American Express 1234). */
export function checkAvsCv2(input: {
  address: string
  postCode: string
  cv2: string
  cardType: string
}): Checks {
  const digits = (text: string): string => text.replace(/\D/g, "")
  const result = (given: string, matches: boolean): string => {
    if (given === "") return "NOTPROVIDED"
    return matches ? "MATCHED" : "NOTMATCHED"
  }
  const expectedCv2 = input.cardType === "AMEX" ? "1234" : "123"
  const AddressResult = result(input.address, digits(input.address) === "88")
  const PostCodeResult = result(input.postCode, digits(input.postCode) === "412")
  const CV2Result = result(input.cv2, input.cv2 === expectedCv2)
  const address = AddressResult === "MATCHED" && PostCodeResult === "MATCHED"
  return {
    AVSCV2: summaryOf(address, CV2Result === "MATCHED"),
    AddressResult,
    PostCodeResult,
    CV2Result,
  }
}

function summaryOf(address: boolean, cv2: boolean): string {
  if (cv2) return address ? "ALL MATCH" : "SECURITY CODE MATCH ONLY"
  return address ? "ADDRESS MATCH ONLY" : "NO DATA MATCHES"
}

/** ApplyAVSCV2: 0 account settings, 1 force checks, 2 no checks, 3 force checks without rules. */
export function avsCv2Policy(
  flag: string | undefined,
  settings: { avscv2: boolean; avscv2_rules: boolean }
): { check: boolean; rules: boolean } {
  if (flag === "2") return { check: false, rules: false }
  return {
    check: settings.avscv2 || flag === "1" || flag === "3",
    rules: settings.avscv2_rules && flag !== "3",
  }
}

/** Apply3DSecure: the same four values. */
export function threeDSecurePolicy(
  flag: string | undefined,
  settings: { three_d_secure: boolean; three_d_secure_rules: boolean }
): { check: boolean; rules: boolean; acceptFailure: boolean } {
  if (flag === "2") return { check: false, rules: false, acceptFailure: false }
  return {
    check: settings.three_d_secure || flag === "1" || flag === "3",
    rules: settings.three_d_secure_rules && flag !== "3",
    acceptFailure: flag === "3",
  }
}

// Cardholder names of the test platform; only the first two are well evidenced, the rest inferred.
const MAGIC_NAMES: Readonly<Record<string, ThreeDSecure["status"] | "challenge">> = {
  SUCCESSFUL: "OK",
  CHALLENGE: "challenge",
  NOTAUTH: "NOTAUTHED",
  NOTENROLLED: "NOTAVAILABLE",
  PROOFATTEMPT: "ATTEMPTONLY",
  ERROR: "ERROR",
  TECHNICALDIFFICULTIES: "INCOMPLETE",
  STATUS201DS: "ERROR",
}

const BY_ENROLMENT: Readonly<Record<StoredCard["enrolment"], string>> = {
  Y: "challenge",
  N: "NOTAVAILABLE",
  U: "NOTAVAILABLE",
  E: "ERROR",
}

/** The 3DSecureStatus that this card gets, or that the shopper must answer a challenge. */
export function threeDSecureOf(card: StoredCard): string {
  return MAGIC_NAMES[card.holder.trim()] ?? BY_ENROLMENT[card.enrolment]
}
