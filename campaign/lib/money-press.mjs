/** Capture and Refund, as they are pressed in the admin. */

export const words = ({ status, body }) =>
  status >= 200 && status < 300
    ? "ok"
    : `${status || "no answer"} ${String(body.message ?? body.code ?? "").slice(0, 160)}`.trim()

/** A share of the order's total in minor units; at least one. */
export function minorOf({ state }, share) {
  return share === "rest" ? undefined : Math.max(1, Math.round(state.totalMinor * share))
}

const major = ({ plan }, minor) => (plan.currency === "jpy" ? minor : minor / 100)

function rowsIn({ status, body }, kind) {
  return status === 200 ? (body.payment?.[`${kind}s`] ?? []) : []
}

export async function moneyPress(context, kind, amountMinor, { times = 1, apart = false } = {}) {
  const { state, step, ask } = context
  const path = `/admin/payments/${state.paymentId}/${kind}`
  const body = amountMinor === undefined ? {} : { amount: major(context, amountMinor) }
  const presses = Array.from({ length: times }, (_, index) =>
    ask("admin", "POST", path, body, step.server + (apart ? index : 0))
  )
  const answers = await Promise.all(presses)
  for (const { status } of answers) {
    state.asked.push({ kind, amountMinor, ok: status >= 200 && status < 300 })
  }
  // Of two at once the one may see the other's row, which is not final.
  if (times === 1) for (const row of rowsIn(answers[0], kind)) state.shown.add(row.id)
  if (answers.some(({ status }) => !(status >= 200 && status < 300))) {
    state.failed = { kind, amountMinor }
  }
  const amount = amountMinor === undefined ? "rest" : amountMinor
  return `${amount}${apart ? " apart" : ""}: ${answers.map(words).join(" | ")}`
}
