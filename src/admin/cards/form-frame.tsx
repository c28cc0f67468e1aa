/** Around a form: a modal over the page that it was opened from, or a page of its own. */
import { XMark } from "@medusajs/icons"
import { clx, Container, FocusModal, Heading, IconButton, Kbd, Text } from "@medusajs/ui"
import type { ReactNode } from "react"
import { useTexts } from "../lib/texts"
import type { Hold } from "./sending"

type FrameProps = {
  readonly title: string
  readonly intro: string
  readonly isModal: boolean
  /** Not closed while it is sent: what came of it would be shown to nobody. */
  readonly hold: Hold
  readonly children: ReactNode
}

export function FormFrame(props: FrameProps) {
  return props.isModal ? <Modal {...props} /> : <Alone {...props} />
}

function Modal({ title, intro, hold, children }: FrameProps) {
  const { t } = useTexts()
  const keep = (event: { preventDefault: () => void }) => {
    if (hold !== "nothing") event.preventDefault()
  }
  return (
    <FocusModal.Content onEscapeKeyDown={keep} onInteractOutside={keep}>
      <div className="border-ui-border-base flex items-center gap-x-2 border-b px-4 py-2">
        <FocusModal.Close asChild>
          <IconButton
            size="small"
            variant="transparent"
            disabled={hold === "all"}
            aria-label={t("common.close")}
          >
            <XMark />
          </IconButton>
        </FocusModal.Close>
        {hold === "nothing" && <Kbd>esc</Kbd>}
      </div>
      <FocusModal.Body className="flex flex-col gap-y-6 overflow-y-auto pt-6 sm:pt-12">
        <Column>
          <FocusModal.Title asChild>
            <Heading level="h1">{title}</Heading>
          </FocusModal.Title>
          <FocusModal.Description asChild>
            <Text size="small" className="text-ui-fg-subtle text-pretty">
              {intro}
            </Text>
          </FocusModal.Description>
        </Column>
        {children}
      </FocusModal.Body>
    </FocusModal.Content>
  )
}

function Alone({ title, intro, children }: FrameProps) {
  return (
    <Container className="mx-auto flex max-w-[768px] flex-col gap-y-6 p-0 pt-4">
      <Column>
        <Heading level="h1">{title}</Heading>
        <Text size="small" className="text-ui-fg-subtle text-pretty">
          {intro}
        </Text>
      </Column>
      {children}
    </Container>
  )
}

type ColumnProps = { readonly className?: string; readonly children: ReactNode }

/** As wide as a form is read easily. */
export function Column({ className, children }: ColumnProps) {
  return (
    <div className={clx("mx-auto flex w-full max-w-[768px] flex-col gap-y-1 px-6", className)}>
      {children}
    </div>
  )
}

/** Stays in sight while the form is scrolled. */
export function FormFooter({ children }: { readonly children: ReactNode }) {
  return (
    <div className="bg-ui-bg-base border-ui-border-base sticky bottom-0 mt-auto rounded-b-lg border-t py-4">
      <Column className="gap-y-3">{children}</Column>
    </div>
  )
}
