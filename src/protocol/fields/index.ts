import { ADDRESS_FIELDS } from "./address-fields"
import type { Field } from "./field"
import { REGISTRATION_FIELDS } from "./registration-fields"
import { REPLY_FIELDS } from "./reply-fields"
import { TRANSACTION_FIELDS } from "./transaction-fields"

/** Every wire field, once. */
export const FIELDS = {
  ...TRANSACTION_FIELDS,
  ...ADDRESS_FIELDS,
  ...REGISTRATION_FIELDS,
  ...REPLY_FIELDS,
} as const

export type FieldName = keyof typeof FIELDS
export type { Field } from "./field"

export const fieldOf = (name: string): Field | undefined =>
  Object.hasOwn(FIELDS, name) ? FIELDS[name as FieldName] : undefined
