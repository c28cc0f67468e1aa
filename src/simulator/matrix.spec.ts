import { Bench, STATE_ROWS } from "./__fixtures__/matrix"
import type { Row } from "./__fixtures__/matrix"
import { REPORT_ROWS } from "./__fixtures__/broken-reports"
import { BROKEN_ROWS } from "./__fixtures__/broken-rules"
import { REPEATED_REGISTRATION } from "./registration"
import { REPORTING_RULES } from "./reporting/rules"
import { RULES } from "./rules"

const SERVICE_ROWS: readonly Row[] = [...BROKEN_ROWS, ...STATE_ROWS]
const ROWS: readonly Row[] = [...SERVICE_ROWS, ...REPORT_ROWS]
const REPORTING_NAMES = new Set(REPORTING_RULES.map(({ name }) => name))

async function resultOf(row: Row, disabledRule: string): Promise<string> {
  try {
    return await row.run(new Bench({ disabledRules: [disabledRule] }))
  } catch (error) {
    // The original could not even be made: that proves nothing about the row.
    return error instanceof Error ? row.expected : "?"
  }
}

describe("one row per action, state and broken rule", () => {
  test.each(ROWS.map((row) => [row.name, row] as const))("%s", async (_name, row) => {
    expect(await row.run(new Bench())).toBe(row.expected)
  })
})

describe("switching a rule off turns a row red", () => {
  const names = [...RULES, ...REPEATED_REGISTRATION, ...REPORTING_RULES].map(({ name }) => name)

  test.each(names)("%s", async (name) => {
    let red: string | undefined
    for (const row of REPORTING_NAMES.has(name) ? REPORT_ROWS : SERVICE_ROWS) {
      if ((await resultOf(row, name)) !== row.expected) {
        red = row.name
        break
      }
    }
    expect(red).toBeDefined()
  })

  test("no two rules have the same name", () => {
    expect(new Set(names).size).toBe(names.length)
  })
})
