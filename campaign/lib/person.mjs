/** A member of staff with the gateway's console open: answers what the store does not know. */

/** What the console shows of an operation: whether it happened, and what it made. */
function seenInConsole(control, operation, target) {
  if (operation.vendor_tx_code) {
    const made = control
      .transactions()
      .find(({ vendor_tx_code }) => vendor_tx_code === operation.vendor_tx_code)
    const happened = made !== undefined && ["authorised", "voided"].includes(made.state)
    return happened ? { happened, made } : { happened: false }
  }
  const { state, released } = control.transaction(target.vps_tx_id)
  // Somebody else's RELEASE, of another amount, is none of ours.
  if (operation.verb === "RELEASE" && released !== operation.amount_minor)
    return { happened: false }
  const after = {
    RELEASE: ["released", "voided"],
    ABORT: ["aborted"],
    CANCEL: ["cancelled"],
    VOID: ["voided"],
  }
  return { happened: after[operation.verb]?.includes(state) ?? false }
}

/**
 * @param {{ roots?: string[], intent?: string }} of which; without either, all
 * @returns a word for each that was open; undefined when none was
 */
export async function answerOpenIntents({ shop, ask }, { roots, intent } = {}) {
  const open = await shop.database.rows(
    `select o.*, t.vps_tx_id from sagepay_operation o
     join sagepay_intent i on i.id = o.intent_id
     join sagepay_transaction t on t.id = o.transaction_id
     where i.status = 'open' and o.status in ('sent', 'unknown')
       and ($1::text[] is null or o.root_id = any($1)) and ($2::text is null or i.id = $2)`,
    [roots ?? null, intent ?? null]
  )
  if (open.length === 0) return undefined
  const answers = []
  for (const operation of open) {
    // Nobody may decide while the process that sent it may still hear of it.
    await shop.database.rows(
      "update sagepay_operation set sent_at = sent_at - interval '10 minutes' where id = $1",
      [operation.id]
    )
    const { happened, made } = seenInConsole(shop.control, operation, operation)
    const decision = {
      happened,
      note: `The console shows ${happened ? "it" : "nothing of it"}.`,
      ...(made && {
        vps_tx_id: made.vps_tx_id,
        security_key: made.security_key,
        tx_auth_no: made.tx_auth_no,
      }),
    }
    const path = `/admin/sagepay/intents/${operation.intent_id}/settle`
    const { status, body } = await ask("admin", "POST", path, decision)
    answers.push(
      `${operation.verb} ${happened ? "did" : "did not"}: ${status} ${body.message ?? ""}`
    )
  }
  return answers
}
