import { Migration } from "@medusajs/framework/mikro-orm/migrations";

export class Migration20261121140840 extends Migration {

  override async up(): Promise<void> {
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_sagepay_transaction_created" ON "sagepay_transaction" ("created_at", "id");`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_sagepay_transaction_amount" ON "sagepay_transaction" ("amount_minor", "id");`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_sagepay_transaction_taken" ON "sagepay_transaction" ("taken_at");`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_sagepay_transaction_authorised" ON "sagepay_transaction" ("authorised_at");`);
    // Over an expression, which a model cannot say: the generator leaves it alone.
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_sagepay_transaction_last4" ON "sagepay_transaction" ((results ->> 'Last4Digits'));`);
  }

  override async down(): Promise<void> {
    this.addSql(`drop index if exists "IDX_sagepay_transaction_last4";`);
    this.addSql(`drop index if exists "IDX_sagepay_transaction_created";`);
    this.addSql(`drop index if exists "IDX_sagepay_transaction_amount";`);
    this.addSql(`drop index if exists "IDX_sagepay_transaction_taken";`);
    this.addSql(`drop index if exists "IDX_sagepay_transaction_authorised";`);
  }

}
