import { Container, Heading, Text } from "@medusajs/ui"
import { useTexts } from "../lib/texts"

export function NotFound({ id }: { readonly id: string }) {
  const { t } = useTexts()
  return (
    <Container className="flex flex-col items-center gap-y-2 px-6 py-16 text-center">
      <Heading level="h2">{t("panel.page.not_found")}</Heading>
      <Text size="small" className="text-ui-fg-subtle max-w-full break-all">
        {t("panel.page.not_found_hint", { id })}
      </Text>
    </Container>
  )
}
