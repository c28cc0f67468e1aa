import { Migration } from "@medusajs/framework/mikro-orm/migrations";

export class Migration20261121210745 extends Migration {

  override async up(): Promise<void> {
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_sagepay_finding_subject" ON "sagepay_finding" ("subject_id");`);
  }

  override async down(): Promise<void> {
    this.addSql(`drop index if exists "IDX_sagepay_finding_subject";`);
  }

}
