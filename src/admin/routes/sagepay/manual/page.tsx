import { ManualForm } from "../../../cards/manual-form"
import { FormCrumb } from "../../../cards/form-crumb"
import { FormPage } from "../../../cards/form-page"

export default function ManualPage() {
  return <FormPage purpose="manual">{(onDone) => <ManualForm onDone={onDone} />}</FormPage>
}

/** The label is the document's title. */
export const handle = {
  label: "common.name",
  translationNs: "sagepay",
  breadcrumb: () => <FormCrumb purpose="manual" />,
}
