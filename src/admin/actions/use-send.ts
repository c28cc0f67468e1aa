/** Sends what a form asks for, once at a time, under the form's key. */
import { toast } from "@medusajs/ui"
import { useRef, useState } from "react"
import { faultOf, send } from "../lib/api"
import { useIsHere } from "../lib/is-here"
import { useRefresh } from "../lib/queries"
import { leftWith } from "../lib/left"
import { useTexts } from "../lib/texts"
import type { Done } from "../lib/types"
import { forget, isStillUnanswered, keep, placeOf, type Begun } from "../lib/unanswered"
import { failed, isUnknown, looking, pending, START, unknown } from "./sending"
import type { Content } from "./values"

// No useMutation: the client would keep what was sent, and a security code is not to be kept.
export function useSend(transactionId: string, onDone: (done: Done) => void) {
  const { t } = useTexts()
  const refresh = useRefresh()
  const isHere = useIsHere()
  const [sending, setSending] = useState(START)
  const isBusy = useRef(false)

  const post = async (content: Content, begun: Begun) => {
    if (isBusy.current) return
    isBusy.current = true
    setSending(pending())
    const place = placeOf(transactionId, content.action)
    const key = begun.key.of(content)
    keep(sessionStorage, place, key)
    const done = await send<Done>(`/transactions/${transactionId}/actions`, {
      ...content,
      key,
    }).catch((error: unknown) => {
      begun.key.failed(content, error)
      const fault = faultOf(error)
      const isUnanswered = isStillUnanswered(fault, {
        wasUnanswered: sending.isUnanswered,
        isResumed: begun.isResumed,
      })
      if (!isUnanswered) forget(sessionStorage, place)
      setSending(failed(fault, isUnanswered))
      if (!isHere.current) leftWith(t, fault, isUnanswered)
      return undefined
    })
    isBusy.current = false
    if (done) forget(sessionStorage, place)
    if (done && isUnknown(done)) {
      setSending(unknown(done.message ?? ""))
      if (!isHere.current) toast.warning(t("common.unknown"), { description: done.message })
    } else if (done) onDone(done)
    await refresh()
  }

  return {
    sending,
    post,
    refresh,
    look: () => setSending(looking()),
    back: () => setSending(START),
  }
}
