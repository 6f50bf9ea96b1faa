DROP INDEX "letter_due";--> statement-breakpoint
CREATE INDEX "letter_host" ON "letter" USING btree ("host","lane","next_at","seq") WHERE "letter"."state" = 'waiting';--> statement-breakpoint
CREATE INDEX "letter_flying" ON "letter" USING btree ("host") WHERE "letter"."state" = 'waiting' and "letter"."lease" is not null;