import { Text, clx } from "@medusajs/ui"
import { useId, type ReactNode } from "react"

export type SectionProps = {
  readonly title: string
  readonly className?: string
  readonly children: ReactNode
}

/** A part of the panel, with its name for those who go from heading to heading. */
export function Section({ title, className, children }: SectionProps) {
  const id = useId()
  return (
    <section aria-labelledby={id} className={clx("flex flex-col gap-y-3 px-6 py-4", className)}>
      <Text size="small" leading="compact" weight="plus" asChild>
        <h3 id={id}>{title}</h3>
      </Text>
      {children}
    </section>
  )
}
