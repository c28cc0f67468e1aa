/** Shared guide's Mandatory column, with the conditions that its Description column adds. */
export type Mandatory =
  | "yes"
  | "no"
  /** Yes, but only when any field of the block is there: the delivery block of D1. */
  | "in-block"
  /** As in-block, but blank where the country has no post codes. */
  | "post-code-in-block"
  /** Yes, but blank where the country has no post codes. */
  | "post-code"
  /** Yes when the country is US, and not to be given otherwise. */
  | "us-state"
  /** Yes in the guide; the live gateway takes the message without it. */
  | "yes-but-not-live"

export type GuideRow = {
  readonly name: string
  readonly mandatory: Mandatory
  /** Symbols of the legend, or a whole format. */
  readonly format: string
  /** Nothing longer is taken. */
  readonly max?: number
  /** What every source says is taken, when sources differ about the greatest length. */
  readonly safe?: number
  readonly values?: readonly string[]
}

export type Presence =
  | "always"
  /** Only when the transaction went through. */
  | "ok"
  /** Only when a CV2 was supplied. */
  | "cv2"
  | "may"

export type ReplyRow = {
  readonly name: string
  readonly present: Presence
  readonly format: string
  readonly max?: number
  readonly values?: readonly string[]
}

export type GuideMessage = {
  readonly section: string
  readonly service: string
  readonly txTypes: readonly string[]
  readonly request: readonly GuideRow[]
  readonly reply: readonly ReplyRow[]
}

export function row(
  name: string,
  mandatory: Mandatory,
  format: string,
  max?: number,
  values?: readonly string[]
): GuideRow {
  return { name, mandatory, format, ...(max ? { max } : {}), ...(values ? { values } : {}) }
}

export function reply(
  name: string,
  present: Presence,
  format: string,
  max?: number,
  values?: readonly string[]
): ReplyRow {
  return { name, present, format, ...(max ? { max } : {}), ...(values ? { values } : {}) }
}
