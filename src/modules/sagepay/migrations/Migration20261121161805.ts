import { Migration } from "@medusajs/framework/mikro-orm/migrations";

export class Migration20261121161805 extends Migration {

  override async up(): Promise<void> {
    this.addSql(`alter table if exists "sagepay_transaction" add column if not exists "registered_for_repeats" boolean null, add column if not exists "repeat_consent" text null, add column if not exists "repeat_consented_at" timestamptz null;`);
  }

  override async down(): Promise<void> {
    this.addSql(`alter table if exists "sagepay_transaction" drop column if exists "registered_for_repeats", drop column if exists "repeat_consent", drop column if exists "repeat_consented_at";`);
  }

}
