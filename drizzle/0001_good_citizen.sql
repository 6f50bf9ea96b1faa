CREATE TABLE "actor_rule" (
	"iri" text PRIMARY KEY NOT NULL,
	"rule" text NOT NULL,
	"reason" text NOT NULL,
	"made_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit" (
	"seq" bigserial PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"who" text NOT NULL,
	"did" text NOT NULL,
	"about" text NOT NULL,
	"details" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "domain_rule" (
	"domain" text PRIMARY KEY NOT NULL,
	"rule" text NOT NULL,
	"reason" text NOT NULL,
	"made_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "held" (
	"id" text PRIMARY KEY NOT NULL,
	"person_id" text NOT NULL,
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"text" text NOT NULL,
	"made_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "own_link" (
	"hash" "bytea" PRIMARY KEY NOT NULL,
	"person_id" text NOT NULL,
	"made_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "quote" (
	"id" text PRIMARY KEY NOT NULL,
	"note_id" text NOT NULL,
	"by" text NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "report" (
	"id" text PRIMARY KEY NOT NULL,
	"host" text NOT NULL,
	"actor" text NOT NULL,
	"about" jsonb NOT NULL,
	"content" text NOT NULL,
	"state" text NOT NULL,
	"made_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"settled_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "retired_key" (
	"actor" text NOT NULL,
	"generation" smallint NOT NULL,
	"rsa_public" text NOT NULL,
	"rsa_private" "bytea" NOT NULL,
	"ed_public" text NOT NULL,
	"retired_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "retired_key_actor_generation_pk" PRIMARY KEY("actor","generation")
);
--> statement-breakpoint
CREATE TABLE "tombstone" (
	"path" text PRIMARY KEY NOT NULL,
	"former_type" text NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "remote_host" ALTER COLUMN "signs" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "actor_key" ADD COLUMN "generation" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "letter" ADD COLUMN "key_generation" smallint;--> statement-breakpoint
ALTER TABLE "letter" ADD COLUMN "held_days" smallint DEFAULT 7 NOT NULL;--> statement-breakpoint
ALTER TABLE "person" ADD COLUMN "moved_to" text;--> statement-breakpoint
ALTER TABLE "remote_host" ADD COLUMN "failing_since" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "remote_host" ADD COLUMN "failures" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "remote_host" ADD COLUMN "rests_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "remote_host" ADD COLUMN "asked" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "remote_host" ADD COLUMN "blocks" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "held" ADD CONSTRAINT "held_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "own_link" ADD CONSTRAINT "own_link_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quote" ADD CONSTRAINT "quote_note_id_note_id_fk" FOREIGN KEY ("note_id") REFERENCES "public"."note"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_at" ON "audit" USING btree ("at");--> statement-breakpoint
CREATE UNIQUE INDEX "held_once" ON "held" USING btree ("kind","subject");--> statement-breakpoint
CREATE INDEX "held_person" ON "held" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "own_link_person" ON "own_link" USING btree ("person_id");--> statement-breakpoint
CREATE UNIQUE INDEX "quote_once" ON "quote" USING btree ("note_id","by");--> statement-breakpoint
CREATE INDEX "report_state" ON "report" USING btree ("state","made_at");