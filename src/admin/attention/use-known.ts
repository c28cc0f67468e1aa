import { useQuery } from "@tanstack/react-query"
import { read, sdk } from "../lib/api"
import type { TransactionDetail } from "../lib/queries"
import { paymentIdIn, transactionIdIn, type Choice } from "./choices"
import { knownOfPayment, knownOfTransaction, type Known } from "./known"

/** Undefined when the choice is about no money that has to be known. */
async function fetchKnown(choice: Choice): Promise<Known | null> {
  const transactionId = transactionIdIn(choice)
  if (transactionId !== undefined) {
    return knownOfTransaction(
      choice,
      await read<TransactionDetail>(`/transactions/${encodeURIComponent(transactionId)}`)
    )
  }
  const paymentId = paymentIdIn(choice)
  if (paymentId === undefined) return null
  const { payment } = await sdk.admin.payment.retrieve(paymentId, {
    fields: "id,amount,currency_code,*captures,*refunds",
  })
  return knownOfPayment(choice, payment)
}

/** What the money is now: never from a cache. */
export const useKnown = (choice: Choice) =>
  useQuery({
    queryKey: ["sagepay", "choice", choice.id, choice.path],
    queryFn: () => fetchKnown(choice),
    staleTime: 0,
    gcTime: 0,
  })
