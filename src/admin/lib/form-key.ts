/** One form's key: the same for all its sends, and a new one once it was refused for certain and then changed. */
import { faultOf, isFinal } from "./fault"
import { newKey } from "./key"

export type FormKey = {
  /** For what is about to be sent; the key itself is no part of it. */
  readonly of: (body: object) => string
  readonly failed: (body: object, error: unknown) => void
}

export function formKey(make: () => string = newKey): FormKey {
  let key = make()
  let refused: string | undefined
  return {
    of: (body) => {
      if (refused !== undefined && refused !== JSON.stringify(body)) {
        key = make()
        refused = undefined
      }
      return key
    },
    failed: (body, error) => {
      if (isFinal(faultOf(error))) refused = JSON.stringify(body)
    },
  }
}
