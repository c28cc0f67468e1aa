import { guide } from "../conformance/cases"
import { allows, isWholeFormat } from "../conformance/guide/legend"
import { readForm, startProxy, type Recorded, type Recorder } from "../conformance/recorder"
import { eventually } from "./helpers/checkout"
import { PROVIDERS } from "./helpers/shopper"
import { describeStore, VENDOR } from "./helpers/store"

/*
 * What a booted store really posts for each thing that shopper and merchant do, held against the
 * tables transcribed from the guide.
 */

let proxy: Recorder
let simulatorUrl = ""

beforeAll(async () => {
  proxy = await startProxy(() => simulatorUrl)
})
afterAll(() => proxy.close())

const options = {
  plugin: {
    get gateway_url() {
      return proxy.url
    },
  },
}

type Message = { readonly path: string; readonly fields: Record<string, string> }

function messagesOf(txType: string): Message[] {
  return proxy.requests
    .map(({ path, body }: Recorded) => ({ path, fields: Object.fromEntries(readForm(body)) }))
    .filter(({ fields }) => fields.TxType === txType)
}

/** What is wrong with a message, by the guide's table. */
function faults({ path, fields }: Message): string[] {
  const wrong: string[] = []
  const message = guide(fields.TxType ?? "", "4.00")
  if (path !== `/gateway/service/${message.service}`) wrong.push(`posted to ${path}`)
  for (const { name, mandatory, max, safe, values, format } of message.request) {
    const value = fields[name]
    if (mandatory === "yes" && !value) wrong.push(`${name} is missing`)
    if (!value) continue
    const limit = safe ?? max
    if (limit !== undefined && value.length > limit) wrong.push(`${name} is too long`)
    if (values && !values.includes(value)) wrong.push(`${name} is ${value}`)
    if (format === "amount" && !/^\d+\.\d\d$/.test(value)) wrong.push(`${name} is ${value}`)
    if (!isWholeFormat(format) && ![...value].every((one) => allows(format, one))) {
      wrong.push(`${name} has characters that its format does not have: ${value}`)
    }
  }
  const names = message.request.map(({ name }) => name)
  wrong.push(...Object.keys(fields).filter((name) => !names.includes(name)))
  if (fields.Vendor !== VENDOR) wrong.push("another Vendor")
  return wrong
}

describeStore("a store's messages", options, (store) => {
  beforeEach(() => {
    simulatorUrl = store.simulator.url
    proxy.requests.length = 0
  })

  /** The one message of this type, found faultless; gives its fields. */
  const posted = (txType: string): Record<string, string> => {
    const messages = messagesOf(txType)
    expect(messages).toHaveLength(1)
    expect(messages.flatMap(faults)).toEqual([])
    return messages[0]?.fields ?? {}
  }

  it.each(Object.entries(PROVIDERS))("registers %s as the guide says", async (txType, provider) => {
    await store.buy({
      providerId: provider,
      address: { first_name: "Zoë", last_name: "O'Neil", address_2: "Flat 2" },
    })
    expect(posted(txType)).toMatchObject({
      Amount: "30.00",
      Currency: "GBP",
      BillingFirstnames: "Zoë",
      BillingSurname: "O'Neil",
      DeliveryAddress2: "Flat 2",
    })
  })

  it("captures a DEFERRED with RELEASE and refunds it with REFUND", async () => {
    const { paymentId, vpsTxId } = await store.buy()
    const { VendorTxCode } = posted("DEFERRED")
    await store.admin.post(`/admin/payments/${paymentId}/capture`, { amount: 20 })
    expect(posted("RELEASE")).toMatchObject({
      VendorTxCode,
      VPSTxId: vpsTxId,
      ReleaseAmount: "20.00",
    })
    await store.admin.post(`/admin/payments/${paymentId}/refund`, { amount: 5 })
    expect(posted("REFUND")).toMatchObject({
      Amount: "5.00",
      Currency: "GBP",
      RelatedVPSTxId: vpsTxId,
      RelatedVendorTxCode: VendorTxCode,
    })
  })

  it("captures an AUTHENTICATE with AUTHORISE", async () => {
    const { paymentId, vpsTxId } = await store.buy({ providerId: PROVIDERS.AUTHENTICATE })
    await store.admin.post(`/admin/payments/${paymentId}/capture`, { amount: 12.34 })
    expect(posted("AUTHORISE")).toMatchObject({ Amount: "12.34", RelatedVPSTxId: vpsTxId })
  })

  it("takes a PAYMENT back with VOID while it is unsettled", async () => {
    const { paymentId, vpsTxId } = await store.buy({ providerId: PROVIDERS.PAYMENT })
    await store.admin.post(`/admin/payments/${paymentId}/refund`, { amount: 30 })
    expect(posted("VOID")).toMatchObject({ VPSTxId: vpsTxId })
  })

  it.each([
    ["DEFERRED", PROVIDERS.DEFERRED, "ABORT"],
    ["AUTHENTICATE", PROVIDERS.AUTHENTICATE, "CANCEL"],
  ])("ends a cancelled order's %s hold", async (_, providerId, verb) => {
    const { orderId, vpsTxId } = await store.buy({ providerId })
    await store.admin.post(`/admin/orders/${orderId}/cancel`)
    await eventually(async () => messagesOf(verb)[0])
    expect(posted(verb)).toMatchObject({ VPSTxId: vpsTxId })
  })
})
