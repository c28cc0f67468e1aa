/** The state of one open form: what it is about, what was typed, and how far its sending has come. */
import { toast } from "@medusajs/ui"
import { useRef, useState, type RefObject } from "react"
import { useTexts } from "../lib/texts"
import type { Done } from "../lib/types"
import { afresh, begin, doneBefore, placeOf, type Begun } from "../lib/unanswered"
import { wordsOf } from "./names"
import { refusedOf } from "./offers"
import { isRefused } from "./sending"
import { useLook } from "./use-look"
import { useSend } from "./use-send"
import {
  contentOf,
  isRight,
  lookedAgain,
  minorOf,
  mistakesOf,
  situationOf,
  startingValues,
  type Subject,
} from "./values"

export type ActionFormState = ReturnType<typeof useActionForm>

/** `current` is what the page knows by now; the form stays with what it was opened for until a person looks again. */
export function useActionForm(current: Subject, onClose: () => void) {
  const texts = useTexts()
  const body = useRef<HTMLDivElement>(null)
  const [subject, setSubject] = useState(current)
  const [values, setValues] = useState(() => startingValues(current))
  const [isTried, setTried] = useState(false)
  const [begun, setBegun] = useState<Begun>(() =>
    begin(sessionStorage, placeOf(current.transaction.id, current.row.action))
  )
  const [isSame, setSame] = useState(false)
  const looking = useLook(current)
  const now = { ...current, ...looking.found }
  const { t, money, dateTime } = texts
  const { sending, post, look, back, refresh } = useSend(current.transaction.id, (done: Done) => {
    const before = doneBefore(begun, done)
    const amount = money(minorOf(subject, values) ?? 0, values.currency)
    const words = wordsOf(subject.row.action, subject.transaction)
    const isBehind = done.medusa_is_level === false
    if (before === undefined) {
      toast.success(t(`actions.done.${words}`, { amount }), {
        ...(isBehind
          ? { description: t(`actions.behind.${subject.row.endsHold ? "ended" : "moved"}`) }
          : {}),
      })
    } else toast.warning(t("common.done_before", { time: dateTime(before) }))
    onClose()
  })
  const mistakes = mistakesOf(subject, values)

  /** Two tabs: what the other one did since this form was opened is to be seen before anything is sent. */
  const review = async () => {
    setTried(true)
    if (!isRight(mistakes)) return focusMistake(body)
    if (await looking.look()) look()
    await refresh()
  }
  const confirm = async () => {
    // A review may have been left open for long. What is sent again may have been done: that is no change to be shown.
    if (sending.status === "idle") {
      const found = await looking.look()
      if (!found || situationOf({ ...subject, ...found }) !== situationOf(subject)) return
    }
    await post(contentOf(subject, values), begun)
    looking.clear()
  }
  const lookAgain = () => {
    setSubject(now)
    setValues(lookedAgain(subject, now, values))
    looking.clear()
    // Whoever asks for the same once more after a refusal means it: under the old key the answer would stay the same.
    if (isRefused(sending)) setBegun(afresh())
    back()
  }
  return {
    body,
    subject,
    values,
    setValues,
    mistakes,
    isTried,
    isChecking: looking.isLooking,
    /** Why it could not be looked at again. */
    lookFault: looking.fault,
    resumed: {
      is: begun.isResumed,
      isAnswered: isSame || !begun.isResumed,
      onSame: () => setSame(true),
      onAfresh: () => {
        lookAgain()
        setBegun(afresh())
      },
    },
    /** Why it may not be done any more. */
    refused: refusedOf(subject.row, subject.view),
    hasChanged: situationOf(subject) !== situationOf(now),
    sending,
    review,
    lookAgain,
    confirm,
  }
}

function focusMistake(body: RefObject<HTMLElement>): void {
  // The mistakes are shown by the render that follows.
  requestAnimationFrame(() =>
    body.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  )
}
