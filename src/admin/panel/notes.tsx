import { Text } from "@medusajs/ui"
import { TX_STATES } from "../../protocol/reporting/tx-states"
import { useTexts } from "../lib/texts"
import type { Payment } from "../lib/types"

/** How the ledger knows of it, and what the gateway said of it last. */
export function Notes({ payment }: { readonly payment: Payment }) {
  const { t, dateTime } = useTexts()
  const { adopted_by, gateway_state, compared_at, timeline, repeat_consent: consent } = payment
  const adopter = timeline.find(({ what }) => what === "adopted")?.by_name ?? adopted_by
  const stage = gateway_state === null ? undefined : TX_STATES[gateway_state]?.stage
  return (
    <ul className="flex flex-col gap-y-1">
      {adopter !== null && <Note>{t("panel.notes.adopted", { name: adopter })}</Note>}
      {consent && (
        <Note>
          {consent.given_at === null
            ? t("panel.notes.consent_undated", { text: consent.text })
            : t("panel.notes.consent", { text: consent.text, date: dateTime(consent.given_at) })}
        </Note>
      )}
      {gateway_state !== null && (
        <Note isBad={stage === "unsettled"}>
          {t("panel.notes.gateway_state", {
            meaning: t(`panel.notes.stages.${stage ?? "unknown"}`),
            state: gateway_state,
          })}
        </Note>
      )}
      <Note>
        {compared_at === null
          ? t("panel.notes.never_compared")
          : t("panel.notes.compared", { date: dateTime(compared_at) })}
      </Note>
    </ul>
  )
}

type NoteProps = { readonly isBad?: boolean; readonly children: string }

function Note({ isBad = false, children }: NoteProps) {
  return (
    <Text
      asChild
      size="small"
      className={isBad ? "text-ui-fg-error" : "text-ui-fg-subtle break-words"}
    >
      <li>{children}</li>
    </Text>
  )
}
