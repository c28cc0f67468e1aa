/** What the pages ask for, and what makes it fresh again. */
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { faultOf, read } from "./api"
import type {
  AttentionEntry,
  ListedTransaction,
  OrderPayments,
  Payment,
  Settings,
  Transaction,
} from "./types"

/** All of ours begin with it. */
const ROOT = "sagepay"

type Query = Parameters<typeof read>[1]

export const useOrderPayments = (orderId: string) =>
  useQuery({
    queryKey: [ROOT, "orders", orderId],
    queryFn: () => read<OrderPayments>(`/orders/${orderId}`),
  })

export type TransactionDetail = {
  readonly transaction: Transaction
  readonly checks: Payment["checks"]
  readonly actions: Payment["actions"][string]
  readonly order: { readonly id: string; readonly display_id: number | null } | null
  readonly related: readonly Transaction[]
  readonly family: Omit<Payment, keyof Transaction> & { readonly root: Transaction }
}

export const useTransaction = (id: string) =>
  useQuery({
    queryKey: [ROOT, "transactions", id],
    queryFn: () => read<TransactionDetail>(`/transactions/${id}`),
  })

export type Page<Name extends string, Row> = { readonly [K in Name]: readonly Row[] } & {
  readonly count: number
}

export const useTransactions = (query: Query) =>
  useQuery({
    queryKey: [ROOT, "list", query],
    queryFn: () => read<Page<"transactions", ListedTransaction>>("/transactions", query),
    placeholderData: (before) => before,
  })

/** With `everyMs` it is asked for again and again, but not on behalf of somebody who may not read it. */
export const useAttention = (query: Query, everyMs?: number) =>
  useQuery({
    queryKey: [ROOT, "attention", query],
    queryFn: () => read<Page<"attention", AttentionEntry>>("/attention", query),
    refetchInterval: ({ state: { error } }) =>
      everyMs !== undefined && (!error || faultOf(error).kind !== "forbidden") && everyMs,
  })

/** What is configured, and what this person may do. */
export const useSettings = () =>
  useQuery({
    queryKey: [ROOT, "settings"],
    queryFn: () => read<Settings>("/settings"),
    staleTime: 60_000,
  })

/** After something moved: ours, and what the dashboard itself shows of the order. */
export function useRefresh(): () => Promise<void> {
  const client = useQueryClient()
  return async () => {
    await Promise.all(
      [ROOT, "orders", "payments", "payment_collections", "draft-orders"].map((key) =>
        client.invalidateQueries({ queryKey: [key] })
      )
    )
  }
}
