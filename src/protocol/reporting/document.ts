import { createHash } from "node:crypto"
import { REPORTING_COMMANDS, type CommandRow, type ReportingCommand } from "./commands"

export type ReportingQuestion = {
  readonly command: ReportingCommand
  readonly vendor: string
  readonly user: string
  readonly password: string
  readonly parameters?: Readonly<Record<string, string | undefined>>
}

/**
 * Without line breaks or spaces: the gateway hashes what it gets, byte for byte, with the password
 * in the place of the signature. Values are escaped before they are hashed; the password, which is
 * part of no document, stays as it is [inferred].
 */
export function signedDocument(question: ReportingQuestion): string {
  const { command, vendor, user, password } = question
  const hashed = [
    element("command", command),
    element("vendor", vendor),
    element("user", user),
    ...parametersOf(question).map(([name, value]) => element(name, value)),
  ].join("")
  const signature = createHash("md5")
    .update(`${hashed}<password>${password}</password>`, "utf8")
    .digest("hex")
  return `<vspaccess>${hashed}${element("signature", signature)}</vspaccess>`
}

function parametersOf({ command, parameters = {} }: ReportingQuestion): [string, string][] {
  const rows: CommandRow["parameters"] = REPORTING_COMMANDS[command].parameters
  const given = Object.keys(parameters).filter((name) => parameters[name] !== undefined)
  const unknown = given.find((name) => !rows.some((row) => row.name === name))
  if (unknown) throw new TypeError(`${command} has no parameter ${unknown}`)
  const missing = rows.find(({ name, need }) => need === "always" && !given.includes(name))
  if (missing) throw new TypeError(`${command} needs ${missing.name}`)
  const choice = rows.filter(({ need }) => need === "one_of").map(({ name }) => name)
  if (choice.length > 0 && given.filter((name) => choice.includes(name)).length !== 1) {
    throw new TypeError(`${command} needs one of ${choice.join(", ")}`)
  }
  return rows.flatMap(({ name }) => {
    const value = parameters[name]
    return value === undefined ? [] : [[name, value]]
  })
}

const element = (name: string, value: string): string => `<${name}>${escaped(value)}</${name}>`

const escaped = (value: string): string =>
  value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
