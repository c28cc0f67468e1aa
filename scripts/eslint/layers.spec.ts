import path from "node:path"
import { Linter } from "eslint"
import { parser } from "typescript-eslint"
import layers from "./layers.cjs"

const root = path.resolve(__dirname, "../..")

function complaints(file: string, code: string): string[] {
  const linter = new Linter({ cwd: root })
  const config: Linter.Config = {
    files: ["**/*.ts"],
    languageOptions: { parser },
    plugins: { sagepay: { rules: { layers } } },
    rules: { "sagepay/layers": "error" },
  }
  return linter.verify(code, [config], path.join(root, file)).map((message) => message.message)
}

describe("the layer rule", () => {
  it.each([
    ["src/protocol/form.ts", 'import { x } from "../gateway"'],
    ["src/protocol/form.ts", 'import { readFileSync } from "node:fs"'],
    ["src/protocol/form.ts", 'import { request } from "undici"'],
    ["src/gateway/client.ts", 'import { x } from "../modules/sagepay"'],
    ["src/gateway/client.ts", 'import { MedusaError } from "@medusajs/framework/utils"'],
    ["src/gateway/client.ts", 'export * from "../simulator"'],
    ["src/modules/sagepay/service.ts", 'import { x } from "../../shop/orders"'],
    ["src/modules/sagepay/service.ts", 'import { x } from "../../simulator"'],
    ["src/shop/orders.ts", 'import { x } from "../providers/sagepay"'],
    ["src/providers/sagepay/service.ts", 'import { x } from "../../workflows/level"'],
    ["src/simulator/server.ts", 'import { x } from "../modules/sagepay/rules"'],
    ["src/simulator/server.ts", 'import { x } from "../gateway"'],
    ["src/simulator/server.ts", 'export const x = import("../gateway")'],
    ["src/simulator/server.ts", 'export type X = import("../gateway").X'],
    ["src/workflows/level.ts", 'import { x } from "../../integration-tests/helpers/store"'],
    ["src/somewhere/new.ts", 'import { x } from "../protocol"'],
  ])("%s: an upward import is an error: %s", (file, code) => {
    expect(complaints(file, code)).toHaveLength(1)
  })

  it.each([
    ["src/protocol/form.ts", 'import { x } from "./fields"'],
    ["src/protocol/signature.ts", 'import { createHash } from "node:crypto"'],
    ["src/gateway/client.ts", 'import { x } from "../protocol"'],
    ["src/gateway/client.spec.ts", 'import { startSimulator } from "../simulator"'],
    ["src/modules/sagepay/service.ts", 'import { x } from "../../gateway"'],
    ["src/providers/sagepay/service.ts", 'import { x } from "../../modules/sagepay/rules"'],
    ["src/simulator/server.ts", 'import { createServer } from "node:http"'],
    ["src/subscribers/canceled.ts", 'import { x } from "../workflows/end-hold"'],
    ["integration-tests/a.spec.ts", 'import { x } from "../src/simulator"'],
  ])("%s: a downward import is none: %s", (file, code) => {
    expect(complaints(file, code)).toEqual([])
  })
})
