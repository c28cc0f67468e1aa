import { CreditCard } from "@medusajs/icons"
import { useEffect, useRef } from "react"
import { faultOf } from "../lib/api"
import { useAttention } from "../lib/queries"
import { useTexts } from "../lib/texts"
import { countText } from "./attention-count"

const EVERY_MS = 60_000
const BADGE =
  "bg-ui-tag-orange-bg text-ui-tag-orange-text border-ui-tag-orange-border txt-compact-xsmall-plus " +
  "ml-auto min-w-5 shrink-0 rounded-full border px-1 text-center"

/** The icon in the menu, with the length of the attention list at the end of its line. */
export function MenuIcon() {
  const { t } = useTexts()
  const { data, error } = useAttention({ limit: 1 }, EVERY_MS)
  const icon = useRef<HTMLSpanElement>(null)
  const mayRead = !error || faultOf(error).kind !== "forbidden"
  const count = mayRead ? (data?.count ?? 0) : 0
  const said = t("area.attention.count", { count })

  // The menu cuts off what is larger than an icon, so the badge is put beside its label instead.
  useEffect(() => {
    const line = icon.current?.closest("a, button")
    const shown = countText(count)
    if (!line || shown === undefined) return undefined
    const badge = document.createElement("span")
    badge.className = BADGE
    badge.textContent = shown
    badge.setAttribute("role", "img")
    badge.setAttribute("aria-label", said)
    line.append(badge)
    return () => badge.remove()
  }, [count, said])

  return (
    <span ref={icon} className="contents">
      <CreditCard />
    </span>
  )
}
