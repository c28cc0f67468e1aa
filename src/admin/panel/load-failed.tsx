import { Container, Heading } from "@medusajs/ui"
import { LoadError, type LoadErrorProps } from "../components/load-error"
import { useTexts } from "../lib/texts"

/** In place of the whole panel. */
export function LoadFailed(props: LoadErrorProps) {
  const { t } = useTexts()
  return (
    <Container className="divide-y p-0">
      <div className="px-6 py-4">
        <Heading level="h2">{t("common.name")}</Heading>
      </div>
      <LoadError {...props} />
    </Container>
  )
}
