CREATE TABLE "account_events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "account_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"account_id" uuid NOT NULL,
	"action" text NOT NULL,
	"role" text,
	"reason" text,
	"actor_issuer" text,
	"actor_subject" text,
	"at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "accounts" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"position" bigint GENERATED ALWAYS AS IDENTITY (sequence name "accounts_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"issuer" text NOT NULL,
	"issuer_key" text GENERATED ALWAYS AS (rtrim(issuer, '/')) STORED NOT NULL,
	"subject" text NOT NULL,
	"roles" text[] DEFAULT '{}' NOT NULL,
	"suspended_at" timestamp with time zone,
	"suspension_reason" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_seen_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "access_changes" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "access_changes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"transaction" "xid8" DEFAULT pg_current_xact_id() NOT NULL,
	"at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"kind" text NOT NULL,
	"issuer" text NOT NULL,
	"subject" text,
	"session" text,
	"token" text
);
--> statement-breakpoint
ALTER TABLE "account_events" ADD CONSTRAINT "account_events_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "account_events_account" ON "account_events" USING btree ("account_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "accounts_issuer_subject" ON "accounts" USING btree ("issuer_key","subject");--> statement-breakpoint
CREATE UNIQUE INDEX "accounts_position" ON "accounts" USING btree ("position");--> statement-breakpoint
CREATE INDEX "accounts_subject" ON "accounts" USING btree ("subject");--> statement-breakpoint
CREATE INDEX "accounts_roles" ON "accounts" USING gin ("roles");--> statement-breakpoint
CREATE INDEX "accounts_suspended" ON "accounts" USING btree ("position") WHERE suspended_at is not null;--> statement-breakpoint
CREATE INDEX "access_changes_transaction" ON "access_changes" USING btree ("transaction");--> statement-breakpoint
CREATE INDEX "access_changes_at" ON "access_changes" USING btree ("at");