import { readFileSync, writeFileSync } from "node:fs"
import path from "node:path"
import { fieldOf, FIELDS, type Field } from "./fields"
import { FORMATS } from "./formats"
import { ACKNOWLEDGEMENT_FIELDS, NOTIFICATION_FIELDS, type NotificationRow } from "./notification"
import {
  DETAIL_ELEMENTS,
  REPORTING_COMMANDS,
  REPORTING_ERRORS,
  TX_STATES,
  type CommandRow,
} from "./reporting"
import { RULES } from "./rules"
import type { RequestRow } from "./rows"
import { TX_TYPES, type TxTypeEntry } from "./tx-types"

const DOC = path.join(__dirname, "../../docs/wire-fields.md")

type Row = readonly string[]

const table = (head: Row, rows: readonly Row[]): string =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n")

const escaped = (text: string): string => text.replaceAll("|", "\\|")

function fieldRow([name, field]: [string, Field]): Row {
  const newer = field.in?.["4.00"]
  const max = newer?.max ? `${field.max} (4.00: ${newer.max})` : String(field.max ?? "")
  const rule = FORMATS[field.format].rule
  const newRule = newer?.format ? ` (4.00: ${FORMATS[newer.format].rule})` : ""
  const codes = Object.entries(field.codes ?? {}).map(([kind, code]) => `${kind} ${code}`)
  const secret = { whole: "hidden", "last-four": "last four", personal: "personal" }
  const values = field.values?.join(", ") ?? ""
  const inLogs = field.secret ? secret[field.secret] : ""
  return [name, escaped(rule + newRule), max, values, codes.join(", "), inLogs, field.source]
}

function needOf({ need, rule, versions, values }: RequestRow): Row {
  const says = rule && RULES[rule].says
  const only = values ? `only ${values.join(", ")}` : ""
  const notes = [says, only].filter(Boolean).join("; ")
  const mandatory = need === "always" ? "yes" : need === "conditional" ? "on condition" : "no"
  return [mandatory, versions?.join(", ") ?? "all", notes]
}

function typeSection([txType, entry]: [string, TxTypeEntry]): string {
  const request = entry.request.map((row) => [row.field, ...needOf(row)])
  const reply = entry.reply.map(({ field, when }) => `${field} (${when})`).join(", ")
  return [
    `### ${txType}`,
    "",
    `Service \`${entry.service}\`, versions ${entry.versions.join(", ")}. ` +
      `${entry.makesTransaction ? "Makes a transaction of its own." : "Acts on the transaction itself."}`,
    "",
    table(["Field", "Mandatory", "Versions", "Rule"], request),
    "",
    `Statuses: ${entry.statuses.join(", ")}. Reply: ${reply}.`,
  ].join("\n")
}

const SEEN = { several: "several clients", one: "one client", inferred: "inferred" }

function reportSections(): string[] {
  const commands = Object.entries(REPORTING_COMMANDS).map(([name, row]: [string, CommandRow]) => [
    name,
    row.parameters
      .map(({ name, need }) => (need === "always" ? name : `${name} (${need})`))
      .join(", "),
    row.notFound.join(", "),
    SEEN[row.known],
  ])
  const elements = DETAIL_ELEMENTS.map(({ element, field, result, secret, known }) => [
    element,
    [field, result].filter(Boolean).join(", "),
    secret === "whole" ? "hidden" : (secret ?? ""),
    SEEN[known],
  ])
  const states = Object.entries(TX_STATES).map(([id, { meaning, stage, states, status }]) => [
    id,
    meaning,
    stage,
    states.join(", "),
    status ?? "",
  ])
  const errors = Object.entries(REPORTING_ERRORS)
    .sort()
    .map(([code, { meaning, means }]) => [code, meaning, means ?? ""])
  return [
    "## Reports",
    "",
    "The commands of the Reporting & Admin API that are used, their parameters in the order in which they are hashed,",
    "and the error codes that say that a transaction does not exist.",
    "",
    table(["Command", "Parameters", "Not found", "Seen in"], commands),
    "",
    "### Elements of getTransactionDetail",
    "",
    table(["Element", "Becomes", "In logs", "Seen in"], elements),
    "",
    "### txstateid",
    "",
    table(["Number", "Meaning", "Money", "Our state", "Status"], states),
    "",
    "### errorcode",
    "",
    "`login` counts as a failed login, and after it nothing more is asked; `later` may be asked again.",
    "",
    table(["Code", "Meaning", "Means"], errors),
    "",
  ]
}

function render(): string {
  const notification = NOTIFICATION_FIELDS.map((row: NotificationRow) => [
    row.field,
    row.need === "always" ? "yes" : "no",
    row.signed ? "yes" : "no",
    row.versions?.join(", ") ?? "all",
    (row.values ?? fieldOf(row.field)?.values ?? []).join(", "),
  ])
  const answer = ACKNOWLEDGEMENT_FIELDS.map((row) => [
    row.field,
    row.need === "always" ? "yes" : "when Status is not OK",
    "values" in row ? row.values.join(", ") : "",
  ])
  return [
    "# Wire fields",
    "",
    "Made from the tables in `src/protocol` by `UPDATE_DOCS=1 npx jest wire-fields-doc`; do not edit.",
    "Sections are those of the Server and Direct Shared Protocol Guidelines 3.00.",
    "",
    "## Fields",
    "",
    table(
      ["Field", "Format", "Max", "Values", "Gateway's codes", "In logs", "Section"],
      Object.entries(FIELDS).map(fieldRow)
    ),
    "",
    "## Requests and replies",
    "",
    Object.entries(TX_TYPES).map(typeSection).join("\n\n"),
    "",
    "## Notification",
    "",
    table(["Field", "Always", "Signed", "Versions", "Values"], notification),
    "",
    "## Answer to the notification",
    "",
    table(["Field", "Mandatory", "Values"], answer),
    "",
    ...reportSections(),
  ].join("\n")
}

it("docs/wire-fields.md shows the tables as they are (UPDATE_DOCS=1 writes it)", () => {
  const expected = render()
  if (process.env.UPDATE_DOCS) writeFileSync(DOC, expected)
  else expect(readFileSync(DOC, "utf8")).toBe(expected)
})
