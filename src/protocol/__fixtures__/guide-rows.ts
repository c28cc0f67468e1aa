/**
 * The request and reply tables of the guide, written down from it by hand and not made from the
 * code's own, so that one slip cannot be in both. `!` mandatory, then the longest length.
 * Shared guide A1 to I2 for 3.00; the last three are the old form, 2.22.
 */
export type GuideTable = {
  readonly service: string
  readonly request: string
  readonly reply: string
}

const HEAD = "VPSProtocol!4 TxType!15 Vendor!15 VendorTxCode!40"
const ITSELF = `${HEAD} VPSTxId!38 SecurityKey!10`
const MONEY = `${HEAD} Amount! Currency!3 Description!100`
const RELATED = "RelatedVPSTxId!38 RelatedVendorTxCode!40 RelatedSecurityKey!10"
const DELIVERY =
  "DeliverySurname20 DeliveryFirstnames20 DeliveryAddress1:100 DeliveryAddress2:100 DeliveryCity40 " +
  "DeliveryPostCode10 DeliveryCountry2 DeliveryState2 DeliveryPhone20"
const BILLING = DELIVERY.replaceAll("Delivery", "Billing")
const CARD = "CardHolder!50 CardNumber!20 ExpiryDate!4 CardType!15"

const HEAD_REPLY = "VPSProtocol4 Status15 StatusDetail255"
const CARD_REPLY = `${HEAD_REPLY} VPSTxId38 SecurityKey10 TxAuthNo10`
const CHECKS = "AVSCV2:50 AddressResult20 PostCodeResult20 CV2Result20 BankAuthCode6 DeclineCode2"

const REPEAT: GuideTable = {
  service: "repeat.vsp",
  request: `${MONEY} ${RELATED} RelatedTxAuthNo!10 CV2:4 ${DELIVERY} BasketXML20000`,
  reply: `${CARD_REPLY} ${CHECKS}`,
}

export const GUIDE_3_00: Readonly<Record<string, GuideTable>> = {
  RELEASE: {
    service: "release.vsp",
    request: `${ITSELF} TxAuthNo!10 ReleaseAmount!`,
    reply: HEAD_REPLY,
  },
  ABORT: { service: "abort.vsp", request: `${ITSELF} TxAuthNo!10`, reply: HEAD_REPLY },
  REFUND: {
    service: "refund.vsp",
    request: `${MONEY} ${RELATED} RelatedTxAuthNo!10`,
    // The guide has no SecurityKey here; the gateway sends one.
    reply: `${HEAD_REPLY} VPSTxId38 TxAuthNo10 SecurityKey10`,
  },
  REPEAT,
  REPEATDEFERRED: REPEAT,
  VOID: { service: "void.vsp", request: `${ITSELF} TxAuthNo!10`, reply: HEAD_REPLY },
  MANUAL: {
    service: "manualpayment.vsp",
    request:
      `${MONEY} ${CARD} CV2:4 AuthCode15 ${BILLING} ${DELIVERY} CustomerEMail255 Basket7500 ` +
      "ClientIPAddress15 AccountType1 BasketXML20000 CustomerXML2000 SurchargeXML800 VendorData200 " +
      "ReferrerID40 Website100",
    reply: CARD_REPLY,
  },
  DIRECTREFUND: {
    service: "directrefund.vsp",
    request: `${MONEY} ${CARD} AccountType1`,
    reply: CARD_REPLY,
  },
  AUTHORISE: {
    // Mandatory in the guide: RelatedTxAuthNo, which an AUTHENTICATE has not. Its page says cancel.vsp.
    service: "authorise.vsp",
    request: `${HEAD} Amount! Description!100 ${RELATED} RelatedTxAuthNo10 ApplyAVSCV2:`,
    reply: `${CARD_REPLY} ${CHECKS}`,
  },
  CANCEL: { service: "cancel.vsp", request: ITSELF, reply: HEAD_REPLY },
}

export const GUIDE_2_22: Readonly<Record<string, string>> = {
  REPEAT: `${MONEY} ${RELATED} RelatedTxAuthNo!10`,
  REPEATDEFERRED: `${MONEY} ${RELATED} RelatedTxAuthNo!10`,
  REFUND: `${MONEY} ${RELATED} RelatedTxAuthNo!10`,
  VOID: `${ITSELF} TxAuthNo!10`,
}

export type GuideRow = { field: string; mandatory: boolean; max: number | undefined }

/** `Name!40` mandatory, at most 40; `Name40` or `Name:40` optional; no number, no length given. */
export function rowsOf(table: string): GuideRow[] {
  return table.split(" ").map((cell) => {
    const match = /^(\w*?[A-Za-z]\w*?)(!|:|(?=\d+$)|$)(\d*)$/.exec(cell)
    if (!match) throw new Error(`not a row: ${cell}`)
    const [, field = "", mark, max] = match
    return { field, mandatory: mark === "!", max: max ? Number(max) : undefined }
  })
}
