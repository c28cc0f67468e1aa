/**
 * Keys that were sent and got no answer that says what happened. A form that is opened again, or after the page was
 * loaded anew, asks with the same one, so that the money moves once. Nothing but the key is kept.
 */
import type { Fault } from "./fault"
import { formKey, type FormKey } from "./form-key"

type Storage = Pick<globalThis.Storage, "getItem" | "setItem" | "removeItem">

const nameOf = (place: string) => `sagepay.unanswered.${place}`

/** What is done, and to what. */
export const placeOf = (subject: string, action: string) => `${subject}.${action}`

export function keptKey(storage: Storage, place: string): string | null {
  return storage.getItem(nameOf(place))
}

/** Before it is sent. */
export function keep(storage: Storage, place: string, key: string): void {
  storage.setItem(nameOf(place), key)
}

/** After any answer that says what happened. */
export function forget(storage: Storage, place: string): void {
  storage.removeItem(nameOf(place))
}

/** The key that a form begins with. */
export type Begun = {
  readonly key: FormKey
  /** It is an earlier one's, which may stand for something else than what will be typed. */
  readonly isResumed: boolean
  readonly at: number
}

export function begin(storage: Storage, place: string): Begun {
  const kept = keptKey(storage, place)
  return kept === null ? afresh() : { key: resumedKey(kept), isResumed: true, at: Date.now() }
}

export const afresh = (): Begun => ({ key: formKey(), isResumed: false, at: Date.now() })

type Answered = { readonly action?: { readonly created_at: string } }

/** When it was done, where that was under the earlier form: then this one has sent nothing. */
export function doneBefore(
  { isResumed, at }: Pick<Begun, "isResumed" | "at">,
  { action }: Answered
): string | undefined {
  const time = action?.created_at
  return isResumed && time !== undefined && Date.parse(time) < at ? time : undefined
}

/** The same whatever comes back: it is given up by a person who says that something new is asked for, and by nobody else. */
function resumedKey(kept: string): FormKey {
  return { of: () => kept, failed: () => undefined }
}

/** Of whoever asks, or of this one attempt: what an earlier one did they do not say. */
const SILENT: ReadonlySet<Fault["kind"]> = new Set<Fault["kind"]>([
  "forbidden",
  "not_found",
  "not_sent",
  "busy",
])
/** Of what was typed now; the earlier form may have asked for something else. */
const OF_WHAT_IS_TYPED: ReadonlySet<Fault["kind"]> = new Set<Fault["kind"]>([
  "invalid",
  "not_allowed",
])

/** Whether it is still not known what became of a key, once it was sent and this came back. */
export function isStillUnanswered(
  { kind }: Fault,
  { wasUnanswered, isResumed }: { readonly wasUnanswered: boolean; readonly isResumed: boolean }
): boolean {
  if (kind === "unclear") return true
  if (isResumed && OF_WHAT_IS_TYPED.has(kind)) return true
  return (wasUnanswered || isResumed) && SILENT.has(kind)
}
