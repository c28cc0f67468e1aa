import { toast } from "@medusajs/ui"
import { useMutation } from "@tanstack/react-query"
import { useRef, useState } from "react"
import { AT_ONCE } from "../lib/at-once"
import { faultOf, sendTo } from "../lib/api"
import { useIsHere } from "../lib/is-here"
import { leftWith } from "../lib/left"
import { useRefresh } from "../lib/queries"
import { useTexts } from "../lib/texts"
import {
  afresh,
  begin,
  doneBefore,
  forget,
  isStillUnanswered,
  keep,
  placeOf,
} from "../lib/unanswered"
import { afterFault } from "./after-fault"
import { actionOf, transactionIdIn, type Choice } from "./choices"
import { IS_GOOD, outcomeOf, type Answer } from "./outcome"

/** Long enough to read what the server says. */
const READING_MS = 12_000

/** Undefined for what has no key. */
function placeIn(choice: Choice): string | undefined {
  return "key" in choice.body.properties
    ? placeOf(transactionIdIn(choice) ?? choice.path, actionOf(choice) ?? choice.id)
    : undefined
}

/** Sends one choice, says what became of it, and closes its form. */
export function useSending(choice: Choice, label: string, onClose: () => void) {
  const { t, dateTime } = useTexts()
  const refresh = useRefresh()
  const isHere = useIsHere()
  const place = placeIn(choice)
  const [begun, setBegun] = useState(() =>
    place === undefined ? undefined : begin(sessionStorage, place)
  )
  const [isSame, setSame] = useState(false)
  const isUnanswered = useRef(false)
  const isBusy = useRef(false)

  const post = async (body: object): Promise<Answer> => {
    const { path, method } = choice
    if (place === undefined || !begun) return sendTo<Answer>(path, method, body)
    const sent = { ...body, key: begun.key.of(body) }
    keep(sessionStorage, place, sent.key)
    try {
      const answer = await sendTo<Answer>(path, method, sent)
      forget(sessionStorage, place)
      return answer
    } catch (error) {
      begun.key.failed(body, error)
      isUnanswered.current = isStillUnanswered(faultOf(error), {
        wasUnanswered: isUnanswered.current,
        isResumed: begun.isResumed,
      })
      if (!isUnanswered.current) {
        forget(sessionStorage, place)
        // What the earlier form asked for is answered.
        if (begun.isResumed) setBegun(afresh())
      }
      throw error
    }
  }

  const tell = (answer: Answer) => {
    const { is, message } = outcomeOf(choice, answer)
    const before = begun && doneBefore(begun, answer)
    const show = IS_GOOD.has(is) && before === undefined ? toast.success : toast.warning
    const said =
      before === undefined
        ? t(`attention.outcomes.${is}`)
        : t("common.done_before", { time: dateTime(before) })
    show(label, {
      description: message === undefined ? said : `${said} ${message}`,
      duration: READING_MS,
    })
  }

  const sending = useMutation({
    ...AT_ONCE,
    mutationFn: post,
    onSuccess: async (answer) => {
      tell(answer)
      await refresh()
      onClose()
    },
    onError: (error) => {
      const fault = faultOf(error)
      if (!isHere.current) leftWith(t, fault, isUnanswered.current || fault.kind === "unclear")
    },
    onSettled: () => {
      isBusy.current = false
    },
  })
  const fault = sending.error ? faultOf(sending.error) : undefined

  return {
    send: (body: object) => {
      // Not `isPending`: two clicks that wait for one confirmation both remember the form as it was before.
      if (isBusy.current) return
      isBusy.current = true
      sending.mutate(body)
    },
    pending: sending.isPending,
    fault,
    after: fault && afterFault(choice, fault),
    resumed: begun?.isResumed
      ? {
          onSame: isSame ? undefined : () => setSame(true),
          onAfresh: () => {
            isUnanswered.current = false
            sending.reset()
            setBegun(afresh())
          },
        }
      : undefined,
    /** The list may have changed although it was refused. */
    close: () => {
      if (sending.isError) void refresh()
      onClose()
    },
  }
}
