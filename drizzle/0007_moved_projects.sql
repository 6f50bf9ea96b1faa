ALTER TABLE "project" ADD COLUMN "moved_to" text;--> statement-breakpoint
ALTER TABLE "project" ADD COLUMN "also_known_as" jsonb DEFAULT '[]'::jsonb NOT NULL;