import { createRequire } from "node:module"
import tseslint from "typescript-eslint"

const layers = createRequire(import.meta.url)("./scripts/eslint/layers.cjs")
const typescript = ["**/*.ts", "**/*.tsx"]

export default tseslint.config(
  {
    ignores: ["**/node_modules/", "**/.medusa/", "coverage/", "demo/.data/", "src/**/migrations/"],
  },
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: "error" } },
  {
    plugins: { sagepay: { rules: { layers } } },
    rules: {
      "sagepay/layers": "error",
      "no-console": "error",
      "no-empty": ["error", { allowEmptyCatch: false }],
      "no-warning-comments": ["error", { terms: ["todo", "fixme", "xxx"], location: "anywhere" }],
      "no-undef-init": "error",
      "no-var": "error",
      "prefer-const": "error",
      eqeqeq: ["error", "always", { null: "ignore" }],
    },
  },
  {
    files: typescript,
    extends: [...tseslint.configs.strict],
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/ban-ts-comment": [
        "error",
        {
          "ts-ignore": true,
          "ts-nocheck": true,
          "ts-expect-error": "allow-with-description",
        },
      ],
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_", caughtErrors: "all" },
      ],
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/consistent-type-imports": [
        "error",
        { prefer: "type-imports", fixStyle: "inline-type-imports", disallowTypeAnnotations: false },
      ],
    },
  },
  {
    files: ["**/*.spec.ts", "integration-tests/**/*.ts"],
    rules: { "@typescript-eslint/no-non-null-assertion": "off" },
  }
)
