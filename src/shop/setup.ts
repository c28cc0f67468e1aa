/** How the shop is set up around the plugin, as far as its payments depend on it. */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"

export type OfferedProvider = {
  readonly id: string
  readonly is_enabled: boolean
  /** Names of the regions that offer it at checkout. */
  readonly regions: readonly string[]
}

export async function readProviders(knex: Knex): Promise<OfferedProvider[]> {
  const found: unknown = await knex.raw(
    `select pp.id, pp.is_enabled,
       coalesce(json_agg(r.name order by r.name) filter (where r.id is not null), '[]') as regions
     from payment_provider pp
     left join region_payment_provider l on l.payment_provider_id = pp.id and l.deleted_at is null
     left join region r on r.id = l.region_id and r.deleted_at is null
     where pp.id like 'pp\\_sagepay\\_%' group by pp.id, pp.is_enabled order by pp.id`
  )
  return (found as { rows: OfferedProvider[] }).rows
}

/** Null for what is none: a program with a key, or somebody who is gone. */
export async function readEmail(knex: Knex, userId: string): Promise<string | null> {
  const found: unknown = await knex("user").where({ id: userId, deleted_at: null }).first("email")
  return (found as { email: string } | undefined)?.email ?? null
}
