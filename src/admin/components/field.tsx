/** A labelled input with its hint and its mistake, told to screen readers as well. */
import { Hint, Label } from "@medusajs/ui"
import { useId, type ReactNode } from "react"

export type FieldProps = {
  readonly label: string
  readonly hint?: ReactNode
  /** What is wrong with it, in the person's language. */
  readonly mistake?: string | undefined
  readonly optional?: boolean
  readonly optionalText?: string
  readonly children: (given: {
    readonly id: string
    readonly "aria-describedby": string | undefined
    readonly "aria-invalid": boolean
  }) => ReactNode
}

export function Field({ label, hint, mistake, optional, optionalText, children }: FieldProps) {
  const id = useId()
  const said = mistake ?? hint
  return (
    <div className="flex flex-col gap-y-1">
      <Label htmlFor={id} size="small" weight="plus">
        {label}
        {optional && <span className="text-ui-fg-subtle font-normal"> ({optionalText})</span>}
      </Label>
      {children({
        id,
        "aria-describedby": said ? `${id}-said` : undefined,
        "aria-invalid": mistake !== undefined,
      })}
      {said && (
        <Hint id={`${id}-said`} variant={mistake ? "error" : "info"}>
          {said}
        </Hint>
      )}
    </div>
  )
}
