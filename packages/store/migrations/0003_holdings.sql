ALTER TABLE "probity"."positions" ADD COLUMN "bought" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "probity"."positions" ADD COLUMN "paid" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "statement_of_sets" ON "probity"."statement" USING btree ("account","sequence") WHERE reason in ('split', 'merge', 'convert', 'payout');