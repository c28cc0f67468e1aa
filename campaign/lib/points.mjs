import { setTimeout as wait } from "node:timers/promises"

/**
 * Named moments at which a store process can be stopped from outside: triggers of the campaign's own
 * wait for an advisory lock that the campaign holds. The product knows nothing of it.
 */

const CLASS = 5_151
const LOOK_MS = 10

/** What the plugin takes by itself for what is packed. */
function BY_FULFILMENT(column) {
  return `${column} like 'sagepay-fulfilment%'`
}

/** Where each point is; `subject` is the column that says whose row it is. */
const TRIGGERS = {
  /** The outcome of a message is being written. */
  outcome: {
    on: "update on sagepay_operation",
    when: "OLD.status = 'sent' and NEW.status <> 'sent'",
    subject: "root_id",
  },
  /** Medusa's capture or refund stands, ours is being written. */
  intent: { on: "insert on sagepay_intent", subject: "root_id" },
  /** Ours stands, Medusa's payment is being updated. */
  payment_update: { on: "update on payment", subject: "id" },
  /** The order's goods are packed, Medusa's capture for them is being written. */
  fulfilled: {
    on: "insert on capture",
    when: BY_FULFILMENT("NEW.created_by"),
    subject: "payment_id",
  },
  /** That capture stands, ours is being written. */
  fulfilment_capture: {
    on: "insert on sagepay_intent",
    when: BY_FULFILMENT("NEW.actor"),
    subject: "root_id",
  },
  /** Medusa's payment stands, its order is being updated. */
  order_transaction: { on: "insert on order_transaction", subject: "order_id" },
  /** A verified notification is being recorded. */
  claim: {
    on: "update on sagepay_transaction",
    when: "OLD.claim is distinct from NEW.claim",
    subject: "vps_tx_id",
  },
  /** The payment is accepted by the ledger, and being made in Medusa. */
  payment_insert: { on: "insert on payment", subject: "payment_session_id" },
  /** The order is placed, the answer to the gateway is being written. */
  answer: {
    on: "update on sagepay_transaction",
    when: "OLD.answer_status is distinct from NEW.answer_status",
    subject: "vps_tx_id",
  },
}

export const DATABASE_POINTS = Object.keys(TRIGGERS)

export async function installPoints(database) {
  await database.rows(
    "create table if not exists campaign_point (id serial primary key, point text, subject text)"
  )
  await database.rows(`
    create or replace function campaign_stop() returns trigger language plpgsql as $$
    declare stop int;
    begin
      select id into stop from campaign_point
        where point = TG_ARGV[0] and subject = to_jsonb(NEW) ->> TG_ARGV[1] limit 1;
      if stop is not null then perform pg_advisory_xact_lock_shared(${CLASS}, stop); end if;
      return NEW;
    end $$`)
  for (const [point, { on, when, subject }] of Object.entries(TRIGGERS)) {
    await database.rows(
      `create or replace trigger campaign_${point} before ${on} for each row
       ${when ? `when (${when})` : ""} execute function campaign_stop('${point}', '${subject}')`
    )
  }
}

/**
 * Stops whoever comes to this point with this subject. `reached` tells which process it is, or
 * undefined if nobody comes; `release` lets it go on, `cut` ends its connection first.
 */
export async function armPoint(database, point, subject) {
  const holder = await database.pool.connect()
  const { rows } = await holder.query(
    "insert into campaign_point (point, subject) values ($1, $2) returning id",
    [point, subject]
  )
  const [{ id }] = rows
  await holder.query("select pg_advisory_lock($1, $2)", [CLASS, id])
  const waiters = async () =>
    database.rows(
      `select a.pid, a.application_name as name from pg_locks l
       join pg_stat_activity a on a.pid = l.pid
       where l.locktype = 'advisory' and l.classid = $1 and l.objid = $2 and not l.granted`,
      [CLASS, id]
    )
  return {
    /** Looks until somebody is there, or what would have brought somebody has ended. */
    async reached(ended) {
      const over = ended.then(() => "over")
      for (let last = false; ;) {
        const [first] = await waiters()
        if (first) return first
        if (last) return undefined
        last = (await Promise.race([over, wait(LOOK_MS)])) === "over"
      }
    },
    async cut() {
      for (const { pid } of await waiters()) {
        await database.rows("select pg_terminate_backend($1)", [pid])
      }
    },
    async release() {
      await holder.query("delete from campaign_point where id = $1", [id])
      await holder.query("select pg_advisory_unlock($1, $2)", [CLASS, id])
      holder.release()
    },
  }
}
