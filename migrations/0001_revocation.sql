DROP INDEX "access_changes_at";--> statement-breakpoint
ALTER TABLE "access_changes" ADD COLUMN "issued_before" bigint;--> statement-breakpoint
ALTER TABLE "access_changes" ADD COLUMN "logout_token" text;--> statement-breakpoint
CREATE INDEX "access_changes_active" ON "access_changes" USING btree ("id") WHERE kind <> 'permissions';--> statement-breakpoint
CREATE UNIQUE INDEX "access_changes_logout_token" ON "access_changes" USING btree ("issuer","logout_token");