/** How far the sending of one form has come, and which key it has. */
import { isFinal, type Fault } from "../lib/fault"
import type { Done } from "../lib/types"
import { isStillUnanswered } from "../lib/unanswered"

export type Sending = {
  readonly key: string
  readonly phase: "open" | "sending" | "unknown" | "done"
  /** Whether the key is one that an earlier form sent and nobody answered, and a person said that this is for the same. */
  readonly earlier: "none" | "unasked" | "same"
  /** Something was sent from this form under its key and not answered: it goes again as it was, or not at all. */
  readonly isDoubtful: boolean
  readonly fault?: Fault
  readonly answer?: Done
}

export type SendingEvent =
  | { readonly type: "said_same" }
  | { readonly type: "said_new"; readonly freshKey: string }
  | { readonly type: "sent" }
  | { readonly type: "answered"; readonly answer: Done }
  | { readonly type: "failed"; readonly fault: Fault; readonly freshKey: string }
  | { readonly type: "edited"; readonly freshKey: string }

export const opened = (key: string): Sending => ({
  key,
  phase: "open",
  earlier: "none",
  isDoubtful: false,
})

export const resumed = (key: string): Sending => ({ ...opened(key), earlier: "unasked" })

export function advance(state: Sending, event: SendingEvent): Sending {
  const { key, earlier, isDoubtful } = state
  switch (event.type) {
    case "said_same":
      return { ...state, earlier: "same" }
    case "said_new":
      return opened(event.freshKey)
    case "sent":
      return { key, phase: "sending", earlier, isDoubtful }
    case "answered": {
      const { answer } = event
      const phase = answer.type === "sagepay_unknown" ? "unknown" : "done"
      return { key, phase, earlier, isDoubtful, answer }
    }
    case "failed":
      return failed(state, event)
    case "edited":
      // What never left the shop goes again under its key, but only as it was.
      return state.fault?.kind === "not_sent" && !isUnanswered(state)
        ? opened(event.freshKey)
        : state
  }
}

type Failed = Extract<SendingEvent, { type: "failed" }>

function failed({ key, earlier, isDoubtful }: Sending, { fault, freshKey }: Failed): Sending {
  const isOver = isFinal(fault)
  const isResumed = earlier !== "none"
  if (isOver && !isStillUnanswered(fault, { wasUnanswered: isDoubtful, isResumed })) {
    return { ...opened(freshKey), fault }
  }
  const isUnclear = isDoubtful || fault.kind === "unclear"
  return { key, phase: "open", earlier, isDoubtful: !isOver && isUnclear, fault }
}

/** Whether its key is kept for the next form: nobody knows yet what came, or will come, of it. */
export const isUnanswered = ({ earlier, isDoubtful }: Sending): boolean =>
  isDoubtful || earlier !== "none"

/** What would take away a form that is in doubt without anybody meaning it; while it is sent, nothing may. */
export type Hold = "nothing" | "escape" | "all"

export function holdOf({ phase, isDoubtful }: Sending): Hold {
  if (phase === "sending") return "all"
  return phase === "open" && isDoubtful ? "escape" : "nothing"
}
