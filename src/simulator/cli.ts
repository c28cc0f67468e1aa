#!/usr/bin/env node
import { parseArgs } from "node:util"
import { startSimulator } from "./index"

const HELP = `Sage Pay simulator: a stateful stand-in for the gateway, on a port.

Usage: sagepay-simulator [options]

  --port N       port to listen on (default 8085; 0 takes a free one)
  --host H       address to listen on (default 127.0.0.1)
  --vendor V     vendor account; may be given several times (default testvendor)
  --seed S       the same seed gives the same ids
  --state FILE   keep the transactions in this file
  --help         this text
`

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: "8085" },
      host: { type: "string", default: "127.0.0.1" },
      vendor: { type: "string", multiple: true, default: ["testvendor"] },
      seed: { type: "string" },
      state: { type: "string" },
      help: { type: "boolean", default: false },
    },
  })
  if (values.help) {
    process.stdout.write(HELP)
    return
  }
  const port = Number(values.port)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error("--port must be a number from 0 to 65535")
  }
  const simulator = await startSimulator({
    port,
    host: values.host,
    vendor: values.vendor,
    ...(values.seed !== undefined && { seed: values.seed }),
    ...(values.state !== undefined && { stateFile: values.state }),
    log: (line) => process.stdout.write(`${line}\n`),
  })
  process.stdout.write(
    `Sage Pay simulator: ${simulator.url}\n` +
      `  services      ${simulator.url}/gateway/service/\n` +
      `  transactions  ${simulator.url}/transactions\n` +
      `  control       ${simulator.url}/_control\n`
  )
  const stop = (): void => {
    simulator.close().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${String(error)}\n`)
        process.exit(1)
      }
    )
  }
  process.once("SIGINT", stop)
  process.once("SIGTERM", stop)
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
})
