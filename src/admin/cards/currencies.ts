/** In what a payment without an order may be taken. */
import { currencyDigits } from "../../protocol/money"

export type Store = {
  readonly supported_currencies?: readonly {
    readonly currency_code: string
    readonly is_default?: boolean
  }[]
}
export type Region = { readonly currency_code: string }

/** The gateway takes no currency with three decimals. */
const isTaken = (code: string) => (currencyDigits(code) ?? 3) < 3

/** The store's, its default first; a store without any has those of its regions. */
export function currenciesOf(stores: readonly Store[], regions: readonly Region[]): string[] {
  const supported = stores.flatMap(({ supported_currencies }) => supported_currencies ?? [])
  const ordered = [
    ...supported.filter(({ is_default }) => is_default),
    ...supported.filter(({ is_default }) => !is_default),
  ]
  const codes = (ordered.length > 0 ? ordered : regions).map(({ currency_code }) =>
    currency_code.toUpperCase()
  )
  return [...new Set(codes)].filter(isTaken)
}
