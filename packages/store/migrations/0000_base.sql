CREATE SCHEMA IF NOT EXISTS "probity";
--> statement-breakpoint
CREATE TABLE "probity"."accounts" (
	"account" bigint PRIMARY KEY NOT NULL,
	"owner" bigint NOT NULL,
	"status" text NOT NULL,
	"max_open_orders" bigint NOT NULL,
	"max_order_notional" bigint NOT NULL,
	"max_exposure" bigint NOT NULL,
	"max_daily_deposit" bigint NOT NULL,
	"opened_at" bigint NOT NULL,
	"sequence" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "probity"."assets" (
	"asset" bigint PRIMARY KEY NOT NULL,
	"symbol" text NOT NULL,
	"sequence" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "probity"."exclusions" (
	"owner" bigint NOT NULL,
	"sequence" bigint NOT NULL,
	"kind" text NOT NULL,
	"until" bigint NOT NULL,
	"time" bigint NOT NULL,
	CONSTRAINT "exclusions_owner_sequence_pk" PRIMARY KEY("owner","sequence")
);
--> statement-breakpoint
CREATE TABLE "probity"."owners" (
	"owner" bigint PRIMARY KEY NOT NULL,
	"role" text NOT NULL,
	"sequence" bigint NOT NULL,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "probity"."audit" (
	"sequence" bigint NOT NULL,
	"place" bigint NOT NULL,
	"actor" bigint NOT NULL,
	"action" text NOT NULL,
	"target_kind" text NOT NULL,
	"target_id" bigint NOT NULL,
	"details" jsonb NOT NULL,
	"time" bigint NOT NULL,
	CONSTRAINT "audit_sequence_place_pk" PRIMARY KEY("sequence","place")
);
--> statement-breakpoint
CREATE TABLE "probity"."balances" (
	"account" bigint NOT NULL,
	"asset" bigint NOT NULL,
	"available" bigint NOT NULL,
	"held" bigint NOT NULL,
	"sequence" bigint NOT NULL,
	CONSTRAINT "balances_account_asset_pk" PRIMARY KEY("account","asset")
);
--> statement-breakpoint
CREATE TABLE "probity"."system_balances" (
	"party" text NOT NULL,
	"market" bigint NOT NULL,
	"asset" bigint NOT NULL,
	"amount" bigint NOT NULL,
	"sequence" bigint NOT NULL,
	CONSTRAINT "system_balances_party_market_asset_pk" PRIMARY KEY("party","market","asset")
);
--> statement-breakpoint
CREATE TABLE "probity"."withdrawals" (
	"withdrawal" bigint PRIMARY KEY NOT NULL,
	"account" bigint NOT NULL,
	"asset" bigint NOT NULL,
	"amount" bigint NOT NULL,
	"status" text NOT NULL,
	"requested_at" bigint NOT NULL,
	"settled_at" bigint,
	"sequence" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "probity"."event_rules" (
	"event" bigint NOT NULL,
	"version" bigint NOT NULL,
	"text" text NOT NULL,
	"hash" text NOT NULL,
	"actor" bigint NOT NULL,
	"time" bigint NOT NULL,
	"sequence" bigint NOT NULL,
	CONSTRAINT "event_rules_event_version_pk" PRIMARY KEY("event","version")
);
--> statement-breakpoint
CREATE TABLE "probity"."events" (
	"event" bigint PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"title" text NOT NULL,
	"description" text NOT NULL,
	"category" text NOT NULL,
	"tags" text[] NOT NULL,
	"image" text NOT NULL,
	"collateral" bigint NOT NULL,
	"mutually_exclusive" boolean NOT NULL,
	"exhaustive" boolean NOT NULL,
	"rules_version" bigint NOT NULL,
	"created_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL,
	"sequence" bigint NOT NULL,
	CONSTRAINT "events_slug" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "probity"."market_parameters" (
	"market" bigint NOT NULL,
	"version" bigint NOT NULL,
	"parameters" jsonb NOT NULL,
	"actor" bigint NOT NULL,
	"time" bigint NOT NULL,
	"sequence" bigint NOT NULL,
	CONSTRAINT "market_parameters_market_version_pk" PRIMARY KEY("market","version")
);
--> statement-breakpoint
CREATE TABLE "probity"."market_states" (
	"market" bigint NOT NULL,
	"sequence" bigint NOT NULL,
	"place" bigint NOT NULL,
	"from_state" text NOT NULL,
	"to_state" text NOT NULL,
	"mode" text NOT NULL,
	"actor" bigint NOT NULL,
	"time" bigint NOT NULL,
	CONSTRAINT "market_states_market_sequence_place_pk" PRIMARY KEY("market","sequence","place")
);
--> statement-breakpoint
CREATE TABLE "probity"."markets" (
	"market" bigint PRIMARY KEY NOT NULL,
	"event" bigint NOT NULL,
	"place" bigint NOT NULL,
	"slug" text NOT NULL,
	"question" text NOT NULL,
	"description" text NOT NULL,
	"image" text NOT NULL,
	"tick_size" bigint NOT NULL,
	"next_tick_size" bigint,
	"next_tick_at" bigint,
	"state" text NOT NULL,
	"mode" text NOT NULL,
	"parameters_version" bigint NOT NULL,
	"close_time" bigint NOT NULL,
	"last_price" bigint,
	"last_trade_at" bigint,
	"probability" bigint,
	"yes_payout" bigint,
	"created_at" bigint NOT NULL,
	"opened_at" bigint,
	"ended_at" bigint,
	"updated_at" bigint NOT NULL,
	"sequence" bigint NOT NULL,
	CONSTRAINT "markets_slug" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "probity"."orders" (
	"order_id" bigint PRIMARY KEY NOT NULL,
	"account" bigint NOT NULL,
	"market" bigint NOT NULL,
	"key" text,
	"outcome" text NOT NULL,
	"side" text NOT NULL,
	"kind" text NOT NULL,
	"time_in_force" text NOT NULL,
	"post_only" boolean NOT NULL,
	"expires_at" bigint,
	"reduce_only" boolean NOT NULL,
	"self_trade" text NOT NULL,
	"group_id" bigint,
	"session_id" bigint,
	"price" bigint NOT NULL,
	"quantity" bigint,
	"cash" bigint,
	"fee_included" boolean,
	"filled" bigint NOT NULL,
	"remaining" bigint NOT NULL,
	"notional" bigint NOT NULL,
	"fee" bigint NOT NULL,
	"rebate" bigint NOT NULL,
	"status" text NOT NULL,
	"cancel_reason" text,
	"held" bigint NOT NULL,
	"parameters_version" bigint NOT NULL,
	"placed_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL,
	"sequence" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "probity"."positions" (
	"account" bigint NOT NULL,
	"market" bigint NOT NULL,
	"outcome" text NOT NULL,
	"shares" bigint NOT NULL,
	"held" bigint NOT NULL,
	"cost" bigint NOT NULL,
	"realised" bigint NOT NULL,
	"fees" bigint NOT NULL,
	"opened_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL,
	"sequence" bigint NOT NULL,
	CONSTRAINT "positions_account_market_outcome_pk" PRIMARY KEY("account","market","outcome")
);
--> statement-breakpoint
CREATE TABLE "probity"."cursor" (
	"id" bigint PRIMARY KEY NOT NULL,
	"sequence" bigint NOT NULL,
	"time" bigint NOT NULL,
	"revision" bigint NOT NULL,
	"digest" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "probity"."dead_letters" (
	"sequence" bigint NOT NULL,
	"place" bigint NOT NULL,
	"projection" text NOT NULL,
	"time" bigint NOT NULL,
	"actor" bigint NOT NULL,
	"event" jsonb NOT NULL,
	"error" text NOT NULL,
	"status" text NOT NULL,
	"attempts" bigint NOT NULL,
	CONSTRAINT "dead_letters_sequence_place_projection_pk" PRIMARY KEY("sequence","place","projection")
);
--> statement-breakpoint
CREATE TABLE "probity"."payouts" (
	"market" bigint NOT NULL,
	"account" bigint NOT NULL,
	"sequence" bigint NOT NULL,
	"place" bigint NOT NULL,
	"yes" bigint NOT NULL,
	"no" bigint NOT NULL,
	"amount" bigint NOT NULL,
	"time" bigint NOT NULL,
	CONSTRAINT "payouts_market_sequence_place_pk" PRIMARY KEY("market","sequence","place")
);
--> statement-breakpoint
CREATE TABLE "probity"."probabilities" (
	"market" bigint NOT NULL,
	"sequence" bigint NOT NULL,
	"probability" bigint NOT NULL,
	"source" text NOT NULL,
	"actor" bigint NOT NULL,
	"time" bigint NOT NULL,
	CONSTRAINT "probabilities_market_sequence_pk" PRIMARY KEY("market","sequence")
);
--> statement-breakpoint
CREATE TABLE "probity"."resolutions" (
	"market" bigint NOT NULL,
	"sequence" bigint NOT NULL,
	"place" bigint NOT NULL,
	"step" text NOT NULL,
	"yes_payout" bigint,
	"ending" text,
	"actor" bigint NOT NULL,
	"time" bigint NOT NULL,
	CONSTRAINT "resolutions_market_sequence_place_pk" PRIMARY KEY("market","sequence","place")
);
--> statement-breakpoint
CREATE TABLE "probity"."statement" (
	"account" bigint NOT NULL,
	"sequence" bigint NOT NULL,
	"line" bigint NOT NULL,
	"time" bigint NOT NULL,
	"asset" bigint,
	"market" bigint,
	"outcome" text,
	"amount" bigint NOT NULL,
	"balance" bigint NOT NULL,
	"reason" text NOT NULL,
	"other_kind" text NOT NULL,
	"other_id" bigint NOT NULL,
	CONSTRAINT "statement_account_sequence_line_pk" PRIMARY KEY("account","sequence","line")
);
--> statement-breakpoint
CREATE TABLE "probity"."fills" (
	"match_id" bigint NOT NULL,
	"leg" bigint NOT NULL,
	"order_id" bigint NOT NULL,
	"account" bigint NOT NULL,
	"market" bigint NOT NULL,
	"outcome" text NOT NULL,
	"side" text NOT NULL,
	"role" text NOT NULL,
	"kind" text NOT NULL,
	"price" bigint NOT NULL,
	"quantity" bigint NOT NULL,
	"fee" bigint NOT NULL,
	"rebate" bigint NOT NULL,
	"sequence" bigint NOT NULL,
	"time" bigint NOT NULL,
	CONSTRAINT "fills_match_id_leg_pk" PRIMARY KEY("match_id","leg")
);
--> statement-breakpoint
CREATE TABLE "probity"."trades" (
	"match_id" bigint PRIMARY KEY NOT NULL,
	"market" bigint NOT NULL,
	"kind" text NOT NULL,
	"price" bigint NOT NULL,
	"quantity" bigint NOT NULL,
	"taker_outcome" text NOT NULL,
	"taker_side" text NOT NULL,
	"sequence" bigint NOT NULL,
	"time" bigint NOT NULL
);
--> statement-breakpoint
CREATE INDEX "accounts_by_owner" ON "probity"."accounts" USING btree ("owner","account");--> statement-breakpoint
CREATE INDEX "audit_by_actor" ON "probity"."audit" USING btree ("actor","sequence");--> statement-breakpoint
CREATE INDEX "audit_by_target" ON "probity"."audit" USING btree ("target_kind","target_id","sequence");--> statement-breakpoint
CREATE INDEX "withdrawals_by_account" ON "probity"."withdrawals" USING btree ("account","withdrawal");--> statement-breakpoint
CREATE INDEX "markets_by_event" ON "probity"."markets" USING btree ("event","place");--> statement-breakpoint
CREATE INDEX "markets_by_state" ON "probity"."markets" USING btree ("state","market");--> statement-breakpoint
CREATE INDEX "orders_by_account" ON "probity"."orders" USING btree ("account","order_id");--> statement-breakpoint
CREATE INDEX "orders_open_by_market" ON "probity"."orders" USING btree ("market","order_id") WHERE status in ('open', 'delayed');--> statement-breakpoint
CREATE INDEX "orders_by_key" ON "probity"."orders" USING btree ("account","key") WHERE key is not null;--> statement-breakpoint
CREATE INDEX "positions_by_market" ON "probity"."positions" USING btree ("market","outcome","shares");--> statement-breakpoint
CREATE INDEX "payouts_by_account" ON "probity"."payouts" USING btree ("account","sequence");--> statement-breakpoint
CREATE INDEX "fills_by_account" ON "probity"."fills" USING btree ("account","match_id");--> statement-breakpoint
CREATE INDEX "fills_by_order" ON "probity"."fills" USING btree ("order_id","match_id");--> statement-breakpoint
CREATE INDEX "trades_by_market" ON "probity"."trades" USING btree ("market","match_id");
--> statement-breakpoint
CREATE VIEW "probity"."share_changes" AS
SELECT
	"account", "sequence", "line", "time", "market", "outcome",
	CASE
		WHEN "reason" = 'payout' THEN 'redeem'
		WHEN "reason" = 'trade' AND "amount" > 0 THEN 'buy'
		WHEN "reason" = 'trade' THEN 'sell'
		ELSE "reason"
	END AS "change_type",
	"amount", "balance"
FROM "probity"."statement"
WHERE "market" IS NOT NULL;
