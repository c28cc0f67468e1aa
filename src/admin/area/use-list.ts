import { useMemo, useRef } from "react"
import { useSearchParams } from "react-router-dom"
import { readState, withChange, writeState, type ListState } from "./list-state"

export type List = {
  readonly state: ListState
  /** A change while somebody types replaces the address, so that Back leads out of the list at once. */
  readonly change: (change: Partial<ListState>, how?: "replace") => void
}

export function useList(): List {
  const [params, setParams] = useSearchParams()
  // The search waits a moment before it changes anything; other controls may have changed by then.
  const latest = useRef(params)
  latest.current = params
  const state = useMemo(() => readState(params), [params])
  const change: List["change"] = (change, how) => {
    const before = latest.current
    const next = writeState(withChange(readState(before), change), before)
    if (next.toString() === before.toString()) return
    latest.current = next
    setParams(next, { replace: how === "replace", preventScrollReset: true })
  }
  return { state, change }
}
