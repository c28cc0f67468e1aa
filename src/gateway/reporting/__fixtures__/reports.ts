import { http } from "../../__fixtures__/raw-server"

/** What a question's form says, read by hand. */
export function asked(request: string): Record<string, string> {
  const document = new URLSearchParams(request).get("XML") ?? ""
  return Object.fromEntries(
    [...document.matchAll(/<(\w+)>([^<]*)<\/\1>/g)].map(([, name = "", value = ""]) => [
      name,
      value,
    ])
  )
}

export const report = (inside: string, code = "0000"): string =>
  http(
    `<?xml version="1.0" encoding="ISO-8859-1" ?>\r\n<vspaccess><errorcode>${code}</errorcode>` +
      `<timestamp>21/11/2026 10:00:00</timestamp>${inside}</vspaccess>`
  )

export const refusal = (code: string, words = "Something is wrong."): string =>
  report(`<error>${words}</error>`, code)

const elements = (fields: Readonly<Record<string, string>>): string =>
  Object.entries(fields)
    .map(([name, value]) => `<${name}>${value}</${name}>`)
    .join("")

export const DETAIL = {
  vpstxid: "0F4B1D6E-2C3A-4D5E-8F90-A1B2C3D4E5F6",
  vendortxcode: "order-1001",
  transactiontype: "Payment",
  txstateid: "16",
  status: "Authorised.",
  amount: "30.00",
  currency: "GBP",
  securitykey: "K7QX2M9ZPA",
}

export const detail = (changes: Readonly<Record<string, string>> = {}): string =>
  report(elements({ ...DETAIL, ...changes }))

export type Row = { readonly id: number; readonly started: string; readonly amount?: string }

export const idOfRow = (id: number): string =>
  `${id.toString(16).toUpperCase().padStart(8, "0")}-2C3A-4D5E-8F90-A1B2C3D4E5F6`

/** Rows as the gateway lists them, of which those from `first` to `last` are shown. */
export function page(rows: readonly Row[], first: number, last: number): string {
  const shown = rows.slice(first - 1, last).map(({ id, started, amount = "1.00" }) => {
    const vpstxid = idOfRow(id)
    const vendortxcode = `code-${id}`
    const row = { vpstxid, vendortxcode, transactiontype: "Refund", amount, currency: "GBP" }
    return `<transaction>${elements({ ...row, started, result: "success" })}</transaction>`
  })
  const head = elements({
    startrow: String(first),
    endrow: String(first + shown.length - 1),
    totalrows: String(rows.length),
  })
  return report(`<transactions>${head}${shown.join("")}</transactions>`)
}
