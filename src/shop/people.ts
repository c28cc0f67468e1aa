/** Who an id in the ledger stands for: a user of Medusa's, or a secret key that somebody's program uses. */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"

export type Names = ReadonlyMap<string, string>

/** A user's name, else the e-mail address; the title of a key. Of deleted ones too: what they did stays done. */
export async function readNames(knex: Knex, ids: Iterable<string | null>): Promise<Names> {
  const asked = [...new Set(ids)].filter((id) => id?.startsWith("user_") || id?.startsWith("apk_"))
  if (asked.length === 0) return new Map()
  const found: unknown = await knex.raw(
    `select id, coalesce(nullif(concat_ws(' ', first_name, last_name), ''), email) as name
       from "user" where id = any(:asked)
     union all
     select id, title from api_key where id = any(:asked)`,
    { asked: asked as string[] }
  )
  const { rows } = found as { rows: { id: string; name: string }[] }
  return new Map(rows.map(({ id, name }) => [id, name]))
}
