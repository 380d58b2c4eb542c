DROP INDEX "access_changes_transaction";--> statement-breakpoint
CREATE INDEX "access_changes_position" ON "access_changes" USING btree ("transaction","id");--> statement-breakpoint
CREATE INDEX "access_changes_subject" ON "access_changes" USING btree ("subject") WHERE kind in ('signed_out', 'session_ended');--> statement-breakpoint
CREATE INDEX "access_changes_session" ON "access_changes" USING btree ("session") WHERE session is not null;--> statement-breakpoint
CREATE INDEX "access_changes_token" ON "access_changes" USING btree ("token") WHERE token is not null;