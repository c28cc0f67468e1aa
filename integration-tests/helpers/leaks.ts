import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import type { Store } from "./store"

/** Where a card's data could come out of a store, and how it would look there. */

/** A number as it may be written: plain, in groups, or in the middle of other digits' separators. */
export function spellings(number: string): string[] {
  const groups = number.length === 15 ? [4, 6, 5] : [4, 4, 4, 4]
  let at = 0
  const parts = groups.map((length) => number.slice(at, (at += length)))
  return [
    number,
    parts.join(" "),
    parts.join("-"),
    encodeURIComponent(parts.join(" ")),
    parts.join("+"),
  ]
}

/** Those of the numbers that are there: whole, or any part that says more than the last four digits. */
export function numberLeaks(text: string, numbers: readonly string[]): string[] {
  return numbers.filter((number) =>
    [...spellings(number), number.slice(4, -2)].some((spelling) => text.includes(spelling))
  )
}

/** The security code and the expiry date of these tests, beside their names: alone they are in many numbers. */
export function codeLeaks(text: string): string[] {
  // Quotes are doubled in a row's text, and escaped where one JSON is in another.
  const named = /(cv2|expiry|expirydate)["\\]*\s*[=:]\s*["\\]*(4711?|0939)/gi
  return [...text.matchAll(named)].map(([found]) => found)
}

/** All that is logged, printed, sent as an event or put into a workflow. */
export function earsOf(store: Store) {
  const heard: string[] = []
  const spies: jest.SpyInstance[] = []
  return { heard, open, close: () => spies.forEach((spy) => spy.mockRestore()) }

  function open(): void {
    const logger = store.container.resolve(ContainerRegistrationKeys.LOGGER)
    for (const level of ["debug", "info", "warn", "error", "log"] as const) {
      spies.push(
        jest.spyOn(logger, level).mockImplementation((...parts: unknown[]) => {
          heard.push(parts.map(shown).join(" "))
        })
      )
    }
    for (const stream of [process.stdout, process.stderr]) {
      spies.push(
        jest.spyOn(stream, "write").mockImplementation((chunk) => {
          heard.push(String(chunk))
          return true
        })
      )
    }
    const bus = store.container.resolve(Modules.EVENT_BUS)
    const emit = bus.emit.bind(bus)
    spies.push(
      jest.spyOn(bus, "emit").mockImplementation((...given: Parameters<typeof emit>) => {
        heard.push(JSON.stringify(given))
        return emit(...given)
      })
    )
    const engine = store.container.resolve(Modules.WORKFLOW_ENGINE)
    const run = engine.run.bind(engine)
    spies.push(
      jest.spyOn(engine, "run").mockImplementation((...given: Parameters<typeof run>) => {
        heard.push(JSON.stringify([given[0], given[1]?.input]))
        return run(...given)
      })
    )
  }
}

/** Every row of every table, core's own and the workflows' included, as text. */
export async function dump({ database }: Store): Promise<string> {
  const tables = (await database("information_schema.tables")
    .where({ table_schema: "public", table_type: "BASE TABLE" })
    .pluck("table_name")) as string[]
  const texts: string[] = []
  for (const table of tables) {
    const rows: { text: string }[] = await database(table).select(
      database.raw(`"${table}"::text as text`)
    )
    texts.push(...rows.map(({ text }) => `${table}: ${text}`))
  }
  return texts.join("\n")
}

function shown(part: unknown): string {
  if (!(part instanceof Error)) return typeof part === "string" ? part : JSON.stringify(part)
  return [part.stack, JSON.stringify({ ...part }), part.cause ? shown(part.cause) : ""].join(" ")
}
