import { Migration } from "@medusajs/framework/mikro-orm/migrations";

export class Migration20261121025521 extends Migration {

  override async up(): Promise<void> {
    this.addSql(`create table if not exists "sagepay_finding" ("id" text not null, "kind" text not null, "subject_id" text not null, "order_id" text null, "message" text not null, "facts" jsonb null, "status" text check ("status" in ('open', 'resolved')) not null default 'open', "resolution" text null, "resolved_by" text null, "resolved_at" timestamptz null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "sagepay_finding_pkey" primary key ("id"));`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_sagepay_finding_deleted_at" ON "sagepay_finding" ("deleted_at") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE UNIQUE INDEX IF NOT EXISTS "IDX_sagepay_finding_one_open" ON "sagepay_finding" ("kind", "subject_id") WHERE status = 'open' AND deleted_at IS NULL;`);

    this.addSql(`create table if not exists "sagepay_installation" ("id" text not null, "account" text not null, "vendor" text not null, "gateway_url" text not null, "backend_url" text not null, "canary" text not null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "sagepay_installation_pkey" primary key ("id"));`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_sagepay_installation_deleted_at" ON "sagepay_installation" ("deleted_at") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE UNIQUE INDEX IF NOT EXISTS "IDX_sagepay_installation_account" ON "sagepay_installation" ("account");`);

    this.addSql(`create table if not exists "sagepay_intent" ("id" text not null, "root_id" text not null, "kind" text check ("kind" in ('capture', 'refund', 'cancel')) not null, "source" text check ("source" in ('medusa_capture', 'medusa_refund', 'medusa_cancel', 'sweep')) not null, "source_id" text not null, "status" text check ("status" in ('open', 'done', 'refused')) not null, "currency" text not null, "amount_minor" integer not null, "moved_minor" integer not null default 0, "claimed_by" text null, "actor" text null, "reason" text null, "decided_by" text null, "decided_note" text null, "decided_at" timestamptz null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "sagepay_intent_pkey" primary key ("id"));`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_sagepay_intent_deleted_at" ON "sagepay_intent" ("deleted_at") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE UNIQUE INDEX IF NOT EXISTS "IDX_sagepay_intent_source" ON "sagepay_intent" ("source", "source_id") WHERE status <> 'refused' and (deleted_at is null or deleted_at is not null);`);
    this.addSql(`CREATE UNIQUE INDEX IF NOT EXISTS "IDX_sagepay_intent_one_open" ON "sagepay_intent" ("root_id") WHERE status = 'open' and (deleted_at is null or deleted_at is not null);`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_sagepay_intent_root" ON "sagepay_intent" ("root_id", "created_at");`);

    this.addSql(`create table if not exists "sagepay_operation" ("id" text not null, "intent_id" text not null, "root_id" text not null, "transaction_id" text not null, "leg" integer not null, "fallback" boolean not null default false, "verb" text not null, "vendor_tx_code" text null, "amount_minor" integer not null, "status" text check ("status" in ('planned', 'sent', 'unknown', 'done', 'refused', 'not_sent', 'skipped')) not null, "process" text null, "sent_at" timestamptz null, "reply_status" text null, "reply_detail" text null, "made_transaction_id" text null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "sagepay_operation_pkey" primary key ("id"));`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_sagepay_operation_deleted_at" ON "sagepay_operation" ("deleted_at") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE UNIQUE INDEX IF NOT EXISTS "IDX_sagepay_operation_code" ON "sagepay_operation" ("vendor_tx_code");`);
    this.addSql(`CREATE UNIQUE INDEX IF NOT EXISTS "IDX_sagepay_operation_leg" ON "sagepay_operation" ("intent_id", "leg");`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_sagepay_operation_root" ON "sagepay_operation" ("root_id");`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_sagepay_operation_status" ON "sagepay_operation" ("status", "sent_at");`);

    this.addSql(`create table if not exists "sagepay_outbox" ("id" text not null, "name" text not null, "payload" jsonb not null, "delivered_at" timestamptz null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "sagepay_outbox_pkey" primary key ("id"));`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_sagepay_outbox_deleted_at" ON "sagepay_outbox" ("deleted_at") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_sagepay_outbox_waiting" ON "sagepay_outbox" ("created_at") WHERE delivered_at is null AND deleted_at IS NULL;`);

    this.addSql(`create table if not exists "sagepay_transaction" ("id" text not null, "account" text null, "protocol" text not null, "kind" text check ("kind" in ('PAYMENT', 'DEFERRED', 'AUTHENTICATE', 'AUTHORISE', 'REPEAT', 'REPEATDEFERRED', 'MANUAL', 'REFUND', 'DIRECTREFUND')) not null, "state" text check ("state" in ('registering', 'registered', 'notified', 'deferred', 'authenticated', 'taken', 'credited', 'voided', 'aborted', 'cancelled', 'spent', 'lapsed', 'declined', 'rejected', 'abandoned', 'failed')) not null, "vendor_tx_code" text not null, "vps_tx_id" text null, "security_key" text null, "tx_auth_no" text null, "currency" text not null, "amount_minor" integer not null, "taken_minor" integer not null default 0, "authorised_minor" integer not null default 0, "refunded_minor" integer not null default 0, "root_id" text not null, "related_id" text null, "session_id" text null, "cart_id" text null, "payment_id" text null, "order_id" text null, "results" jsonb null, "next_url" text null, "registration" jsonb null, "fingerprint" text null, "notification_signature" text null, "notification_status" text null, "notified_at" timestamptz null, "claim" text null, "claimed_at" timestamptz null, "accepted_claim" text null, "answer_status" text null, "answer_redirect_url" text null, "answer_detail" text null, "answered_at" timestamptz null, "return_token" text null, "return_url" text null, "heard_at" timestamptz null, "levelling_at" timestamptz null, "hold_kept_at" timestamptz null, "authorised_at" timestamptz null, "taken_at" timestamptz null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "sagepay_transaction_pkey" primary key ("id"));`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_sagepay_transaction_deleted_at" ON "sagepay_transaction" ("deleted_at") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE UNIQUE INDEX IF NOT EXISTS "IDX_sagepay_transaction_code" ON "sagepay_transaction" ("vendor_tx_code");`);
    this.addSql(`CREATE UNIQUE INDEX IF NOT EXISTS "IDX_sagepay_transaction_vps" ON "sagepay_transaction" ("vps_tx_id");`);
    this.addSql(`CREATE UNIQUE INDEX IF NOT EXISTS "IDX_sagepay_transaction_return" ON "sagepay_transaction" ("return_token");`);
    this.addSql(`CREATE UNIQUE INDEX IF NOT EXISTS "IDX_sagepay_transaction_one_ok" ON "sagepay_transaction" ("cart_id") WHERE answer_status = 'OK' and claim is not null and (deleted_at is null or deleted_at is not null);`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_sagepay_transaction_root" ON "sagepay_transaction" ("root_id");`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_sagepay_transaction_session" ON "sagepay_transaction" ("session_id");`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_sagepay_transaction_order" ON "sagepay_transaction" ("order_id");`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_sagepay_transaction_cart" ON "sagepay_transaction" ("cart_id");`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_sagepay_transaction_state" ON "sagepay_transaction" ("state", "created_at");`);
  }

  override async down(): Promise<void> {
    this.addSql(`drop table if exists "sagepay_finding" cascade;`);

    this.addSql(`drop table if exists "sagepay_installation" cascade;`);

    this.addSql(`drop table if exists "sagepay_intent" cascade;`);

    this.addSql(`drop table if exists "sagepay_operation" cascade;`);

    this.addSql(`drop table if exists "sagepay_outbox" cascade;`);

    this.addSql(`drop table if exists "sagepay_transaction" cascade;`);
  }

}
