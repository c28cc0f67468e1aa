/** One form with a card in it: what is typed, what is wrong with it, and how far it has been sent. */
import { toast } from "@medusajs/ui"
import { useEffect, useReducer, useRef, useState } from "react"
import { send } from "../lib/api"
import { faultOf } from "../lib/fault"
import { useIsHere } from "../lib/is-here"
import { newKey } from "../lib/key"
import { leftWith } from "../lib/left"
import { useRefresh } from "../lib/queries"
import { useTexts } from "../lib/texts"
import type { Done } from "../lib/types"
import { doneBefore, forget, keep, keptKey, placeOf } from "../lib/unanswered"
import { directRefundBody, manualBody } from "./body"
import { NO_CARD, type CardDraft, type Draft, type Purpose } from "./draft"
import { mistakesOf, type FieldName } from "./mistakes"
import {
  advance,
  holdOf,
  isUnanswered,
  opened,
  resumed,
  type Hold,
  type SendingEvent,
} from "./sending"

const ROUTES = {
  manual: { path: "/manual", bodyOf: manualBody },
  direct_refund: { path: "/direct-refunds", bodyOf: directRefundBody },
} as const

export type CardFormOptions = {
  readonly purpose: Purpose
  readonly start: Draft
  readonly limitOf: (draft: Draft) => number | undefined
  /** Asked once the form is good; what is sent is what the person saw then. */
  readonly confirm: (draft: Draft) => Promise<boolean>
  readonly onHold: (hold: Hold) => void
  readonly onDone: (draft: Draft, answer: Done, how: HowDone) => void
}

export type HowDone = {
  /** Nobody has left the page meanwhile. */
  readonly isHere: boolean
  /** When it was done, where an earlier form has done it and this one has sent nothing. */
  readonly before: string | undefined
}

/** Of the key alone: nothing of a card is ever kept. Not by order: the same payment may be begun from another page. */
const keyPlace = (purpose: Purpose) => placeOf("cards", purpose)

function begun(purpose: Purpose) {
  const kept = keptKey(sessionStorage, keyPlace(purpose))
  return kept === null ? opened(newKey()) : resumed(kept)
}

export function useCardForm(options: CardFormOptions) {
  const { purpose, start, limitOf, confirm, onHold, onDone } = options
  const { t } = useTexts()
  const refresh = useRefresh()
  const [draft, setDraft] = useState(start)
  const [left, setLeft] = useState<ReadonlySet<FieldName>>(new Set())
  const [attempts, setAttempts] = useState(0)
  const [sending, dispatch] = useReducer(advance, purpose, begun)
  const [openedAt] = useState(Date.now)
  const isAsking = useRef(false)
  const isHere = useIsHere()
  const hold = holdOf(sending)
  useEffect(() => onHold(hold), [hold, onHold])

  const limitMinor = limitOf(draft)
  const mistakes = mistakesOf(draft, { purpose, limitMinor, now: new Date() })
  const isGood = Object.keys(mistakes).length === 0

  const change = (next: Draft | ((before: Draft) => Draft)) => {
    setDraft(next)
    dispatch({ type: "edited", freshKey: newKey() })
  }

  const isTold = (field: FieldName) => {
    const mistake = mistakes[field]
    // A card's number in a field that is kept, and an order that owes nothing, are told while they are typed.
    return mistake === "number_here" || field === "order" || attempts > 0 || left.has(field)
  }

  /** A late answer says nothing of what another form has sent meanwhile. */
  const forgetKey = () => {
    const place = keyPlace(purpose)
    if (keptKey(sessionStorage, place) === sending.key) forget(sessionStorage, place)
  }

  const answered = (answer: Done) => {
    forgetKey()
    setDraft((before) => ({ ...before, authCode: "", card: NO_CARD }))
    dispatch({ type: "answered", answer })
    if (answer.type === "sagepay_unknown") {
      if (!isHere.current) toast.warning(t("common.unknown"), { description: answer.message })
      return
    }
    const isResumed = sending.earlier !== "none"
    const before = doneBefore({ isResumed, at: openedAt }, answer)
    onDone(draft, answer, { isHere: isHere.current === true, before })
  }

  const failed = (error: unknown) => {
    const fault = faultOf(error)
    const event: SendingEvent = { type: "failed", fault, freshKey: newKey() }
    const next = advance(sending, event)
    if (!isUnanswered(next)) forgetKey()
    dispatch(event)
    if (!isHere.current) leftWith(t, isUnanswered(next) ? { ...fault, kind: "unclear" } : fault)
  }

  // Called directly: a mutation of the query client would keep what was sent in its cache.
  const deliver = async () => {
    const { path, bodyOf } = ROUTES[purpose]
    keep(sessionStorage, keyPlace(purpose), sending.key)
    dispatch({ type: "sent" })
    await send<Done>(path, bodyOf(draft, sending.key)).then(answered, failed)
    await refresh()
  }

  const submit = async () => {
    // Two clicks are two events before anything is rendered again.
    if (isAsking.current || sending.phase !== "open" || sending.earlier === "unasked") return
    setAttempts((before) => before + 1)
    if (!isGood) return
    isAsking.current = true
    if (await confirm(draft)) await deliver()
    isAsking.current = false
  }

  return {
    purpose,
    draft,
    sending,
    attempts,
    limitMinor,
    isGood,
    change,
    saySame: () => dispatch({ type: "said_same" }),
    sayNew: () => dispatch({ type: "said_new", freshKey: newKey() }),
    patch: (part: Partial<Draft>) => change((before) => ({ ...before, ...part })),
    patchCard: (part: Partial<CardDraft>) =>
      change((before) => ({ ...before, card: { ...before.card, ...part } })),
    leave: (field: FieldName) => setLeft((before) => new Set(before).add(field)),
    isUntried: (field: FieldName) => attempts === 0 && !left.has(field),
    mistakeOf: (field: FieldName): string | undefined => {
      const mistake = mistakes[field]
      return mistake && isTold(field) ? t(`cards.mistake.${mistake}`) : undefined
    },
    submit,
  }
}

export type CardForm = ReturnType<typeof useCardForm>
