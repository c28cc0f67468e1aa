/** What a form is about, as the server has it now. Asked for itself: a page that could not be made fresh shows what was. */
import { useRef, useState } from "react"
import { faultOf, read, type Fault } from "../lib/api"
import type { TransactionDetail } from "../lib/queries"
import type { Subject } from "./values"

type Found = Pick<Subject, "transaction" | "view">

export function useLook({ transaction: { id }, row }: Subject) {
  const [isLooking, setLooking] = useState(false)
  const [found, setFound] = useState<Found | null>(null)
  const [fault, setFault] = useState<Fault | null>(null)
  const isBusy = useRef(false)

  /** Undefined where it could not be seen, or is being looked for. */
  const look = async (): Promise<Found | undefined> => {
    if (isBusy.current) return undefined
    isBusy.current = true
    setLooking(true)
    setFault(null)
    try {
      const detail = await read<TransactionDetail>(`/transactions/${id}`)
      const seen = { transaction: detail.transaction, view: detail.actions[row.action] }
      setFound(seen)
      return seen
    } catch (error) {
      setFault(faultOf(error))
      return undefined
    } finally {
      isBusy.current = false
      setLooking(false)
    }
  }

  /** Once something was sent, the page knows more. */
  const clear = () => {
    setFound(null)
    setFault(null)
  }

  return { look, isLooking, found, fault, clear }
}
