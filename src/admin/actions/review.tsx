/** What was typed, once more, before it is sent; and what came of it when that is not plain success. */
import { Alert, clx, Text } from "@medusajs/ui"
import { useEffect, useRef, type ReactNode } from "react"
import { Link } from "react-router-dom"
import { FaultAlert } from "../components/fault-alert"
import { Resumed } from "../components/resumed"
import { LINK } from "../components/link-style"
import { useTexts } from "../lib/texts"
import { Outcome } from "./outcome"
import type { ActionFormState } from "./use-action-form"

export function Review({ form }: { readonly form: ActionFormState }) {
  const { t } = useTexts()
  const { values, sending, hasChanged, resumed, lookFault } = form
  return (
    <>
      {resumed.is && (sending.status === "idle" || sending.isUnanswered) && (
        <Resumed onAfresh={resumed.onAfresh} />
      )}
      <Focused>
        <Outcome form={form} />
      </Focused>
      <div className="flex flex-col gap-y-1">
        <Text size="small" weight="plus">
          {t("common.reason")}
        </Text>
        <Text size="small" className="text-ui-fg-subtle break-words">
          {values.reason.trim()}
        </Text>
      </div>
      {hasChanged && sending.status === "idle" && (
        <Alert variant="warning" role="alert">
          {t("actions.changed")}
        </Alert>
      )}
      {lookFault && <FaultAlert fault={lookFault} heading={t("actions.look_failed")} />}
      {sending.fault && <FaultAlert fault={sending.fault} />}
      {sending.unknown !== null && <Unknown message={sending.unknown} />}
      <Text size="small" className="text-ui-fg-subtle" role="status">
        {sending.status === "pending" && t("actions.sending")}
      </Text>
    </>
  )
}

/** Read out when the step is shown; not the button, which a key that is still down would press. */
function Focused({ children }: { readonly children: ReactNode }) {
  const shown = useRef<HTMLDivElement>(null)
  useEffect(() => shown.current?.focus(), [])
  return (
    <div ref={shown} tabIndex={-1} className="outline-none">
      {children}
    </div>
  )
}

function Unknown({ message }: { readonly message: string }) {
  const { t } = useTexts()
  return (
    <Alert variant="warning" role="alert">
      <div className="flex flex-col gap-y-2">
        <span className="txt-small-plus">{t("common.unknown")}</span>
        <span className="break-words">{message}</span>
        <Link to="/sagepay/attention" className={clx(LINK, "w-fit")}>
          {t("actions.to_attention")}
        </Link>
      </div>
    </Alert>
  )
}
