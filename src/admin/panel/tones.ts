import type { CheckCircle } from "@medusajs/icons"

/** All icons have the type of any of them. */
export type Icon = typeof CheckCircle

/** What is good and what is not, in the dashboard's colours; never without an icon or words. */
export type Tone = "good" | "bad" | "warning" | "money_back" | "plain"

export const TONE_CLASSES: Readonly<Record<Tone, string>> = {
  good: "bg-ui-tag-green-bg text-ui-tag-green-icon border-ui-tag-green-border",
  bad: "bg-ui-tag-red-bg text-ui-tag-red-icon border-ui-tag-red-border",
  warning: "bg-ui-tag-orange-bg text-ui-tag-orange-icon border-ui-tag-orange-border",
  money_back: "bg-ui-tag-blue-bg text-ui-tag-blue-icon border-ui-tag-blue-border",
  plain: "bg-ui-tag-neutral-bg text-ui-tag-neutral-icon border-ui-tag-neutral-border",
}
