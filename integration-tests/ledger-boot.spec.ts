import path from "node:path"
import { asValue } from "@medusajs/framework/awilix"
import { MODULE_SCOPE, moduleLoader, registerMedusaModule } from "@medusajs/framework/modules-sdk"
import { ContainerRegistrationKeys, createMedusaContainer } from "@medusajs/framework/utils"
import { checkInstallation } from "../src/modules/sagepay/installation"
import { readOptions } from "../src/modules/sagepay/options"
import { LedgerBench } from "./helpers/ledger"

/** What stops the boot: wrong options, and keys that do not open this database's secrets. */

let bench: LedgerBench
beforeAll(async () => {
  bench = await LedgerBench.start()
})
afterAll(() => bench.close())
beforeEach(() => bench.database("sagepay_installation").delete())

const key = (id: string, byte: number) => ({ id, key: Buffer.alloc(32, byte).toString("base64") })
const OLD = key("old", 7)
const NEW = key("new", 8)

function optionsWith(over: Record<string, unknown>): Record<string, unknown> {
  return { ...bench.ledger.options, ...over }
}

/** What core awaits for each module while it boots; it stops when this rejects. */
async function boot(over: Record<string, unknown>): Promise<void> {
  const quiet = () => undefined
  const logger = { info: quiet, warn: quiet, error: quiet, debug: quiet }
  const container = createMedusaContainer()
  container.register(ContainerRegistrationKeys.PG_CONNECTION, asValue(bench.database))
  container.register(ContainerRegistrationKeys.LOGGER, asValue(logger))
  const moduleResolutions = registerMedusaModule({
    moduleKey: "sagepay",
    moduleDeclaration: {
      scope: MODULE_SCOPE.INTERNAL,
      resolve: path.resolve(__dirname, "../src/modules/sagepay"),
      options: optionsWith(over),
    },
  })
  await moduleLoader({ container, moduleResolutions, logger: logger as never })
}

const installations = () => bench.database("sagepay_installation").orderBy("account")

it("wrong options stop the boot, with every mistake", async () => {
  const stopped = boot({ vendor: "my shop", backend_url: "here" })
  await expect(stopped).rejects.toThrow(/vendor: must be.*\n.*backend_url: must be/)
  expect(await installations()).toEqual([])
})

it("the first boot writes down what this database belongs to; the next ones read it", async () => {
  await boot({ encryption_keys: [OLD] })
  await boot({ encryption_keys: [OLD] })
  const [installation, ...others] = await installations()
  expect(others).toEqual([])
  expect(installation).toMatchObject({
    account: "",
    vendor: "testvendor",
    gateway_url: bench.simulator.url,
    backend_url: bench.ledger.options.backend_url,
  })
})

it("keys that open nothing stop the boot, and say which key is missing", async () => {
  await boot({ encryption_keys: [OLD] })
  await expect(boot({ encryption_keys: [NEW] })).rejects.toThrow(
    /cannot start: none of the encryption_keys .*"old", which is not in encryption_keys.*Put the old key back/
  )
  // The right name, and another key under it.
  await expect(boot({ encryption_keys: [key("old", 9)] })).rejects.toThrow(/cannot start/)
  await boot({ encryption_keys: [OLD] })
})

it("keys are rotated: the new one first, the old one behind it, then away", async () => {
  await boot({ encryption_keys: [OLD] })
  await boot({ encryption_keys: [NEW, OLD] })
  await boot({ encryption_keys: [NEW] })
})

it("says loudly which payments a key that was taken away too early is missing for", async () => {
  await bench.paid("DEFERRED")
  // The canary that the first registration wrote stands for the same key.
  await bench.database("sagepay_installation").delete()
  const said: string[] = []
  const log = { error: (line: string) => said.push(line), warn: () => undefined }
  const database = bench.database
  await checkInstallation(database, readOptions(optionsWith({ encryption_keys: [NEW] })), log)
  expect(said.join()).toMatch(/1 transactions were sealed with the encryption key "test"/)
})

it("every account has an installation of its own", async () => {
  const accounts = { euro: { vendor: "eushop", environment: "live" } }
  await boot({ accounts })
  expect((await installations()).map(({ account, vendor }) => [account, vendor])).toEqual([
    ["", "testvendor"],
    ["euro", "eushop"],
  ])
})

it("before the first migration it only says what to run", async () => {
  const said: string[] = []
  const log = { error: () => undefined, warn: (line: string) => said.push(line) }
  const knex = await bench.database.transaction()
  await knex.raw("drop table sagepay_installation")
  await checkInstallation(knex, readOptions(optionsWith({})), log)
  await knex.rollback()
  expect(said.join()).toMatch(/medusa db:migrate/)
})
