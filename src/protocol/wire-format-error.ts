/** One broken rule of one field. `code` is the number the gateway would give, where one is known. */
export type FieldProblem = {
  readonly field: string
  readonly kind: "missing" | "format" | "length" | "value" | "combination" | "unknown"
  /** A sentence that names the rule. It never contains the value, which may be a secret. */
  readonly rule: string
  readonly code?: string
}

/** Thrown before anything is sent: the message could not be right, and this is why. */
export class WireFormatError extends Error {
  readonly code = "wire_format"
  readonly problems: readonly FieldProblem[]

  constructor(problems: readonly FieldProblem[]) {
    super(problems.map(({ field, rule }) => `${field}: ${rule}`).join(" "))
    this.name = "WireFormatError"
    this.problems = problems
  }
}
