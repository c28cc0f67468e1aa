import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import path from "node:path"
import { Readable } from "node:stream"
import ts from "typescript"
import { ATTENTION, choicesOf } from "../../../modules/sagepay/attention"
import type { Choice } from "../../../modules/sagepay/attention-choices"
import { adminMiddlewares } from "../middlewares"

const SRC = path.resolve(__dirname, "../../..")
const CORE = path.dirname(require.resolve("@medusajs/medusa/package.json"))
const DOC = path.join(SRC, "../docs/attention.md")

type Raised = { kind: string | undefined; where: string }

/** Text constants, for kinds that are named in another file. */
const exported = new Map<string, string>()

/** Every object in the sources that looks like a finding to be raised: it has a kind, a subject and a message. */
function raisedIn(file: string): Raised[] {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2022, true)
  const constants = new Map<string, string>()
  const found: Raised[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer) {
      const { initializer } = node
      if (ts.isStringLiteral(initializer)) {
        constants.set(node.name.text, initializer.text)
        if (isExported(node)) exported.set(node.name.text, initializer.text)
      }
    }
    if (ts.isObjectLiteralExpression(node)) {
      const named = new Map(
        node.properties.map((property) => [property.name?.getText(source) ?? "", property])
      )
      const spreads = node.properties.some(ts.isSpreadAssignment)
      const kind = named.get("kind")
      if (kind && named.has("message") && (named.has("subject_id") || spreads)) {
        const line = source.getLineAndCharacterOfPosition(kind.getStart(source)).line + 1
        const where = `${path.relative(SRC, file)}:${line}`
        const value = ts.isPropertyAssignment(kind) ? kind.initializer : undefined
        const literals = value ? literalsOf(value, constants) : [undefined]
        found.push(...literals.map((literal) => ({ kind: literal, where })))
      }
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

function isExported(node: ts.VariableDeclaration): boolean {
  const statement = node.parent.parent
  return (
    ts.isVariableStatement(statement) &&
    Boolean(statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword))
  )
}

function literalsOf(
  value: ts.Expression,
  constants: ReadonlyMap<string, string>
): (string | undefined)[] {
  if (ts.isStringLiteral(value)) return [value.text]
  if (ts.isIdentifier(value)) return [constants.get(value.text) ?? exported.get(value.text)]
  if (ts.isConditionalExpression(value)) {
    return [value.whenTrue, value.whenFalse].flatMap((branch) => literalsOf(branch, constants))
  }
  return [undefined]
}

const sources = (readdirSync(SRC, { recursive: true }) as string[])
  .filter((file) => file.endsWith(".ts") && !/\.spec\.ts$|^simulator\//.test(file))
  // A table's columns, and what handles findings of any kind.
  .filter((file) => !/(models\/finding|sagepay\/findings|attention-list)\.ts$/.test(file))
  .map((file) => path.join(SRC, file))

// Twice, for a kind may be read before the file that names it.
sources.forEach(raisedIn)
const raised = sources.flatMap(raisedIn)

const everyChoice = Object.keys(ATTENTION).flatMap((kind) => [...choicesOf(kind)])
const choices = [...new Map(everyChoice.map((choice) => [choice.id, choice])).values()]

describe("the attention table", () => {
  it("has a row for every kind that is raised anywhere, and each kind can be read off its source", () => {
    expect(raised.length).toBeGreaterThan(14)
    expect(raised.filter(({ kind }) => kind === undefined || !(kind in ATTENTION))).toEqual([])
  })

  it("has no row for what nobody raises", () => {
    const kinds = new Set(raised.map(({ kind }) => kind))
    expect(Object.keys(ATTENTION).filter((kind) => !kinds.has(kind))).toEqual([])
  })

  it("offers only what there is a route for", () => {
    const missing = choices.filter((choice) => !hasRoute(choice))
    expect(missing.map(({ method, path: at }) => `${method} ${at}`)).toEqual([])
  })

  it("names each choice of a kind once, and says what it does to the money in a sentence", () => {
    for (const kind of Object.keys(ATTENTION)) {
      const ids = choicesOf(kind).map(({ id }) => id)
      expect(ids).toEqual([...new Set(ids)])
    }
    for (const { what } of everyChoice) expect(what).toMatch(/^[A-Z].{20,}\.$/)
  })
})

/** As a folder of ours or of core's, whatever the braces are called there. */
function hasRoute({ path: at }: Choice): boolean {
  const inside = (folder: string, [head, ...rest]: string[]): boolean => {
    if (!existsSync(folder)) return false
    if (head === undefined) {
      return ["route.ts", "route.js"].some((file) => isPost(path.join(folder, file)))
    }
    if (!head.startsWith("{")) return inside(path.join(folder, head), rest)
    return readdirSync(folder)
      .filter((name) => name.startsWith("["))
      .some((name) => inside(path.join(folder, name), rest))
  }
  const segments = at.split("/").filter(Boolean)
  return [path.join(SRC, "api"), path.join(CORE, "dist/api")].some((root) => inside(root, segments))
}

function isPost(file: string): boolean {
  return existsSync(file) && /\bPOST\b/.test(readFileSync(file, "utf8"))
}

/** What a person would fill in, by the name of the field. */
const SAMPLES: Readonly<Record<string, unknown>> = {
  note: "seen in the console",
  reason: "the order is cancelled",
  key: "form-0123456789",
  amount_minor: 1_000,
  vps_tx_id: "{11111111-2222-3333-4444-555555555555}",
  tx_auth_no: "12345",
  security_key: "ABCDEFGHIJ",
  account: "default",
  backend_url: "https://shop.test",
}

const ours = choices.filter(({ path: at }) => at.startsWith("/admin/sagepay/"))

it.each(ours.map((choice) => [choice.id, choice] as const))(
  "the body of %s is taken by its route, with and without what is not required",
  async (_, { path: at, body }) => {
    const matcher = at.replaceAll(/\{\w+\}/g, ":id")
    const validate = adminMiddlewares.find((route) => route.matcher === matcher)?.middlewares?.[0]
    if (!validate) return expect(body).toEqual({})
    for (const isWhole of [true, false]) {
      const sent = Object.entries(body)
        .filter(([, { required }]) => isWhole || required)
        .map(([name, field]) => [name, isFixed(field.const) ? field.const : SAMPLES[name]])
      const given = Object.fromEntries(sent) as object
      // Read by core already, or still to be read by the route.
      const unread = Readable.from([Buffer.from(JSON.stringify(given))])
      const request = Object.assign(unread, { body: given, is: () => true })
      const failed = await new Promise((resolve) => {
        const answer = { set: () => answer, status: () => answer, json: resolve }
        void validate(request as never, answer as never, resolve)
      })
      expect(failed).toBeUndefined()
    }
  }
)

function isFixed(value: string | boolean | undefined): boolean {
  return value !== undefined && !String(value).startsWith("{")
}

function render(): string {
  const rows = Object.entries(ATTENTION).map(([kind, { title, meaning }]) => {
    const lines = choicesOf(kind).map(({ label, what }) => `- **${label}**: ${what}`)
    return `### ${title} (\`${kind}\`)\n\n${meaning}\n\n${lines.join("\n")}`
  })
  const routes = choices.map(({ label, method, path: at }) => `| ${label} | \`${method} ${at}\` |`)
  return [
    "# The attention list",
    "",
    "Made from `src/modules/sagepay/attention.ts` by `UPDATE_DOCS=1 npx jest attention.spec`; do not edit.",
    "",
    "What the plugin cannot put right by itself stands on one list: `GET /admin/sagepay/attention`, newest first, with `kind`, `order_id`, `limit` and `offset` to choose from it. Each entry says what happened, what it means for the money, which transaction it is about (`transaction_id`, and `currency_code` for the amounts in `facts`), and what can be done about it, with the request for that: method, path and the JSON Schema of its body. Requests that make no sense at the moment are not offered. An entry that has come right leaves the list by itself within a minute.",
    "",
    "`sagepay.attention_required` is emitted when an entry appears, with `id`, `kind`, `subject_id`, `order_id` and `message`, and `sagepay.attention_resolved` when it leaves, with `resolution` and `resolved_by` besides. Each is delivered at least once, also when the event bus was away; `event_id` is the same each time.",
    "",
    "## Kinds",
    "",
    rows.join("\n\n"),
    "",
    "## Requests",
    "",
    "| Choice | Request |",
    "| --- | --- |",
    ...routes,
    "",
  ].join("\n")
}

it("docs/attention.md shows the table as it is (UPDATE_DOCS=1 writes it)", () => {
  const expected = render()
  if (process.env.UPDATE_DOCS) writeFileSync(DOC, expected)
  else expect(readFileSync(DOC, "utf8")).toBe(expected)
})
