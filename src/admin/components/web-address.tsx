import { Fragment } from "react"
import { addressParts } from "../lib/address-parts"

/** An address that breaks between its parts where there is little room, and within a part only where it must. */
export function WebAddress({ value }: { readonly value: string }) {
  return (
    <span className="min-w-0 max-w-full break-words font-mono">
      {addressParts(value).map((part, index) => (
        <Fragment key={index}>
          {index > 0 && <wbr />}
          {part}
        </Fragment>
      ))}
    </span>
  )
}
