import { ArrowDownTray } from "@medusajs/icons"
import { Button, toast } from "@medusajs/ui"
import { useMutation } from "@tanstack/react-query"
import { download } from "../lib/api"
import { useTexts } from "../lib/texts"
import { filterQuery, isNarrowed, type ListState } from "./list-state"
import { exportName, saveFile } from "./save-file"

/** Everything that the list below finds, on all its pages. */
export function ExportButton({ state }: { readonly state: ListState }) {
  const { t } = useTexts()
  const { mutate, isPending } = useMutation({
    mutationFn: () => download("/transactions/export", filterQuery(state)),
    onSuccess: (content) => {
      const name = exportName(new Date())
      saveFile(content, name)
      toast.success(t("area.export.done"), { description: name })
    },
    onError: (error) => {
      toast.error(t("area.export.failed"), { description: error.message })
    },
  })
  return (
    <Button size="small" variant="secondary" isLoading={isPending} onClick={() => mutate()}>
      <ArrowDownTray aria-hidden />
      {t(isNarrowed(state) ? "area.export.found" : "area.export.all")}
    </Button>
  )
}
