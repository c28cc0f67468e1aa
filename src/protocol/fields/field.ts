import type { FormatName } from "../formats"
import type { ProtocolVersion } from "../versions"

/** One wire field: everything that is true of it wherever it occurs. */
export type Field = {
  readonly format: FormatName
  readonly max?: number
  readonly values?: readonly string[]
  /** What is different in one version. */
  readonly in?: Readonly<
    Partial<Record<ProtocolVersion, { readonly format?: FormatName; readonly max?: number }>>
  >
  /** The gateway's numbers for a broken rule; where it has none, none is given. */
  readonly codes?: {
    readonly missing?: string
    readonly format?: string
    readonly length?: string
    /** Where a value that is not in the list has a number other than the format's. */
    readonly value?: string
  }
  /**
   * How logs show it. `whole`: not at all. `last-four`: a card number. `personal`: data of the
   * shopper, shown only where a caller of `scrub` asks for it.
   */
  readonly secret?: "whole" | "last-four" | "personal"
  /** Where it is described: sections of the Shared guide, else "Server protocol". */
  readonly source: string
}

export const fields = <const T extends Record<string, Field>>(table: T): T => table
