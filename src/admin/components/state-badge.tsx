import { StatusBadge } from "@medusajs/ui"
import { useTexts } from "../lib/texts"
import type { Transaction } from "../lib/types"

const COLOURS: Readonly<
  Record<Transaction["state"], "green" | "orange" | "red" | "blue" | "grey">
> = {
  registering: "grey",
  registered: "grey",
  notified: "grey",
  deferred: "orange",
  authenticated: "orange",
  taken: "green",
  credited: "blue",
  voided: "grey",
  aborted: "grey",
  cancelled: "grey",
  spent: "green",
  lapsed: "red",
  declined: "red",
  rejected: "red",
  abandoned: "grey",
  failed: "red",
}

export function StateBadge({ state }: { readonly state: Transaction["state"] }) {
  const { t } = useTexts()
  return (
    <StatusBadge color={COLOURS[state]} className="text-nowrap">
      {t(`common.states.${state}`)}
    </StatusBadge>
  )
}
