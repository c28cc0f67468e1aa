import { sumMinor } from "./books.mjs"

/** Defects of Medusa's core that the campaign meets, by name: docs/campaign.md. None moves money. */

/**
 * Explains why an order's own transactions do not come to its captures less its refunds.
 *
 * @returns {string[] | undefined} the defects that explain the whole difference; else undefined
 */
export function coreDefects(books, order, payments, difference, currency) {
  const rows = new Map(
    payments.flatMap(({ id }) => [
      ...books.captures(id).map((row) => [row.id, sumMinor([row], currency)]),
      ...books.refunds(id).map((row) => [row.id, -sumMinor([row], currency)]),
    ])
  )
  const names = new Set()
  let left = difference
  for (const listed of books.orderTransactions(order.id)) {
    // Those of a cancelling are named by the payment, not by a row.
    if (!/^(capt|ref)_/.test(listed.reference_id ?? "")) continue
    const amount = sumMinor([listed], currency)
    const wanted = rows.get(listed.reference_id) ?? 0
    if (amount === wanted) continue
    names.add(rows.has(listed.reference_id) ? "written with another amount" : "without its row")
    left -= amount - wanted
  }
  const refunds = payments.flatMap(({ id }) => books.refunds(id))
  const amounts = refunds.map((refund) => sumMinor([refund], currency))
  if (left !== 0 && order.status === "canceled" && isSumOfSome(amounts, Math.abs(left))) {
    names.add("cancelled twice")
    left = 0
  }
  return left === 0 ? [...names] : undefined
}

function isSumOfSome([first, ...rest], wanted) {
  if (wanted === 0) return true
  if (first === undefined || wanted < 0) return false
  return isSumOfSome(rest, wanted - first) || isSumOfSome(rest, wanted)
}
