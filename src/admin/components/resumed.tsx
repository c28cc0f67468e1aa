import { Alert, Button } from "@medusajs/ui"
import { useTexts } from "../lib/texts"

export type ResumedProps = {
  /** Where the usual one does not fit what was asked. */
  readonly text?: string
  /** Undefined once it was said: then it may still be taken back. */
  readonly onSame?: (() => void) | undefined
  readonly onAfresh: () => void
}

/** The form has the key of an earlier one that nobody answered: a person says whether it is for the same. */
export function Resumed({ text, onSame, onAfresh }: ResumedProps) {
  const { t } = useTexts()
  return (
    <Alert variant="warning" role="alert">
      <div className="flex flex-col items-start gap-y-2">
        <span className="text-pretty">{text ?? t("common.resumed")}</span>
        <div className="flex flex-wrap gap-2">
          {onSame && (
            <Button type="button" size="small" variant="secondary" onClick={onSame}>
              {t("common.same_request")}
            </Button>
          )}
          <Button type="button" size="small" variant="secondary" onClick={onAfresh}>
            {t("common.new_request")}
          </Button>
        </div>
      </div>
    </Alert>
  )
}
