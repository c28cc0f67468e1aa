const transform = {
  "^.+\\.[cm]?[jt]sx?$": [
    "@swc/jest",
    {
      jsc: {
        parser: { syntax: "typescript", tsx: false, decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: true },
        target: "es2021",
      },
      // Dynamic imports stay as they are: the browser and some of Medusa's parts are ES modules.
      module: { type: "commonjs", ignoreDynamic: true },
    },
  ],
}

const shared = {
  rootDir: __dirname,
  testEnvironment: "node",
  transform,
  modulePathIgnorePatterns: [
    "<rootDir>/.medusa/",
    "<rootDir>/demo/.data/",
    "<rootDir>/demo/store/",
  ],
  watchPathIgnorePatterns: ["<rootDir>/.medusa/", "<rootDir>/demo/"],
}

/** Those that need a database and the simulator, and no store around them: they may run side by side. */
const LEDGER = "(ledger[^/]*|press[^/]*|traps[^/]*|installation)"

/** Those that build and install the plugin, into one and the same demo store: one after another. */
const INSTALLED = "(package|demo|campaign|admin-ui)"

/** The long forms, which `npm run test:full` runs besides. */
const FULL = "(admin-ui-full)"

const named = (names) => `/integration-tests/${names}\\.spec\\.ts$`

const withPostgres = {
  ...shared,
  globalSetup: "<rootDir>/scripts/jest-setup.mjs",
  globalTeardown: "<rootDir>/scripts/jest-teardown.mjs",
  setupFilesAfterEnv: ["<rootDir>/scripts/jest-booted.cjs"],
}

/** "unit" needs nothing; the others get a Postgres of their own, see scripts/jest-setup.mjs. */
module.exports = {
  projects: [
    {
      ...shared,
      displayName: "unit",
      testMatch: [
        "<rootDir>/src/**/*.spec.ts",
        "<rootDir>/scripts/**/*.spec.ts",
        "<rootDir>/conformance/**/*.spec.ts",
      ],
    },
    { ...withPostgres, displayName: "ledger", testRegex: named(LEDGER) },
    {
      ...withPostgres,
      displayName: "booted",
      testMatch: ["<rootDir>/integration-tests/**/*.spec.ts"],
      testPathIgnorePatterns: [named(LEDGER), named(INSTALLED), named(FULL)],
    },
    { ...withPostgres, displayName: "installed", testRegex: named(INSTALLED) },
    { ...withPostgres, displayName: "full", testRegex: named(FULL) },
  ],
}
