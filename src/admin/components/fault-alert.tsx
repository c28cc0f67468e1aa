import { Alert } from "@medusajs/ui"
import type { Fault } from "../lib/api"
import { useTexts } from "../lib/texts"

export type FaultAlertProps = {
  readonly fault: Fault
  /** Where the usual one does not fit what was asked. */
  readonly heading?: string | undefined
}

/** Heading: what it means for the money. Below: the server's own words. */
export function FaultAlert({ fault, heading }: FaultAlertProps) {
  const { t } = useTexts()
  return (
    <Alert variant={fault.kind === "unclear" ? "warning" : "error"} role="alert">
      <div className="flex flex-col gap-y-1">
        <span className="txt-small-plus">{heading ?? t(`common.fault.${fault.kind}`)}</span>
        <span className="break-words">{fault.message}</span>
      </div>
    </Alert>
  )
}
