import type { FieldName } from "./fields"
import type { FormatName } from "./formats"
import type { ProtocolVersion } from "./versions"
import type { RuleName } from "./rules"

/** One row of a request's field table. */
export type RequestRow = {
  readonly field: FieldName
  /** `conditional`: mandatory when the rule named says so; else optional. */
  readonly need: "always" | "optional" | "conditional"
  /** Only in these versions; without it, in all that the transaction type has. */
  readonly versions?: readonly ProtocolVersion[]
  /** Narrower than the field's own list. */
  readonly values?: readonly string[]
  readonly format?: FormatName
  readonly rule?: RuleName
}

/** One row of a reply's field table. */
export type ReplyRow = {
  readonly field: FieldName
  readonly when: "always" | "done" | "sometimes"
  readonly versions?: readonly ProtocolVersion[]
  /** A reply that says "done" without it cannot be worked with, so it counts as unreadable. */
  readonly essential?: true
}

type Same<Names extends readonly FieldName[], Rest> = {
  readonly [I in keyof Names]: { readonly field: Names[I] } & Rest
}

export const always = <const N extends readonly FieldName[]>(
  ...names: N
): Same<N, { readonly need: "always" }> =>
  names.map((field) => ({ field, need: "always" })) as unknown as Same<
    N,
    { readonly need: "always" }
  >

export const optional = <const N extends readonly FieldName[]>(
  ...names: N
): Same<N, { readonly need: "optional" }> =>
  names.map((field) => ({ field, need: "optional" })) as unknown as Same<
    N,
    { readonly need: "optional" }
  >

export const conditional = <const R extends RuleName, const N extends readonly FieldName[]>(
  rule: R,
  ...names: N
): Same<N, { readonly need: "conditional"; readonly rule: R }> =>
  names.map((field) => ({ field, need: "conditional", rule })) as unknown as Same<
    N,
    { readonly need: "conditional"; readonly rule: R }
  >
