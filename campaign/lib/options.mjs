import { parseArgs } from "node:util"

export const USAGE = `npm run campaign -- [options]
  --seed S             what everything random is drawn from (a new one each time)
  --operations N       so many steps of random load, then the books are compared (default 300)
  --only K             only payment K of that seed and that many operations
  --kills K            kills the store's processes so many times while it is loaded
  --two-servers R      so many rounds of the same press on two servers at once
  --clients C          how many payments at once (default 8)
  --without-reporting  a shop without a login for the gateway's reporting service
  --shrink-seconds T   how long a shorter trace is looked for (default 120; 0: not at all)
  --verbose            the whole trace of every payment that went wrong
  --report FILE        writes what was done, as JSON`

const NUMBERS = ["operations", "only", "kills", "two-servers", "clients", "shrink-seconds"]

export function readOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      help: { type: "boolean" },
      seed: { type: "string" },
      operations: { type: "string" },
      only: { type: "string" },
      kills: { type: "string" },
      "two-servers": { type: "string" },
      clients: { type: "string" },
      "without-reporting": { type: "boolean" },
      report: { type: "string" },
      break: { type: "string" },
      "shrink-seconds": { type: "string" },
      verbose: { type: "boolean" },
    },
  })
  for (const name of NUMBERS) {
    if (values[name] !== undefined && !/^\d+$/.test(values[name])) {
      throw new Error(`--${name} must be a number, not ${values[name]}\n\n${USAGE}`)
    }
  }
  const number = (name, fallback) => (values[name] === undefined ? fallback : Number(values[name]))
  const kills = number("kills", 0)
  const rounds = number("two-servers", 0)
  return {
    help: values.help ?? false,
    seed: values.seed ?? String(Date.now() % 1_000_000),
    operations: number("operations", kills + rounds > 0 ? 0 : 300),
    only: number("only"),
    kills,
    rounds,
    clients: number("clients", 8),
    reporting: !values["without-reporting"],
    report: values.report,
    /** For the campaign's own test: the books that are falsified before they are compared. */
    broken: values.break?.split(",") ?? [],
    verbose: values.verbose ?? false,
    shrinkMs: number("shrink-seconds", 120) * 1_000,
  }
}
