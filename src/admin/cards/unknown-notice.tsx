/** The answer was lost: the form is over, and this says where to look. */
import { Alert, Button, Text } from "@medusajs/ui"
import { Link } from "react-router-dom"
import { IdLine } from "../components/id-line"
import { useTexts } from "../lib/texts"
import type { Done } from "../lib/types"
import { Column } from "./form-frame"

type NoticeProps = { readonly answer: Done; readonly onClose: (() => void) | undefined }

export function UnknownNotice({ answer, onClose }: NoticeProps) {
  const { t } = useTexts()
  const { message, vendor_tx_code } = answer
  return (
    <Column className="gap-y-4 pb-6">
      <Alert variant="warning" role="alert">
        <div className="flex flex-col gap-y-1">
          <span className="txt-small-plus">{t("common.unknown")}</span>
          {message && <span className="break-words">{message}</span>}
        </div>
      </Alert>
      <Text size="small" className="text-pretty">
        {t("cards.unknown.then")}
      </Text>
      {vendor_tx_code && <IdLine label={t("cards.unknown.code")} value={vendor_tx_code} />}
      <div className="flex flex-wrap justify-end gap-2">
        {onClose && (
          <Button size="small" variant="secondary" onClick={onClose}>
            {t("common.close")}
          </Button>
        )}
        <Button size="small" asChild>
          <Link to="/sagepay/attention">{t("cards.unknown.look")}</Link>
        </Button>
      </div>
    </Column>
  )
}
