import { Container, Heading, Text } from "@medusajs/ui"
import { useId, type ReactNode } from "react"

export type SectionProps = {
  readonly title: string
  readonly text?: string
  readonly action?: ReactNode
  readonly children?: ReactNode
}

export function Section({ title, text, action, children }: SectionProps) {
  const id = useId()
  return (
    <Container role="region" aria-labelledby={id} className="divide-y p-0">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-3 px-6 py-4">
        <div className="flex min-w-0 max-w-2xl flex-col gap-y-1">
          <Heading level="h2" id={id}>
            {title}
          </Heading>
          {text && (
            <Text size="small" className="text-ui-fg-subtle text-pretty">
              {text}
            </Text>
          )}
        </div>
        {action}
      </div>
      {children}
    </Container>
  )
}
