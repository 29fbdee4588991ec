CREATE TABLE "probity"."signed_orders" (
	"order_id" bigint PRIMARY KEY NOT NULL,
	"account" bigint NOT NULL,
	"signed" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "probity"."reversals" (
	"match_id" bigint PRIMARY KEY NOT NULL,
	"market" bigint NOT NULL,
	"sequence" bigint NOT NULL,
	"time" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "probity"."markets" ADD COLUMN "external" text DEFAULT '' NOT NULL;