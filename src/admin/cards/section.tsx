/** A part of the form; one that is seldom needed is folded away. */
import { TriangleDownMini, TriangleRightMini } from "@medusajs/icons"
import { Heading, Text } from "@medusajs/ui"
import { useId, useState, type ReactNode } from "react"

type SectionProps = {
  readonly title: string
  readonly hint?: string
  readonly children: ReactNode
}

const GRID = "grid grid-cols-1 items-start gap-4 sm:grid-cols-2"

export function Section({ title, hint, children }: SectionProps) {
  return (
    <section className="flex flex-col gap-y-4">
      <div className="flex flex-col gap-y-1">
        <Heading level="h2">{title}</Heading>
        {hint && (
          <Text size="small" className="text-ui-fg-subtle text-pretty">
            {hint}
          </Text>
        )}
      </div>
      <div className={GRID}>{children}</div>
    </section>
  )
}

type FoldProps = {
  readonly title: string
  /** What is in it, while it is closed. */
  readonly summary: string
  /** Something in it is wrong. */
  readonly isForcedOpen: boolean
  readonly children: ReactNode
}

export function Fold({ title, summary, isForcedOpen, children }: FoldProps) {
  const id = useId()
  const [isOpened, setOpened] = useState(false)
  const isOpen = isOpened || isForcedOpen
  const Mark = isOpen ? TriangleDownMini : TriangleRightMini
  return (
    <section className="shadow-elevation-card-rest rounded-lg">
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setOpened(!isOpen)}
        className="focus-visible:shadow-borders-focus flex w-full items-start gap-x-2 rounded-lg p-3 text-left outline-none"
      >
        <Mark className="text-ui-fg-muted mt-0.5 shrink-0" />
        <span className="flex min-w-0 flex-col">
          <span className="txt-small-plus">{title}</span>
          {!isOpen && <span className="txt-small text-ui-fg-subtle break-words">{summary}</span>}
        </span>
      </button>
      {isOpen && (
        <div id={id} className={`${GRID} px-3 pb-4 pt-1`}>
          {children}
        </div>
      )}
    </section>
  )
}
