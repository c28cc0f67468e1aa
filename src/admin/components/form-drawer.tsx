/** A form in a drawer. Escape closes it, and the focus goes back to what opened it. Rendered while it is open. */
import { XMark } from "@medusajs/icons"
import { Button, Drawer, Heading, IconButton } from "@medusajs/ui"
import { useState, type FormEvent, type ReactNode } from "react"
import { useTexts } from "../lib/texts"

export type FormDrawerProps = {
  readonly title: string
  /** What it does to the shopper's money. */
  readonly description: ReactNode
  readonly submit: string
  readonly danger?: boolean
  /** Neither sent again nor closed until there is an answer. */
  readonly pending: boolean
  readonly blocked?: boolean
  /** The other button, where it is not the one that cancels; null where there is nothing to cancel. */
  readonly other?: { readonly label: string; readonly onClick: () => void } | null
  readonly onSubmit: () => void
  readonly onClose: () => void
  readonly children?: ReactNode
}

export function FormDrawer(props: FormDrawerProps) {
  const { title, description, pending, onSubmit, onClose, children } = props
  const [opener] = useState(() => document.activeElement)
  const close = () => {
    if (!pending) onClose()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    // A form in a drawer is inside the page's form for React, wherever the drawer is in the document.
    event.stopPropagation()
    if (!pending) onSubmit()
  }
  return (
    <Drawer open onOpenChange={(open) => !open && close()}>
      <Drawer.Content
        onCloseAutoFocus={(event) => {
          event.preventDefault()
          focusOn(opener)
        }}
      >
        <form onSubmit={submit} noValidate className="flex size-full flex-col overflow-hidden">
          <div className="flex items-start justify-between gap-x-4 border-b px-6 py-4">
            <div className="flex min-w-0 flex-col gap-y-1">
              <Drawer.Title asChild>
                <Heading level="h2" className="break-words">
                  {title}
                </Heading>
              </Drawer.Title>
              <Drawer.Description className="text-ui-fg-subtle text-pretty">
                <span className="txt-small block">{description}</span>
              </Drawer.Description>
            </div>
            <CloseButton disabled={pending} onClick={close} />
          </div>
          <Drawer.Body className="flex flex-col gap-y-4 overflow-y-auto">{children}</Drawer.Body>
          <Footer {...props} onClose={close} />
        </form>
      </Drawer.Content>
    </Drawer>
  )
}

/** What opened it may be gone by then: the page's own heading is a place from which the keys lead on. */
function focusOn(opener: Element | null): void {
  const target = opener?.isConnected ? opener : document.querySelector("main h1")
  if (!(target instanceof HTMLElement)) return
  if (target !== opener) target.tabIndex = -1
  target.focus()
}

function CloseButton({ disabled, onClick }: { disabled: boolean; onClick: () => void }) {
  const { t } = useTexts()
  return (
    <IconButton
      type="button"
      size="small"
      variant="transparent"
      className="shrink-0"
      disabled={disabled}
      aria-label={t("common.close")}
      onClick={onClick}
    >
      <XMark />
    </IconButton>
  )
}

function Footer({ submit, danger, pending, blocked, other, onClose }: FormDrawerProps) {
  const { t } = useTexts()
  const shown = other === undefined ? { label: t("common.cancel"), onClick: onClose } : other
  return (
    <Drawer.Footer className="flex-wrap gap-2 space-x-0">
      {shown && (
        <Button
          type="button"
          size="small"
          variant="secondary"
          disabled={pending}
          onClick={shown.onClick}
        >
          {shown.label}
        </Button>
      )}
      <Button
        type="submit"
        size="small"
        variant={danger ? "danger" : "primary"}
        isLoading={pending}
        disabled={blocked}
      >
        {submit}
      </Button>
    </Drawer.Footer>
  )
}
