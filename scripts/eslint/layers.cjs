"use strict"
const { builtinModules } = require("node:module")
const path = require("node:path")

/**
 * The layers of src: each imports only from itself and from those named beside it. The reason is in
 * docs: the wire can be read, tested and used without the gateway, the gateway without Medusa.
 */
const LAYERS = {
  protocol: { uses: [], packages: ["node:crypto", "bignumber.js", "fast-xml-parser"] },
  gateway: { uses: ["protocol"], packages: ["node:*", "undici"] },
  simulator: { uses: ["protocol"], packages: ["node:*"] },
  modules: { uses: ["protocol", "gateway"] },
  shop: { uses: ["protocol", "gateway", "modules"] },
  providers: { uses: ["protocol", "gateway", "modules", "shop"] },
}
const THIN = ["workflows", "subscribers", "jobs", "links", "policies", "api", "admin"]
for (const layer of THIN) {
  LAYERS[layer] = { uses: ["protocol", "gateway", "modules", "shop", "providers", ...THIN] }
}

const BUILTINS = new Set(builtinModules)
const TESTS_MAY_USE = { packages: ["@jest/globals", "fast-check"], layers: ["simulator"] }

/** "src/gateway/client.ts" -> "gateway"; undefined outside src's folders. */
function layerOf(file, root) {
  const [first, layer, ...rest] = path.relative(root, file).split(path.sep)
  return first === "src" && layer && rest.length > 0 ? layer : undefined
}

function nameOf(specifier) {
  if (specifier.startsWith("node:")) return specifier
  if (BUILTINS.has(specifier)) return `node:${specifier}`
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/")
}

function packageAllowed(name, allowed) {
  return allowed.some((entry) =>
    entry.endsWith("*") ? name.startsWith(entry.slice(0, -1)) : entry === name
  )
}

/** Why this file may not import that, as a sentence; undefined when it may. */
function objection(file, specifier, root) {
  const from = layerOf(file, root)
  if (!from) return undefined
  const rule = LAYERS[from]
  if (!rule)
    return `src/${from} is not a known layer: give it a place in scripts/eslint/layers.cjs.`
  const isTest = /\.spec\.tsx?$/.test(file)

  if (!specifier.startsWith(".")) {
    const allowed = isTest ? ["node:*", ...TESTS_MAY_USE.packages] : []
    if (!rule.packages || packageAllowed(nameOf(specifier), [...rule.packages, ...allowed])) {
      return undefined
    }
    return `src/${from} may not import the package "${nameOf(specifier)}".`
  }

  const target = path.resolve(path.dirname(file), specifier)
  const insideSrc = path.relative(path.join(root, "src"), target)
  if (insideSrc.startsWith("..")) {
    return isTest ? undefined : `src may not import from outside src ("${specifier}").`
  }
  const to = layerOf(path.join(target, "index"), root)
  const uses = [from, ...rule.uses, ...(isTest ? TESTS_MAY_USE.layers : [])]
  if (!to || uses.includes(to)) return undefined
  return `src/${from} may not import src/${to}: a layer imports only what lies below it.`
}

/** @type {import("eslint").Rule.RuleModule} */
module.exports = {
  meta: {
    type: "problem",
    docs: { description: "imports go only downward through the layers of src" },
    schema: [],
  },
  create(context) {
    const check = (node) => {
      const specifier = node.source?.value ?? node.argument?.literal?.value
      if (typeof specifier !== "string") return
      const message = objection(context.filename, specifier, context.cwd)
      if (message) context.report({ node, message })
    }
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
      TSImportType: check,
    }
  },
}
