DROP INDEX "probity"."positions_by_market";--> statement-breakpoint
CREATE INDEX "positions_by_market" ON "probity"."positions" USING btree ("market","outcome","account");--> statement-breakpoint
ALTER TABLE "probity"."positions" SET (fillfactor = 50);--> statement-breakpoint
ALTER TABLE "probity"."balances" SET (fillfactor = 50);
