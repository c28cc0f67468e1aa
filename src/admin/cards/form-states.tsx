/** What stands in a form's place while there is none. */
import { Skeleton } from "@medusajs/ui"
import { FaultAlert } from "../components/fault-alert"
import { faultOf } from "../lib/api"
import { useTexts } from "../lib/texts"
import { Column } from "./form-frame"

export function FormFault({ error }: { readonly error: unknown }) {
  return (
    <Column className="pb-6">
      <FaultAlert fault={faultOf(error)} />
    </Column>
  )
}

export function Waiting() {
  const { t } = useTexts()
  return (
    <Column className="gap-y-4 pb-6">
      <span role="status" className="sr-only">
        {t("common.loading")}
      </span>
      {[0, 1, 2, 3].map((line) => (
        <Skeleton key={line} className="h-8 w-full" />
      ))}
    </Column>
  )
}
