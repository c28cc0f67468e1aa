import { createHash } from "node:crypto"
import { reportingAnswer } from "../reporting/answer"
import { VENDOR } from "./bench"
import type { Bench } from "./bench"

export type Login = { vendor: string; user: string; password: string }

export const LOGIN: Login = { vendor: VENDOR, user: "reportuser", password: "s3cretPass" }

export const tag = (name: string, value: string): string => `<${name}>${value}</${name}>`

/** The parameters of a command, in the order in which they stand. */
export const tags = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => tag(name, value))
    .join("")

export const md5 = (text: string): string => createHash("md5").update(text, "latin1").digest("hex")

/** A whole request, as a client would sign it. */
export function signed(command: string, parameters = "", login: Partial<Login> = {}): string {
  const { vendor, user, password } = { ...LOGIN, ...login }
  const said = tags({ command, vendor, user }) + parameters
  return tag("vspaccess", said + tag("signature", md5(said + tag("password", password))))
}

/** `0043` */
export function code(bench: Bench, request: string): string {
  return reportingAnswer(bench.core, request).code
}

/** The elements of an answer, flat: those of a list come several times. */
export function read(document: string): (name: string) => string[] {
  return (name) =>
    [...document.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, "g"))].map(
      ([, text = ""]) => text
    )
}

export function ask(bench: Bench, command: string, parameters: Readonly<Record<string, string>>) {
  const { document } = reportingAnswer(bench.core, signed(command, tags(parameters)))
  const all = read(document)
  return { all, one: (name: string) => all(name)[0] ?? "missing", document }
}

/** The report of one transaction. */
export function detail(bench: Bench, { vpsTxId }: { vpsTxId: string }) {
  return ask(bench, "getTransactionDetail", { vpstxid: vpsTxId.slice(1, -1) })
}
