CREATE TABLE "probity"."candles" (
	"market" bigint NOT NULL,
	"interval" text NOT NULL,
	"start" bigint NOT NULL,
	"open" bigint NOT NULL,
	"high" bigint NOT NULL,
	"low" bigint NOT NULL,
	"close" bigint NOT NULL,
	"volume" bigint NOT NULL,
	"notional" bigint NOT NULL,
	"trades" bigint NOT NULL,
	CONSTRAINT "candles_market_interval_start_pk" PRIMARY KEY("market","interval","start")
);
--> statement-breakpoint
CREATE TABLE "probity"."event_words" (
	"event" bigint PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"words" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "probity"."market_words" (
	"market" bigint PRIMARY KEY NOT NULL,
	"event" bigint NOT NULL,
	"slug" text NOT NULL,
	"words" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "probity"."account_days" (
	"account" bigint NOT NULL,
	"day" bigint NOT NULL,
	"volume" bigint NOT NULL,
	"trades" bigint NOT NULL,
	"fees" bigint NOT NULL,
	"realised" bigint NOT NULL,
	CONSTRAINT "account_days_account_day_pk" PRIMARY KEY("account","day")
);
--> statement-breakpoint
CREATE TABLE "probity"."market_stats" (
	"market" bigint PRIMARY KEY NOT NULL,
	"volume" bigint NOT NULL,
	"notional" bigint NOT NULL,
	"trades" bigint NOT NULL,
	"open_interest" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "probity"."open_interest" (
	"market" bigint NOT NULL,
	"start" bigint NOT NULL,
	"change" bigint NOT NULL,
	CONSTRAINT "open_interest_market_start_pk" PRIMARY KEY("market","start")
);
--> statement-breakpoint
CREATE INDEX "candles_by_start" ON "probity"."candles" USING btree ("interval","start");--> statement-breakpoint
CREATE INDEX "event_words_search" ON "probity"."event_words" USING gin (array_to_tsvector(string_to_array(words, ' ')));--> statement-breakpoint
CREATE INDEX "market_words_search" ON "probity"."market_words" USING gin (array_to_tsvector(string_to_array(words, ' ')));--> statement-breakpoint
CREATE INDEX "market_words_by_event" ON "probity"."market_words" USING btree ("event");--> statement-breakpoint
CREATE INDEX "account_days_by_day" ON "probity"."account_days" USING btree ("day");--> statement-breakpoint
CREATE INDEX "market_stats_by_notional" ON "probity"."market_stats" USING btree ("notional","market");