import { useEffect, useRef, type RefObject } from "react"

/** What comes of a form that was left while it was sent is told by a toast: nobody sees the form any more. */
export function useIsHere(): RefObject<boolean> {
  const isHere = useRef(true)
  useEffect(() => {
    isHere.current = true
    return () => {
      isHere.current = false
    }
  }, [])
  return isHere
}
