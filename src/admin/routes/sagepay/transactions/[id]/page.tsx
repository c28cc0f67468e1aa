import { useParams } from "react-router-dom"
import { TransactionCrumb } from "../../../../panel/transaction-crumb"
import { TransactionPage } from "../../../../panel/transaction-page"

export default function Page() {
  const { id = "" } = useParams()
  return <TransactionPage id={id} />
}

/** The label is the document's title. */
export const handle = {
  label: "common.name",
  translationNs: "sagepay",
  breadcrumb: () => <TransactionCrumb />,
}
