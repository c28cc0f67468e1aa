import { fieldOf, type Field } from "./fields"
import { FORMATS, type Format } from "./formats"
import { MAX_MAJOR } from "./money"
import { isBlank, RULES, type AccountFacts, type Rule } from "./rules"
import type { RequestRow } from "./rows"
import { TX_TYPES, type TxTypeEntry } from "./tx-types"
import type { ProtocolVersion, TxType, WireMessage } from "./versions"
import type { FieldProblem } from "./wire-format-error"

export type CheckOptions = AccountFacts & {
  readonly txType: TxType
  readonly version: ProtocolVersion
  /** The gateway ignores fields it does not know; a client that sends one has made a mistake. */
  readonly unknownFields?: "refuse" | "ignore"
}

/** One row, with the version's particulars worked out. */
type CheckedField = {
  readonly name: string
  readonly mandatory: boolean
  readonly max: number
  readonly format: Format
  readonly values: ReadonlySet<string> | undefined
  readonly isAmount: boolean
  readonly codes: NonNullable<Field["codes"]>
}

type Plan = {
  readonly fields: readonly CheckedField[]
  readonly names: ReadonlySet<string>
  readonly rules: readonly Rule[]
}

const plans = new Map<string, Plan>()

/** A row's particulars are the same for every message, so they are worked out once. */
function planOf(txType: TxType, version: ProtocolVersion): Plan {
  const key = `${txType} ${version}`
  const known = plans.get(key)
  if (known) return known
  const entry: TxTypeEntry = TX_TYPES[txType]
  const rows = entry.request.filter(({ versions }) => !versions || versions.includes(version))
  const plan: Plan = {
    fields: rows.map((row) => checkedField(row, txType, version, entry)),
    names: new Set(rows.map(({ field }) => field)),
    rules: entry.rules.map((name) => RULES[name]),
  }
  plans.set(key, plan)
  return plan
}

function checkedField(
  row: RequestRow,
  txType: TxType,
  version: ProtocolVersion,
  entry: TxTypeEntry
): CheckedField {
  const field = fieldOf(row.field) as Field
  const particulars = field.in?.[version]
  const format = row.format ?? particulars?.format ?? field.format
  const values =
    row.field === "TxType"
      ? [txType]
      : row.field === "VPSProtocol"
        ? entry.versions
        : (row.values ?? field.values)
  return {
    name: row.field,
    mandatory: row.need === "always",
    max: particulars?.max ?? field.max ?? Number.POSITIVE_INFINITY,
    format: FORMATS[format],
    values: values && new Set(values),
    isAmount: format === "amount" || format === "amountWithCommas",
    codes: field.codes ?? {},
  }
}

function problem(
  field: string,
  kind: FieldProblem["kind"],
  rule: string,
  code: string | undefined
): FieldProblem {
  return code === undefined ? { field, kind, rule } : { field, kind, rule, code }
}

/** The first rule that a value breaks, or undefined. */
function brokenRule(field: CheckedField, value: string): FieldProblem | undefined {
  const { name, codes, format } = field
  if (value.length > field.max) {
    return problem(name, "length", `must have at most ${field.max} characters`, codes.length)
  }
  if (!format.test(value)) return problem(name, "format", format.rule, codes.format)
  if (field.values && !field.values.has(value)) {
    const rule = `must be one of ${[...field.values].join(", ")}`
    return problem(name, "value", rule, codes.value ?? codes.format)
  }
  if (field.isAmount) {
    const amount = Number(value.includes(",") ? value.replaceAll(",", "") : value)
    if (amount <= 0 || amount > MAX_MAJOR) {
      return problem(name, "value", "must be from 0.01 to 100,000.00", codes.value)
    }
  }
  return undefined
}

/**
 * Every rule of the tables that a request breaks, field by field and then the rules about several
 * fields. Never throws.
 */
export function checkRequest(message: WireMessage, options: CheckOptions): FieldProblem[] {
  const { txType, version } = options
  const { fields, names, rules } = planOf(txType, version)
  const problems: FieldProblem[] = []
  let known = 0
  for (const field of fields) {
    const value = message[field.name]
    if (value !== undefined) known += 1
    if (value === undefined || isBlank(value)) {
      if (field.mandatory) {
        problems.push(problem(field.name, "missing", "is mandatory", field.codes.missing))
      }
      continue
    }
    const broken = brokenRule(field, value)
    if (broken) problems.push(broken)
  }
  for (const rule of rules) problems.push(...rule.broken(message, options))
  const given = Object.keys(message)
  if (given.length > known && options.unknownFields !== "ignore") {
    for (const name of given) {
      if (names.has(name) || message[name] === undefined) continue
      problems.push({ field: name, kind: "unknown", rule: `is not part of ${txType} ${version}` })
    }
  }
  return problems
}

/** The same for a single value that does not stand in a request: "valid" is undefined. */
export function checkField(
  name: string,
  value: string,
  version: ProtocolVersion
): FieldProblem | undefined {
  const field = fieldOf(name)
  if (!field) return { field: name, kind: "unknown", rule: "is not a field of this protocol" }
  const row = { field: name, need: "optional" } as RequestRow
  if (name === "TxType" || name === "VPSProtocol") return undefined
  return brokenRule(checkedField(row, "PAYMENT", version, TX_TYPES.PAYMENT), value)
}
