import { Alert, Button } from "@medusajs/ui"
import { faultOf } from "../lib/api"
import { useTexts } from "../lib/texts"

export type LoadErrorProps = {
  readonly error: unknown
  /** What could not be shown. */
  readonly text?: string
  readonly onRetry: () => void
}

/** Nothing was asked for but to look, so this says nothing of money. */
export function LoadError({ error, text, onRetry }: LoadErrorProps) {
  const { t } = useTexts()
  const { kind, message } = faultOf(error)
  return (
    <div className="flex flex-col items-start gap-y-3 px-6 py-4">
      <Alert variant="error" role="alert" className="w-full">
        <div className="flex flex-col gap-y-1">
          <span className="txt-small-plus">
            {text ?? t(kind === "forbidden" ? "common.load.forbidden" : "common.load.failed")}
          </span>
          <span className="break-words">{message}</span>
        </div>
      </Alert>
      <Button size="small" variant="secondary" onClick={onRetry}>
        {t("common.retry")}
      </Button>
    </div>
  )
}
