import { Migration } from "@medusajs/framework/mikro-orm/migrations";

export class Migration20261121062127 extends Migration {

  override async up(): Promise<void> {
    this.addSql(`alter table if exists "sagepay_intent" drop constraint if exists "sagepay_intent_kind_check";`);
    this.addSql(`alter table if exists "sagepay_intent" drop constraint if exists "sagepay_intent_source_check";`);

    this.addSql(`alter table if exists "sagepay_installation" add column if not exists "confirmed_by" text null, add column if not exists "confirmed_at" timestamptz null, add column if not exists "compared_until" timestamptz null, add column if not exists "reporting_refused" text null, add column if not exists "reporting_refused_at" timestamptz null;`);

    this.addSql(`alter table if exists "sagepay_intent" add column if not exists "levelled_at" timestamptz null, add column if not exists "warned_at" timestamptz null, add column if not exists "order_id" text null, add column if not exists "payment_id" text null;`);
    this.addSql(`alter table if exists "sagepay_intent" add constraint "sagepay_intent_kind_check" check("kind" in ('capture', 'refund', 'cancel', 'repeat'));`);
    this.addSql(`alter table if exists "sagepay_intent" add constraint "sagepay_intent_source_check" check("source" in ('medusa_capture', 'medusa_refund', 'medusa_cancel', 'sweep', 'press', 'console'));`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_sagepay_intent_source_id" ON "sagepay_intent" ("source_id");`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_sagepay_intent_charge" ON "sagepay_intent" ("order_id", "levelled_at");`);

    this.addSql(`alter table if exists "sagepay_operation" add column if not exists "asks" integer not null default 0, add column if not exists "ask_after" timestamptz null, add column if not exists "absent_at" timestamptz null, add column if not exists "evidence" jsonb null;`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_sagepay_operation_ask" ON "sagepay_operation" ("ask_after");`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_sagepay_operation_made" ON "sagepay_operation" ("made_transaction_id");`);

    this.addSql(`alter table if exists "sagepay_outbox" add column if not exists "attempts" integer not null default 0;`);

    this.addSql(`alter table if exists "sagepay_transaction" add column if not exists "compared_at" timestamptz null, add column if not exists "gateway_state" integer null, add column if not exists "batch_id" text null, add column if not exists "settled_at" timestamptz null, add column if not exists "missing_at" timestamptz null, add column if not exists "adopted_by" text null;`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_sagepay_transaction_payment" ON "sagepay_transaction" ("payment_id");`);
  }

  override async down(): Promise<void> {
    this.addSql(`alter table if exists "sagepay_intent" drop constraint if exists "sagepay_intent_kind_check";`);
    this.addSql(`alter table if exists "sagepay_intent" drop constraint if exists "sagepay_intent_source_check";`);

    this.addSql(`alter table if exists "sagepay_installation" drop column if exists "confirmed_by", drop column if exists "confirmed_at", drop column if exists "compared_until", drop column if exists "reporting_refused", drop column if exists "reporting_refused_at";`);

    this.addSql(`drop index if exists "IDX_sagepay_intent_source_id";`);
    this.addSql(`drop index if exists "IDX_sagepay_intent_charge";`);
    this.addSql(`alter table if exists "sagepay_intent" drop column if exists "levelled_at", drop column if exists "warned_at", drop column if exists "order_id", drop column if exists "payment_id";`);

    this.addSql(`alter table if exists "sagepay_intent" add constraint "sagepay_intent_kind_check" check("kind" in ('capture', 'refund', 'cancel'));`);
    this.addSql(`alter table if exists "sagepay_intent" add constraint "sagepay_intent_source_check" check("source" in ('medusa_capture', 'medusa_refund', 'medusa_cancel', 'sweep'));`);

    this.addSql(`drop index if exists "IDX_sagepay_operation_ask";`);
    this.addSql(`drop index if exists "IDX_sagepay_operation_made";`);
    this.addSql(`alter table if exists "sagepay_operation" drop column if exists "asks", drop column if exists "ask_after", drop column if exists "absent_at", drop column if exists "evidence";`);

    this.addSql(`alter table if exists "sagepay_outbox" drop column if exists "attempts";`);

    this.addSql(`drop index if exists "IDX_sagepay_transaction_payment";`);
    this.addSql(`alter table if exists "sagepay_transaction" drop column if exists "compared_at", drop column if exists "gateway_state", drop column if exists "batch_id", drop column if exists "settled_at", drop column if exists "missing_at", drop column if exists "adopted_by";`);
  }

}
