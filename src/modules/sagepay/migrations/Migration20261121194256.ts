import { Migration } from "@medusajs/framework/mikro-orm/migrations";

export class Migration20261121194256 extends Migration {

  override async up(): Promise<void> {
    this.addSql(`create table if not exists "sagepay_bulk" ("id" text not null, "status" text check ("status" in ('open', 'done')) not null default 'open', "key" text not null, "actor" text not null, "total" integer not null, "finished_at" timestamptz null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "sagepay_bulk_pkey" primary key ("id"));`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_sagepay_bulk_deleted_at" ON "sagepay_bulk" ("deleted_at") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE UNIQUE INDEX IF NOT EXISTS "IDX_sagepay_bulk_key" ON "sagepay_bulk" ("key");`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_sagepay_bulk_open" ON "sagepay_bulk" ("created_at") WHERE status = 'open' AND deleted_at IS NULL;`);

    this.addSql(`create table if not exists "sagepay_bulk_item" ("id" text not null, "bulk_id" text not null, "order_id" text not null, "position" integer not null, "status" text check ("status" in ('waiting', 'working', 'captured', 'nothing', 'failed')) not null default 'waiting', "process" text null, "claimed_at" timestamptz null, "captured_minor" integer not null default 0, "currency" text null, "message" text null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "sagepay_bulk_item_pkey" primary key ("id"));`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_sagepay_bulk_item_deleted_at" ON "sagepay_bulk_item" ("deleted_at") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE UNIQUE INDEX IF NOT EXISTS "IDX_sagepay_bulk_item_order" ON "sagepay_bulk_item" ("bulk_id", "order_id");`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_sagepay_bulk_item_position" ON "sagepay_bulk_item" ("bulk_id", "position");`);

    this.addSql(`alter table if exists "sagepay_transaction" add column if not exists "fulfilled_seen_at" timestamptz null, add column if not exists "hold_warned_days" integer null;`);
    // What was fulfilled before there was capture on fulfilment is not captured out of the blue: only what changes is looked at.
    this.addSql(`update "sagepay_transaction" set "fulfilled_seen_at" = now();`);
  }

  override async down(): Promise<void> {
    this.addSql(`drop table if exists "sagepay_bulk" cascade;`);

    this.addSql(`drop table if exists "sagepay_bulk_item" cascade;`);

    this.addSql(`alter table if exists "sagepay_transaction" drop column if exists "fulfilled_seen_at", drop column if exists "hold_warned_days";`);
  }

}
