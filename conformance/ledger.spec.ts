import { createGateway } from "../src/gateway"
import { takesCard } from "../src/protocol"
import type { LedgerContext } from "../src/modules/sagepay/context"
import { messageFor, type PostedVerb } from "../src/modules/sagepay/messages"
import type { OperationRow, TransactionRow } from "../src/modules/sagepay/rows"
import { storedCredential, type Mit } from "../src/modules/sagepay/stored-credential"
import { Sealer } from "../src/modules/sagepay/sealing"
import { guide } from "./cases"
import type { GuideVersion } from "./guide/versions"
import { readForm, startRecorder, type Recorder } from "./recorder"

/* What the ledger sends for each verb, on the wire, against the guide's table. */

const VPS_TX_ID = "{0F4B1D6E-2C3A-4D5E-8F90-A1B2C3D4E5F6}"
const sealer = new Sealer([{ id: "k", key: Buffer.alloc(32, 1).toString("base64") }])
const context = {
  options: { description: "Café order" },
  sealer,
} as unknown as LedgerContext

const transaction = (over: Partial<TransactionRow>): TransactionRow =>
  ({
    vendor_tx_code: "original-1",
    vps_tx_id: VPS_TX_ID,
    security_key: sealer.seal("K7QX2M9ZPA", VPS_TX_ID),
    tx_auth_no: "4918526",
    currency: "GBP",
    ...over,
  }) as TransactionRow

const operation = (over: Partial<OperationRow>): OperationRow =>
  ({ vendor_tx_code: "made-1", amount_minor: 1234, ...over }) as OperationRow

let recorder: Recorder

beforeAll(async () => {
  recorder = await startRecorder(() => "VPSProtocol=4.00\r\nStatus=ERROR\r\nStatusDetail=x\r\n")
})
beforeEach(() => {
  recorder.requests.length = 0
})
afterAll(() => recorder.close())

/** What the POST carries, read by the conformance suite's own reader. */
async function sent(
  verb: PostedVerb,
  version: GuideVersion,
  rows: {
    transaction?: Partial<TransactionRow>
    operation?: Partial<OperationRow>
    mit?: Mit
  } = {}
): Promise<{ path: string; fields: Record<string, string> }> {
  const gateway = createGateway({ vendor: "guidevendor", host: recorder.url, version })
  const target = transaction({ protocol: version, ...rows.transaction })
  const stored = verb.startsWith("REPEAT") ? storedCredential(target, target, rows.mit) : {}
  const fields = takesCard(verb) ? CARD : stored
  const message = messageFor(context, verb, operation(rows.operation ?? {}), target, fields)
  await gateway.send(verb, message)
  await gateway.close()
  const [{ path, body } = { path: "", body: "" }] = recorder.requests
  return { path, fields: Object.fromEntries(readForm(body)) }
}

const CARD = {
  CardHolder: "Ann Shopper",
  CardNumber: "4929000000006",
  ExpiryDate: "1238",
  CardType: "VISA",
}
const ofCard = {
  VendorTxCode: "made-1",
  Amount: "12.34",
  Currency: "GBP",
  Description: "Café order",
  ...CARD,
}
const own = { VendorTxCode: "original-1", VPSTxId: VPS_TX_ID, SecurityKey: "K7QX2M9ZPA" }
const related = {
  VendorTxCode: "made-1",
  Amount: "12.34",
  Description: "Café order",
  RelatedVPSTxId: VPS_TX_ID,
  RelatedVendorTxCode: "original-1",
  RelatedSecurityKey: "K7QX2M9ZPA",
}

/** The whole message of each verb, by the guide's descriptions of its fields. */
const EXPECTED: Readonly<Record<PostedVerb, Record<string, string>>> = {
  RELEASE: { ...own, TxAuthNo: "4918526", ReleaseAmount: "12.34" },
  ABORT: { ...own, TxAuthNo: "4918526" },
  VOID: { ...own, TxAuthNo: "4918526" },
  CANCEL: own,
  REFUND: { ...related, Currency: "GBP", RelatedTxAuthNo: "4918526" },
  AUTHORISE: { ...related, RelatedTxAuthNo: "4918526" },
  REPEAT: { ...related, Currency: "GBP", RelatedTxAuthNo: "4918526" },
  REPEATDEFERRED: { ...related, Currency: "GBP", RelatedTxAuthNo: "4918526" },
  MANUAL: ofCard,
  DIRECTREFUND: ofCard,
}
/** 4.00: a charge without the shopper says so. */
const STORED_CARD = { COFUsage: "SUBSEQUENT", InitiatedType: "MIT", MITType: "UNSCHEDULED" }
const VERBS = Object.keys(EXPECTED) as PostedVerb[]

describe.each(["3.00", "4.00"] as const)("what the ledger sends in %s", (version) => {
  it.each(VERBS)("%s is the guide's message, whole", async (verb) => {
    const { request, service } = guide(verb, version)
    const { path, fields } = await sent(verb, version)
    expect(path).toBe(`/gateway/service/${service}`)
    expect(fields).toEqual({
      VPSProtocol: version,
      TxType: verb,
      Vendor: "guidevendor",
      ...EXPECTED[verb],
      ...(version === "4.00" && verb.startsWith("REPEAT") ? STORED_CARD : {}),
    })
    const names = request.map(({ name }) => name)
    expect(Object.keys(fields).filter((name) => !names.includes(name))).toEqual([])
    const mandatory = request.filter((row) => row.mandatory === "yes").map(({ name }) => name)
    expect(mandatory.filter((name) => !fields[name])).toEqual([])
  })

  it("amounts have the currency's own decimals", async () => {
    const yen = { transaction: { currency: "JPY" }, operation: { amount_minor: 1234 } }
    expect((await sent("REFUND", version, yen)).fields).toMatchObject({
      Amount: "1234",
      Currency: "JPY",
    })
    recorder.requests.length = 0
    const cent = { operation: { amount_minor: 1 } }
    expect((await sent("RELEASE", version, cent)).fields.ReleaseAmount).toBe("0.01")
    recorder.requests.length = 0
    const most = { operation: { amount_minor: 10_000_000 } }
    expect((await sent("RELEASE", version, most)).fields.ReleaseAmount).toBe("100000.00")
  })

  it("an AUTHENTICATE has no TxAuthNo, so AUTHORISE goes without", async () => {
    const { fields } = await sent("AUTHORISE", version, { transaction: { tx_auth_no: null } })
    expect(fields).not.toHaveProperty("RelatedTxAuthNo")
  })
})

it("a REPEAT of 4.00 says how the card is used, and brings the trail of the first payment", async () => {
  const results = { SchemeTraceID: "SP999777000012345", CardType: "VISA", AVSCV2: "ALL MATCH" }
  const { fields } = await sent("REPEAT", "4.00", {
    transaction: { results },
    mit: {
      type: "INSTALMENT",
      recurringExpiry: "2027-01-31",
      recurringFrequency: 28,
      instalments: 3,
      accountType: "C",
    },
  })
  expect(fields).toMatchObject({
    MITType: "INSTALMENT",
    RecurringExpiry: "2027-01-31",
    RecurringFrequency: "28",
    PurchaseInstalData: "3",
    SchemeTraceID: "SP999777000012345",
    AccountType: "C",
  })
  expect(fields).not.toHaveProperty("CardType")
  expect(fields).not.toHaveProperty("AVSCV2")
})

it.each(["VOID", "REFUND", "REPEAT"] as const)(
  "%s of a transaction of 2.22 is the old form",
  async (verb) => {
    const { fields } = await sent(verb, "2.22")
    const names = guide(verb, "2.22").request.map(({ name }) => name)
    expect(Object.keys(fields).sort()).toEqual([...names].sort())
    expect(fields.VPSProtocol).toBe("2.22")
  }
)
