export type ReportingError = {
  /** In our words; the gateway's own may change, its numbers do not. */
  readonly meaning: string
  /**
   * `login`: counts as a failed login, and several of them lock the user, so nothing more may be
   * asked. `later`: the same question may be answered another time.
   */
  readonly means?: "login" | "later"
}

/** The numbers of `errorcode`. They overlap with those of StatusDetail, but are another table. */
export const REPORTING_ERRORS: Readonly<Record<string, ReportingError>> = {
  "0000": { meaning: "done" },
  "0001": { meaning: "the request is not valid XML" },
  "0002": { meaning: "the root element is not vspaccess" },
  "0008": { meaning: "no such user for this vendor, or the user is locked", means: "login" },
  "0009": { meaning: "the data of the request are wrong" },
  "0010": { meaning: "the signature is wrong, as it is with a wrong password", means: "login" },
  "0011": { meaning: "only an administrator may do this" },
  "0013": { meaning: "the command is unknown" },
  "0019": { meaning: "the XML of the request cannot be read" },
  "0021": { meaning: "the user cannot be created" },
  "0038": { meaning: "the start lies after the end" },
  "0039": { meaning: "the span is longer than a month" },
  "0042": { meaning: "vendortxcode or vpstxid is missing" },
  "0043": { meaning: "there is no such transaction" },
  "0044": { meaning: "this user may not see the transaction" },
  "0045": { meaning: "an administrator's password cannot be set here" },
  "0077": { meaning: "the address of the home page is missing" },
  "0078": { meaning: "the support e-mail address is missing" },
  "0099": { meaning: "more than 50 rows were asked for" },
  "0204": { meaning: "the template's type is missing" },
  "0205": { meaning: "the template's type is wrong" },
  "0211": { meaning: "the start row is not below the end row" },
  "0235": { meaning: "more than 50,000 rows would be listed" },
  "2015": { meaning: "the gateway ran into something unexpected", means: "later" },
  "2142": { meaning: "vendortxcode or vpstxid is missing or came twice" },
  "2213": { meaning: "too many commands in a short time", means: "later" },
  "2222": { meaning: "start row and end row do not go together" },
  "2236": { meaning: "there is no such token" },
  "2238": { meaning: "there is no transaction with this vpstxid" },
  "2242": { meaning: "there is no transaction with this vpstxid" },
  "2243": { meaning: "start row and end row do not go together" },
  "2244": { meaning: "start row and end row do not go together" },
  "2245": { meaning: "nothing is known of fraud checks of this transaction" },
  "3000": { meaning: "an element came twice" },
  "3001": { meaning: "an element is missing" },
  "3002": { meaning: "an element has no value" },
}

/** Whether so many of these lock the user that not one more may be caused. */
export const isLoginError = (code: string): boolean => REPORTING_ERRORS[code]?.means === "login"
