import { DirectRefundForm } from "../../../cards/direct-refund-form"
import { FormCrumb } from "../../../cards/form-crumb"
import { FormPage } from "../../../cards/form-page"

export default function DirectRefundPage() {
  return (
    <FormPage purpose="direct_refund">{(onDone) => <DirectRefundForm onDone={onDone} />}</FormPage>
  )
}

/** The label is the document's title. */
export const handle = {
  label: "common.name",
  translationNs: "sagepay",
  breadcrumb: () => <FormCrumb purpose="direct_refund" />,
}
