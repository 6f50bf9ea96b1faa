-- Spelling of place names; a trusted extension, which the owner of the database may create.
CREATE EXTENSION IF NOT EXISTS pg_trgm;--> statement-breakpoint
CREATE TABLE "activity" (
	"id" text PRIMARY KEY NOT NULL,
	"actor" text NOT NULL,
	"body" text NOT NULL,
	"published_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "actor_key" (
	"actor" text PRIMARY KEY NOT NULL,
	"rsa_public" text NOT NULL,
	"rsa_private" "bytea" NOT NULL,
	"ed_public" text NOT NULL,
	"ed_private" "bytea" NOT NULL,
	"made_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "answered" (
	"seq" bigserial PRIMARY KEY NOT NULL,
	"person_id" text NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "appointment" (
	"seq" bigserial PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"person_id" text NOT NULL,
	"project_id" text NOT NULL,
	"seat_id" text,
	"due_at" timestamp (3) with time zone NOT NULL,
	"attempts" smallint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "asked" (
	"person_id" text NOT NULL,
	"root" text NOT NULL,
	"host" text NOT NULL,
	"asked_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "asked_person_id_root_pk" PRIMARY KEY("person_id","root")
);
--> statement-breakpoint
CREATE TABLE "consent" (
	"seq" bigserial PRIMARY KEY NOT NULL,
	"person_id" text NOT NULL,
	"project_id" text NOT NULL,
	"level" smallint NOT NULL,
	"given" boolean NOT NULL,
	"text_version" text NOT NULL,
	"language" text NOT NULL,
	"evidence" text NOT NULL,
	"about" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "follow" (
	"actor" text NOT NULL,
	"iri" text NOT NULL,
	"target" text,
	"state" text NOT NULL,
	"follow_signed_at" bigint,
	"undo_signed_at" bigint,
	CONSTRAINT "follow_actor_iri_pk" PRIMARY KEY("actor","iri")
);
--> statement-breakpoint
CREATE TABLE "gone_actor" (
	"iri" text PRIMARY KEY NOT NULL,
	"gone_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "handle" (
	"name" text PRIMARY KEY NOT NULL,
	"actor" text NOT NULL,
	CONSTRAINT "handle_actor_unique" UNIQUE("actor")
);
--> statement-breakpoint
CREATE TABLE "inbound" (
	"seq" bigserial PRIMARY KEY NOT NULL,
	"once" text NOT NULL,
	"actor" text NOT NULL,
	"type" text NOT NULL,
	"body" text NOT NULL,
	"signed_at" bigint NOT NULL,
	"received_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"handled_at" timestamp (3) with time zone,
	"attempts" smallint DEFAULT 0 NOT NULL,
	"lease_until" timestamp (3) with time zone,
	"lease" text,
	"error" text,
	CONSTRAINT "inbound_once_unique" UNIQUE("once")
);
--> statement-breakpoint
CREATE TABLE "interest" (
	"person_id" text NOT NULL,
	"project_id" text NOT NULL,
	"state" text NOT NULL,
	"place" text,
	"awaiting" text NOT NULL,
	"choices" jsonb NOT NULL,
	"followed_at" timestamp (3) with time zone,
	"shared_at" timestamp (3) with time zone,
	CONSTRAINT "interest_person_id_project_id_pk" PRIMARY KEY("person_id","project_id")
);
--> statement-breakpoint
CREATE TABLE "letter" (
	"id" text PRIMARY KEY NOT NULL,
	"seq" bigserial NOT NULL,
	"actor" text NOT NULL,
	"inbox" text NOT NULL,
	"host" text NOT NULL,
	"body" text NOT NULL,
	"once" text NOT NULL,
	"lane" smallint NOT NULL,
	"order_key" text NOT NULL,
	"state" text NOT NULL,
	"attempts" smallint DEFAULT 0 NOT NULL,
	"next_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"lease_until" timestamp (3) with time zone,
	"lease" text,
	"gone_since" timestamp (3) with time zone,
	"last_status" integer,
	"last_error" text,
	"person_id" text,
	"team_id" text,
	"answers" text,
	"made_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"settled_at" timestamp (3) with time zone,
	CONSTRAINT "letter_once_unique" UNIQUE("once")
);
--> statement-breakpoint
CREATE TABLE "match_decision" (
	"seq" bigint NOT NULL,
	"ord" smallint NOT NULL,
	"kind" text NOT NULL,
	"root" text NOT NULL,
	"team_id" text,
	"person_id" text,
	"why" jsonb NOT NULL,
	CONSTRAINT "match_decision_seq_ord_pk" PRIMARY KEY("seq","ord")
);
--> statement-breakpoint
CREATE TABLE "match_event" (
	"seq" bigserial PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"person_id" text NOT NULL,
	"root" text NOT NULL,
	"arg" text,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"due_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"attempts" smallint DEFAULT 0 NOT NULL,
	"done_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "match_interest" (
	"person_id" text NOT NULL,
	"root" text NOT NULL,
	"project_id" text NOT NULL,
	"status" text NOT NULL,
	"place" text NOT NULL,
	"lat" double precision NOT NULL,
	"lon" double precision NOT NULL,
	"languages" integer NOT NULL,
	"since" bigint NOT NULL,
	"team_id" text,
	"because" text,
	CONSTRAINT "match_interest_person_id_root_pk" PRIMARY KEY("person_id","root")
);
--> statement-breakpoint
CREATE TABLE "match_profile" (
	"person_id" text PRIMARY KEY NOT NULL,
	"languages" integer NOT NULL,
	"cap" smallint NOT NULL,
	"load" smallint NOT NULL,
	CONSTRAINT "load_within_cap" CHECK ("match_profile"."load" between 0 and "match_profile"."cap")
);
--> statement-breakpoint
CREATE TABLE "note" (
	"id" text PRIMARY KEY NOT NULL,
	"actor" text NOT NULL,
	"language" text NOT NULL,
	"html" text NOT NULL,
	"tags" jsonb NOT NULL,
	"pinned" smallint,
	"project_id" text,
	"team_id" text,
	"published_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "notice" (
	"seq" bigserial PRIMARY KEY NOT NULL,
	"notice" jsonb NOT NULL,
	"subject" text NOT NULL,
	"attempts" smallint DEFAULT 0 NOT NULL,
	"due_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"made_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "person" (
	"id" text PRIMARY KEY NOT NULL,
	"iri" text NOT NULL,
	"handle" text NOT NULL,
	"inbox" text NOT NULL,
	"shared_inbox" text,
	"type" text NOT NULL,
	"no_bots" boolean NOT NULL,
	"language" text,
	"silent_since" timestamp (3) with time zone,
	"first_seen_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "person_iri_unique" UNIQUE("iri")
);
--> statement-breakpoint
CREATE TABLE "place" (
	"key" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"folded" text NOT NULL,
	"comarca_key" text NOT NULL,
	"comarca" text NOT NULL,
	"population" integer NOT NULL,
	"lat" double precision NOT NULL,
	"lon" double precision NOT NULL
);
--> statement-breakpoint
CREATE TABLE "place_hub" (
	"place" text NOT NULL,
	"hub" text NOT NULL,
	"metres" integer NOT NULL,
	CONSTRAINT "place_hub_place_hub_pk" PRIMARY KEY("place","hub")
);
--> statement-breakpoint
CREATE TABLE "project" (
	"id" text PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"root" text NOT NULL,
	"sheet" jsonb NOT NULL,
	"shipped" text,
	"open" boolean DEFAULT true NOT NULL,
	"published_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "project_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "project_search" (
	"project_id" text NOT NULL,
	"language" text NOT NULL,
	"document" "tsvector" NOT NULL,
	CONSTRAINT "project_search_project_id_language_pk" PRIMARY KEY("project_id","language")
);
--> statement-breakpoint
CREATE TABLE "remote_actor" (
	"iri" text PRIMARY KEY NOT NULL,
	"document" jsonb,
	"failure" text,
	"fetched_at" timestamp (3) with time zone NOT NULL,
	"tried_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "remote_host" (
	"host" text PRIMARY KEY NOT NULL,
	"signs" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "seat" (
	"id" text PRIMARY KEY NOT NULL,
	"team_id" text NOT NULL,
	"root" text NOT NULL,
	"person_id" text NOT NULL,
	"project_id" text NOT NULL,
	"state" text NOT NULL,
	"name" text,
	"invited_at" timestamp (3) with time zone NOT NULL,
	"answered_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "team" (
	"id" text PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"root" text NOT NULL,
	"project_id" text NOT NULL,
	"hub" text NOT NULL,
	"lat" double precision NOT NULL,
	"lon" double precision NOT NULL,
	"language" text NOT NULL,
	"state" text NOT NULL,
	"min" integer NOT NULL,
	"max" integer NOT NULL,
	"founded_by_seq" bigint NOT NULL,
	"founded_by_ord" smallint NOT NULL,
	"proposed_at" timestamp (3) with time zone NOT NULL,
	"formed_at" timestamp (3) with time zone,
	CONSTRAINT "team_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
ALTER TABLE "answered" ADD CONSTRAINT "answered_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "appointment" ADD CONSTRAINT "appointment_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "appointment" ADD CONSTRAINT "appointment_seat_id_seat_id_fk" FOREIGN KEY ("seat_id") REFERENCES "public"."seat"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "asked" ADD CONSTRAINT "asked_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consent" ADD CONSTRAINT "consent_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "interest" ADD CONSTRAINT "interest_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "interest" ADD CONSTRAINT "interest_project_id_project_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."project"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "interest" ADD CONSTRAINT "interest_place_place_key_fk" FOREIGN KEY ("place") REFERENCES "public"."place"("key") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "match_interest" ADD CONSTRAINT "match_interest_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "match_interest" ADD CONSTRAINT "match_interest_project_id_project_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."project"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "match_interest" ADD CONSTRAINT "match_interest_place_place_key_fk" FOREIGN KEY ("place") REFERENCES "public"."place"("key") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "match_profile" ADD CONSTRAINT "match_profile_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "note" ADD CONSTRAINT "note_project_id_project_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."project"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "place_hub" ADD CONSTRAINT "place_hub_place_place_key_fk" FOREIGN KEY ("place") REFERENCES "public"."place"("key") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "place_hub" ADD CONSTRAINT "place_hub_hub_place_key_fk" FOREIGN KEY ("hub") REFERENCES "public"."place"("key") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project_search" ADD CONSTRAINT "project_search_project_id_project_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."project"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "seat" ADD CONSTRAINT "seat_team_id_team_id_fk" FOREIGN KEY ("team_id") REFERENCES "public"."team"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "seat" ADD CONSTRAINT "seat_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "seat" ADD CONSTRAINT "seat_project_id_project_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."project"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "team" ADD CONSTRAINT "team_project_id_project_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."project"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "team" ADD CONSTRAINT "team_hub_place_key_fk" FOREIGN KEY ("hub") REFERENCES "public"."place"("key") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "activity_actor" ON "activity" USING btree ("actor","published_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "answered_person" ON "answered" USING btree ("person_id","at");--> statement-breakpoint
CREATE INDEX "appointment_due" ON "appointment" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "appointment_person" ON "appointment" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "asked_host" ON "asked" USING btree ("host","asked_at");--> statement-breakpoint
CREATE INDEX "consent_person" ON "consent" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "follow_target" ON "follow" USING btree ("target","state");--> statement-breakpoint
CREATE INDEX "inbound_due" ON "inbound" USING btree ("seq") WHERE "inbound"."handled_at" is null;--> statement-breakpoint
CREATE INDEX "interest_project" ON "interest" USING btree ("project_id","state");--> statement-breakpoint
CREATE INDEX "letter_due" ON "letter" USING btree ("lane","next_at") WHERE "letter"."state" = 'waiting';--> statement-breakpoint
CREATE INDEX "letter_order" ON "letter" USING btree ("order_key","seq") WHERE "letter"."state" = 'waiting';--> statement-breakpoint
CREATE INDEX "letter_answers" ON "letter" USING btree ("answers");--> statement-breakpoint
CREATE INDEX "letter_person" ON "letter" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "match_decision_person" ON "match_decision" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "match_event_due" ON "match_event" USING btree ("seq") WHERE "match_event"."done_at" is null;--> statement-breakpoint
CREATE INDEX "match_event_person" ON "match_event" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "match_waiting" ON "match_interest" USING btree ("root","lat") WHERE "match_interest"."status" = 'w';--> statement-breakpoint
CREATE INDEX "match_dormant" ON "match_interest" USING btree ("person_id") WHERE "match_interest"."status" = 'd';--> statement-breakpoint
CREATE INDEX "note_actor" ON "note" USING btree ("actor","published_at" DESC NULLS LAST);--> statement-breakpoint
CREATE UNIQUE INDEX "note_of_team" ON "note" USING btree ("team_id") WHERE "note"."team_id" is not null;--> statement-breakpoint
CREATE INDEX "notice_subject" ON "notice" USING btree ("subject","seq");--> statement-breakpoint
CREATE INDEX "place_prefix" ON "place" USING btree ("folded" text_pattern_ops);--> statement-breakpoint
CREATE INDEX "place_spelling" ON "place" USING gin ("folded" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "place_hub_hub" ON "place_hub" USING btree ("hub","metres");--> statement-breakpoint
CREATE INDEX "project_root" ON "project" USING btree ("root");--> statement-breakpoint
CREATE INDEX "project_search_document" ON "project_search" USING gin ("document");--> statement-breakpoint
CREATE UNIQUE INDEX "seat_one" ON "seat" USING btree ("person_id","root") WHERE "seat"."state" in ('invited', 'taken');--> statement-breakpoint
CREATE INDEX "seat_team" ON "seat" USING btree ("team_id","state");--> statement-breakpoint
CREATE UNIQUE INDEX "team_founded" ON "team" USING btree ("founded_by_seq","founded_by_ord");--> statement-breakpoint
CREATE INDEX "team_open" ON "team" USING btree ("root","lat") WHERE "team"."state" in ('proposed', 'formed');