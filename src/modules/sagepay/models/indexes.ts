/**
 * Appended to the condition of a unique index that must also cover soft-deleted rows: without a word about deleted_at
 * the generator adds "deleted_at is null", and a deleted row would no longer stand in the way of a second one.
 */
export const ALSO_DELETED = "(deleted_at is null or deleted_at is not null)"
