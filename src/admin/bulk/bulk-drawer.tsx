import { FormDrawer } from "../components/form-drawer"
import { useTexts } from "../lib/texts"
import { ConfirmBody } from "./confirm-body"
import { ReportBody } from "./report-body"
import { useCapture } from "./use-capture"
import type { BulkDesk, Opened } from "./use-bulk"

/** One drawer for the question and for what became of it, so that its focus comes back to what opened it. */
export function BulkDrawer({ bulk }: { readonly bulk: BulkDesk }) {
  const { opened } = bulk
  return opened && <OpenDrawer bulk={bulk} opened={opened} />
}

type OpenDrawerProps = { readonly bulk: BulkDesk; readonly opened: Opened }

function OpenDrawer({ bulk, opened }: OpenDrawerProps) {
  const { t } = useTexts()
  const capture = useCapture(opened.is === "confirm" ? opened.holds : [], (id) => {
    bulk.unselect()
    bulk.report(id)
  })
  if (opened.is === "report") {
    return (
      <FormDrawer
        title={t("bulk.report.title")}
        description={t("bulk.report.meaning")}
        submit={t("common.close")}
        other={null}
        pending={false}
        onSubmit={bulk.close}
        onClose={bulk.close}
      >
        <ReportBody key={opened.id} id={opened.id} />
      </FormDrawer>
    )
  }
  return (
    <FormDrawer
      title={capture.title}
      description={capture.sentence}
      submit={capture.title}
      pending={capture.isPending}
      blocked={capture.isTooMany}
      onSubmit={capture.send}
      onClose={bulk.close}
    >
      <ConfirmBody capture={capture} />
    </FormDrawer>
  )
}
