import { FIELDS, type Field } from "./fields"

/** What a number in StatusDetail means, and the Status that it comes with where that is known. */
export type CodeEntry = { readonly message: string; readonly status?: string }

type Codes = Record<string, CodeEntry>

const all = (status: string | undefined, messages: Record<string, string>): Codes =>
  Object.fromEntries(
    Object.entries(messages).map(([code, message]) => [
      code,
      { message, ...(status && { status }) },
    ])
  )

/** 0000 and 2xxx: outcomes. */
const OUTCOMES: Codes = {
  ...all("OK", {
    "0000": "The Authorisation was Successful.",
    "2004": "The Release was Successful.",
    "2005": "The Void was Successful.",
    "2006": "The Abort was Successful.",
    "2012": "The Cancel was Successful.",
    "2014": "The Transaction was Registered Successfully.",
    "2016": "The card was stored and a token made.",
    "2017": "The token was removed.",
  }),
  ...all("NOTAUTHED", {
    "2000": "The Authorisation was Declined by the bank.",
    "2002": "The Authorisation timed out.",
    "2008": "The Transaction timed-out.",
    "2009": "The network connection to the bank is currently unavailable.",
    "5025": "Too many authorisation attempts.",
    "5996": "The Authorisation process timed-out: no answer from the bank in time.",
  }),
  "2001": {
    message: "The Authorisation was Rejected by the vendor rule-base.",
    status: "REJECTED",
  },
  "2003": { message: "An error has occurred on the gateway.", status: "ERROR" },
  "2007": { message: "Send the shopper to the ACSURL for 3-D Secure.", status: "3DAUTH" },
  "2010": { message: "The Authentication was Successful.", status: "AUTHENTICATED" },
  "2011": { message: "The Transaction has been Registered.", status: "REGISTERED" },
  "2013": { message: "The Transaction was cancelled by the customer.", status: "ABORT" },
  "2015": { message: "The gateway could not fulfil the request.", status: "ERROR" },
  "2018": { message: "The token is missing or invalid.", status: "INVALID" },
  "2019": { message: "The Transaction is pending.", status: "PENDING" },
  "2020": { message: "Refunds are not allowed for this payment type.", status: "INVALID" },
  "2021": { message: "Send the shopper to the ACSURL for 3-D Secure 2.", status: "3DAUTH" },
}

/** 3xxx (and the 50xx of addresses): each field's own, made from the table of fields. */
function validationCodes(): Codes {
  const codes: Codes = {}
  for (const [name, field] of Object.entries(FIELDS) as [string, Field][]) {
    const { missing, format, length, value } = field.codes ?? {}
    if (value) codes[value] = { message: `The ${name} value is invalid.`, status: "INVALID" }
    if (length) codes[length] = { message: `The ${name} value is too long.`, status: "INVALID" }
    if (format) codes[format] = { message: `The ${name} format is invalid.`, status: "INVALID" }
    if (missing) codes[missing] = { message: `The ${name} is missing.`, status: "MALFORMED" }
  }
  return codes
}

/** Where a number belongs to several fields, or the gateway's own text or Status differs. */
const VALIDATION: Codes = {
  ...validationCodes(),
  ...all("INVALID", {
    "3002": "The VPSTxId is invalid.",
    "3004": "The Amount is invalid.",
    "3005": "The Amount is outside the minimum and maximum limits.",
    "3006": "The fractional part of the Amount is invalid for the currency.",
    "3010": "The RelatedVPSTxId is invalid.",
    "3014": "The TxType is invalid.",
    "3021": "The Basket format is invalid.",
    "3056": "The Amount contains a decimal point, which the currency does not take.",
    "3057": "The CV2 format is invalid.",
    "3058": "The CardHolder field is required.",
    "3095": "The VPSProtocol value is invalid.",
    "3097": "The VPSProtocol value is outside the valid range.",
    "3098": "The VPSProtocol value is not supported here.",
    "3099": "The AccountType is not set up on this account.",
    "3100": "The AccountType value is invalid.",
    "3101": "The card system does not support a direct refund.",
    "3102": "The ReleaseAmount is invalid.",
    "3106": "The card system of the original transaction does not support repeats.",
    "3166": "The original transaction was not a billing agreement, so it cannot be repeated.",
    "3171": "The vendor account does not support a direct refund.",
    "3188": "A fixed surcharge has the wrong number of decimals for the currency.",
    "3192": "Cannot find the deferred transaction.",
    "3193": "Cannot create a token from a token transaction.",
    "3194": "Only one basket field may be given.",
    "3195": "The amounts of a basket line do not add up.",
    "5018": "The Security Code length is invalid.",
    "5055": "A post code contains invalid characters.",
  }),
  ...all("MALFORMED", {
    "3013": "The Description is missing.",
    "3046": "The VPSTxId field is missing.",
    "3143": "The Billing information is required.",
    "3144": "The Delivery information is required.",
  }),
  "3082": { message: "The Description value is too long.", status: "INVALID" },
}

/** 4xxx: rules of the business. */
const BUSINESS: Codes = {
  ...all("INVALID", {
    "4000": "The VendorName is invalid or the account is not active.",
    "4001": "The VendorTxCode has been used before. All VendorTxCodes should be unique.",
    "4006": "The TxType requested is not supported on this account.",
    "4007": "The TxType requested is not active on this account.",
    "4008": "The Currency is not supported on this account.",
    "4009": "The Amount is outside the allowed range.",
    "4019": "The shopper's IP address is restricted by the vendor.",
    "4020": "Information received from an Invalid IP address.",
    "4021": "The card range is not supported.",
    "4022": "The Card Type selected does not match card number.",
    "4026": "3-D Secure failed, and this vendor's rules require it.",
    "4027": "3-D Secure failed; this card cannot be authorised.",
    "4028": "The RelatedVPSTxId cannot be found.",
    "4029": "The RelatedVendorTxCode does not match the original transaction.",
    "4030": "The RelatedTxAuthNo does not match the original transaction.",
    "4031": "The RelatedSecurityKey does not match the original transaction.",
    "4032": "The original transaction was carried out by a different Vendor.",
    "4033": "The Currency does not match the original transaction.",
    "4034": "The Transaction has already been Refunded.",
    "4035": "This Refund would exceed the amount of the original transaction.",
    "4036": "The Transaction has already been Voided.",
    "4037": "The Related transaction is not a DEFERRED payment.",
    "4038": "The Transaction has already been Released.",
    "4039": "The Transaction is not in a DEFERRED state.",
    "4040": "The Transaction has been Aborted.",
    "4041": "The Transaction type does not support the requested operation.",
    "4042":
      "The VendorTxCode has been used before for another transaction. " +
      "All VendorTxCodes must be unique.",
    "4043": "The vendor's rules do not allow this card range.",
    "4044": "This Authorise would exceed 115% of the value of the original transaction.",
    "4045": "The Related transaction is not an AUTHENTICATE.",
    "4047": "The vendor account is closed.",
    "4049": "The ReleaseAmount is larger than the original amount.",
    "4050": "A refund has to wait until the original transaction is settled.",
    "4051": "The type of the related transaction is not supported for this operation.",
    "4052": "The related transaction was made on another system.",
    "4053": "The Transaction is completed already.",
    "4056": "The token was registered by another vendor.",
    "4057": "No card is registered for the token.",
    "4059": "Cannot authorise this transaction.",
  }),
  ...all("MALFORMED", {
    "4002":
      "An active transaction with this VendorTxCode has been found but the Amount is different.",
    "4003":
      "An active transaction with this VendorTxCode has been found but the Currency is different.",
    "4004":
      "An active transaction with this VendorTxCode has been found but the TxType is different.",
    "4005":
      "An active transaction with this VendorTxCode has been found but some fields are different.",
  }),
  "4046": { message: "3-D Secure is required to authorise this card.", status: "REJECTED" },
}

/** 5xxx: system, state, card. */
const SYSTEM: Codes = {
  ...all("INVALID", {
    "5001": "The required service is not available.",
    "5002": "Invalid request.",
    "5004": "The Transaction state is invalid.",
    "5005": "The vendor configuration is missing or invalid.",
    "5007": "Invalid request. A required parameter is missing.",
    "5011": "The check digit is invalid. Check the card number.",
    "5013": "The card has expired.",
    "5015": "The card could not be validated.",
    "5032": "The void at PayPal failed.",
    "5034": "VOID is not supported for a PayPal transaction.",
    "5036": "The transaction was not found.",
    "5069": "This acquirer does not refund mobile transactions.",
  }),
  ...all("ERROR", {
    "5003": "Internal server error.",
    "5030": "The gateway could not process the message.",
    "5993": "The network connection to the bank is currently unavailable.",
    "5994": "The Authorisation failed by an internal error.",
    "5997": "A communication error occurred.",
  }),
  ...all(undefined, {
    "5006":
      "Unable to redirect to Vendor's web site. The Vendor failed to provide a RedirectionURL.",
    "5998": "Duplicate vendor notification attempt.",
    "5999": "The session is invalid or has expired.",
  }),
}

/**
 * The numbers of StatusDetail. Where the gateway's text was seen on its wire it stands here as it
 * is; the others are in our words. Decide by the number, never by the text.
 */
export const CODES: Readonly<Record<string, CodeEntry>> = {
  ...VALIDATION,
  ...SYSTEM,
  ...BUSINESS,
  ...OUTCOMES,
}
