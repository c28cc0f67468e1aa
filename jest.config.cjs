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

/** "unit" needs nothing; "booted" gets a Postgres of its own, see scripts/jest-setup.mjs. */
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
    {
      ...shared,
      displayName: "booted",
      testMatch: ["<rootDir>/integration-tests/**/*.spec.ts"],
      globalSetup: "<rootDir>/scripts/jest-setup.mjs",
      globalTeardown: "<rootDir>/scripts/jest-teardown.mjs",
      setupFilesAfterEnv: ["<rootDir>/scripts/jest-booted.cjs"],
    },
  ],
}
