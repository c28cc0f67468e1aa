import process from "node:process"
import { campaign } from "./campaign.mjs"
import { readOptions, USAGE } from "./lib/options.mjs"

/** `npm run campaign`: see docs/campaign.md. Ends with 0 only if every book is equal. */

const say = (text) => process.stdout.write(`${text}\n`)

try {
  const options = readOptions(process.argv.slice(2))
  if (options.help) say(USAGE)
  else process.exitCode = (await campaign(options, say)).ok ? 0 : 1
} catch (error) {
  process.stderr.write(`${error.stack ?? error}\n`)
  process.exitCode = 1
}
