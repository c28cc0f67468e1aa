import { useEffect, useState } from "react"

/** Longer than the second click of a double click takes. */
const PAUSE_MS = 700

/** A button that takes the place of another one is not to be hit by the click that was meant for that one. */
export function useArmed(isShown: boolean): boolean {
  const [isArmed, setArmed] = useState(false)
  useEffect(() => {
    setArmed(false)
    if (!isShown) return undefined
    const timer = setTimeout(() => setArmed(true), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [isShown])
  return isShown && isArmed
}
