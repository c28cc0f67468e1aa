import { CODES } from "../protocol"

// Seen on the wire in other words than the table of codes has, and what only the hosted page says.
const OWN_TEXTS: Readonly<Record<string, string>> = {
  "3000": "##### was given more than once.",
  "3190": "The token value format is invalid.",
  "5010": "Please enter the card number.",
  "5012": "Please enter the name on the card.",
  "5014": "Please enter the expiry date.",
  "5017": "The Security Code is required.",
  "5018": "The Security Code has the wrong length.",
  "5019": "The Security Code must be digits.",
  "5024": "The name on the card is too long.",
  "5026": "The card number must be digits.",
  "5028": "The expiry date must be a month and a year, MMYY.",
}

/** `NNNN : text`, as StatusDetail has it. */
export function statusDetail({ code, subject }: { code: string; subject?: string }): string {
  const message = OWN_TEXTS[code] ?? CODES[code]?.message ?? "Invalid request."
  return `${code} : ${message.replace("#####", subject ?? "#####")}`
}
