import { useQuery } from "@tanstack/react-query"
import type { CurrencySums } from "../../shop/overview"
import { read, sdk } from "../lib/api"
import type { ListedTransaction } from "../lib/types"
import { LAPSING_DAYS } from "./lapsing"

export type Currency = CurrencySums
export type Overview = {
  readonly currencies: readonly Currency[]
  readonly lapsing: { readonly holds: readonly ListedTransaction[]; readonly count: number }
}

export const useOverview = (days: number) =>
  useQuery({
    queryKey: ["sagepay", "overview", days],
    queryFn: () => read<Overview>("/overview", { days, lapsing_within_days: LAPSING_DAYS }),
    placeholderData: (before) => before,
  })

/** Those of the shop. Who may not read them has the list without this filter. */
export const useCurrencies = () =>
  useQuery({
    queryKey: ["sagepay", "currencies"],
    queryFn: async () => {
      const { stores } = await sdk.admin.store.list({
        fields: "id,supported_currencies.currency_code",
      })
      return stores.flatMap(({ supported_currencies }) =>
        supported_currencies.map(({ currency_code }) => currency_code.toLowerCase())
      )
    },
    staleTime: Infinity,
  })
