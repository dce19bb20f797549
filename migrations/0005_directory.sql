CREATE EXTENSION IF NOT EXISTS pg_trgm;--> statement-breakpoint
CREATE TABLE "directory_import_rows" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"network_id" uuid NOT NULL,
	"import_id" uuid NOT NULL,
	"line" integer,
	"verdict" varchar(10) NOT NULL,
	"subject_kind" varchar(10),
	"subject_id" uuid,
	"label" varchar(300),
	"payload" jsonb,
	"changes" jsonb,
	"column_name" varchar(200),
	"reason" text
);
--> statement-breakpoint
CREATE TABLE "directory_imports" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"network_id" uuid NOT NULL,
	"kind" varchar(10),
	"file_name" varchar(300) NOT NULL,
	"stored" varchar(100),
	"bytes_total" bigint NOT NULL,
	"bytes_read" bigint DEFAULT 0 NOT NULL,
	"content_hash" varchar(64),
	"file_date" date,
	"options" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"counts" jsonb,
	"notes" text[] DEFAULT '{}' NOT NULL,
	"uploaded_by" uuid,
	"uploaded_by_name" varchar(200) NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"asked_at" timestamp with time zone,
	"compared_at" timestamp with time zone,
	"apply_asked_at" timestamp with time zone,
	"applied_at" timestamp with time zone,
	"undo_asked_at" timestamp with time zone,
	"undone_at" timestamp with time zone,
	"cancelled_at" timestamp with time zone,
	"failed_at" timestamp with time zone,
	"failure_code" varchar(100),
	"failure_words" text,
	CONSTRAINT "directory_imports_kind_check" CHECK ("directory_imports"."kind" in ('rpps', 'finess', 'sheet'))
);
--> statement-breakpoint
CREATE TABLE "directory_publications" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"network_id" uuid NOT NULL,
	"kind" varchar(20) NOT NULL,
	"audience" varchar(10) NOT NULL,
	"title" varchar(200) NOT NULL,
	"filters" jsonb NOT NULL,
	"entries" integer NOT NULL,
	"made_at" timestamp with time zone NOT NULL,
	"made_by" varchar(200) NOT NULL,
	"made_by_user_id" uuid
);
--> statement-breakpoint
CREATE TABLE "directory_duplicates" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"network_id" uuid NOT NULL,
	"subject_kind" varchar(10) NOT NULL,
	"first_id" uuid NOT NULL,
	"second_id" uuid NOT NULL,
	"reasons" text[] NOT NULL,
	"score" smallint NOT NULL,
	"found_at" timestamp with time zone NOT NULL,
	"decided_at" timestamp with time zone,
	"decision" varchar(10),
	"decided_by" varchar(200),
	"kept_id" uuid,
	CONSTRAINT "directory_duplicates_order_check" CHECK ("directory_duplicates"."first_id" < "directory_duplicates"."second_id"),
	CONSTRAINT "directory_duplicates_decision_check" CHECK ("directory_duplicates"."decision" in ('merged', 'distinct'))
);
--> statement-breakpoint
CREATE TABLE "directory_reports" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"network_id" uuid NOT NULL,
	"subject_kind" varchar(10) NOT NULL,
	"subject_id" uuid NOT NULL,
	"origin" varchar(10) NOT NULL,
	"review_id" uuid,
	"motive" varchar(40),
	"message" text,
	"proposal" jsonb,
	"reporter_name" varchar(200),
	"reporter_email" varchar(254),
	"reporter_user_id" uuid,
	"received_at" timestamp with time zone NOT NULL,
	"decided_at" timestamp with time zone,
	"decision" varchar(10),
	"decided_by" varchar(200),
	"decision_note" varchar(500),
	CONSTRAINT "directory_reports_origin_check" CHECK ("directory_reports"."origin" in ('reader', 'owner')),
	CONSTRAINT "directory_reports_decision_check" CHECK ("directory_reports"."decision" in ('accepted', 'refused'))
);
--> statement-breakpoint
CREATE TABLE "directory_reviews" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"network_id" uuid NOT NULL,
	"subject_kind" varchar(10) NOT NULL,
	"subject_id" uuid NOT NULL,
	"email" varchar(254) NOT NULL,
	"mail_id" uuid,
	"link_version" integer DEFAULT 1 NOT NULL,
	"asked_at" timestamp with time zone NOT NULL,
	"reminders" smallint DEFAULT 0 NOT NULL,
	"last_asked_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"answered_at" timestamp with time zone,
	"answer" varchar(12),
	"closed_at" timestamp with time zone,
	CONSTRAINT "directory_reviews_answer_check" CHECK ("directory_reviews"."answer" in ('exact', 'corrected', 'objected'))
);
--> statement-breakpoint
CREATE TABLE "directory_activities" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"network_id" uuid NOT NULL,
	"structure_id" uuid NOT NULL,
	"regime" varchar(10) NOT NULL,
	"activity_code" varchar(10) NOT NULL,
	"modality_code" varchar(10),
	"form_code" varchar(10),
	"starts_on" date,
	"ends_on" date,
	"is_active" boolean NOT NULL,
	"read_on" date NOT NULL,
	"import_id" uuid
);
--> statement-breakpoint
CREATE TABLE "directory_card_places" (
	"network_id" uuid NOT NULL,
	"audience" varchar(10) NOT NULL,
	"subject_kind" varchar(10) NOT NULL,
	"subject_id" uuid NOT NULL,
	"latitude" double precision NOT NULL,
	"longitude" double precision NOT NULL,
	"commune_code" varchar(5)
);
--> statement-breakpoint
CREATE TABLE "directory_cards" (
	"network_id" uuid NOT NULL,
	"audience" varchar(10) NOT NULL,
	"subject_kind" varchar(10) NOT NULL,
	"subject_id" uuid NOT NULL,
	"card" jsonb NOT NULL,
	"sort_name" varchar(300) NOT NULL,
	"words" text NOT NULL,
	"category" varchar(30) NOT NULL,
	"profession_code" varchar(4),
	"skill_codes" text[] NOT NULL,
	"offers" text[] NOT NULL,
	"methods" text[] NOT NULL,
	"languages" text[] NOT NULL,
	"accessibility" text[] NOT NULL,
	"territory_ids" uuid[] NOT NULL,
	"is_member" boolean NOT NULL,
	"verified_on" date,
	CONSTRAINT "directory_cards_pkey" PRIMARY KEY("network_id","audience","subject_kind","subject_id")
);
--> statement-breakpoint
CREATE TABLE "directory_changes" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"network_id" uuid NOT NULL,
	"subject_kind" varchar(10) NOT NULL,
	"subject_id" uuid NOT NULL,
	"what" varchar(20) NOT NULL,
	"row_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"by" varchar(200) NOT NULL,
	"by_user_id" uuid,
	"import_id" uuid,
	"before" jsonb,
	"after" jsonb,
	"reason" varchar(300)
);
--> statement-breakpoint
CREATE TABLE "directory_consents" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"network_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"scope" varchar(40) NOT NULL,
	"given_on" date NOT NULL,
	"source" varchar(200) NOT NULL,
	"recorded_by" varchar(200) NOT NULL,
	"recorded_at" timestamp with time zone NOT NULL,
	"withdrawn_at" timestamp with time zone,
	"withdrawn_source" varchar(200)
);
--> statement-breakpoint
CREATE TABLE "directory_memberships" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"network_id" uuid NOT NULL,
	"person_id" uuid,
	"structure_id" uuid,
	"state" varchar(20) NOT NULL,
	"state_since" date NOT NULL,
	"applied_on" date,
	"charter_signed_on" date,
	"college" varchar(100),
	"note" varchar(500),
	"updated_at" timestamp with time zone NOT NULL,
	"updated_by" varchar(200) NOT NULL,
	CONSTRAINT "directory_memberships_owner_check" CHECK (num_nonnulls("directory_memberships"."structure_id", "directory_memberships"."person_id") = 1)
);
--> statement-breakpoint
CREATE TABLE "directory_offers" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"network_id" uuid NOT NULL,
	"structure_id" uuid,
	"person_id" uuid,
	"situation_id" uuid,
	"kind" varchar(40) NOT NULL,
	"audience_words" varchar(300),
	"methods" text[] DEFAULT '{}' NOT NULL,
	"latest_term_weeks" smallint,
	"languages" text[] DEFAULT '{}' NOT NULL,
	"accessibility" text[] DEFAULT '{}' NOT NULL,
	"fees" varchar(500),
	"delay_days" smallint,
	"hours" varchar(500),
	"contact_channel" varchar(20),
	"contact_value" varchar(300),
	"note" varchar(500),
	"starts_on" date,
	"ends_on" date,
	"visible_to" varchar(10) NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "directory_offers_owner_check" CHECK (num_nonnulls("directory_offers"."structure_id", "directory_offers"."person_id") = 1),
	CONSTRAINT "directory_offers_situation_check" CHECK ("directory_offers"."situation_id" is null or "directory_offers"."person_id" is not null),
	CONSTRAINT "directory_offers_latest_term_weeks_check" CHECK ("directory_offers"."latest_term_weeks" between 4 and 42),
	CONSTRAINT "directory_offers_delay_days_check" CHECK ("directory_offers"."delay_days" between 0 and 365)
);
--> statement-breakpoint
CREATE TABLE "directory_people" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"network_id" uuid NOT NULL,
	"territory_id" uuid,
	"user_id" uuid,
	"rpps_number" varchar(11),
	"former_identifier" varchar(20),
	"title" varchar(20),
	"last_name" varchar(100) NOT NULL,
	"first_name" varchar(100),
	"profession_code" varchar(4),
	"profession_words" varchar(100),
	"skill_codes" text[] DEFAULT '{}' NOT NULL,
	"phone" varchar(20),
	"mobile" varchar(20),
	"email" varchar(254),
	"website" varchar(300),
	"languages" text[] DEFAULT '{}' NOT NULL,
	"notes" text,
	"objected_at" timestamp with time zone,
	"objection_source" varchar(200),
	"provenance" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"said_elsewhere" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"visibility" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"verified_at" timestamp with time zone,
	"verified_by" varchar(200),
	"owner" varchar(200),
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"updated_by" varchar(200) NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"archived_at" timestamp with time zone,
	"archived_reason" varchar(200),
	"merged_into_id" uuid,
	"gone_since" date,
	CONSTRAINT "directory_people_rpps_number_check" CHECK ("directory_people"."rpps_number" ~ '^[0-9]{11}$'),
	CONSTRAINT "directory_people_merge_check" CHECK ("directory_people"."merged_into_id" is null or "directory_people"."archived_at" is not null)
);
--> statement-breakpoint
CREATE TABLE "directory_settings" (
	"network_id" uuid PRIMARY KEY NOT NULL,
	"review_months_person" smallint DEFAULT 12 NOT NULL,
	"review_months_structure" smallint DEFAULT 12 NOT NULL,
	"review_months_ivg" smallint DEFAULT 6 NOT NULL,
	"reminders_a_day" smallint DEFAULT 20 NOT NULL,
	"colleges" text[] DEFAULT '{}' NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "directory_settings_months_check" CHECK ("directory_settings"."review_months_person" between 1 and 60 and "directory_settings"."review_months_structure" between 1 and 60 and "directory_settings"."review_months_ivg" between 1 and 60),
	CONSTRAINT "directory_settings_reminders_check" CHECK ("directory_settings"."reminders_a_day" between 0 and 500)
);
--> statement-breakpoint
CREATE TABLE "directory_situations" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"network_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"structure_id" uuid NOT NULL,
	"function_words" varchar(200),
	"mode_code" varchar(4),
	"sector_code" varchar(6),
	"phone" varchar(20),
	"email" varchar(254),
	"starts_on" date,
	"ends_on" date,
	"provenance" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"visibility" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"gone_since" date,
	CONSTRAINT "directory_situations_dates_check" CHECK ("directory_situations"."starts_on" is null or "directory_situations"."ends_on" is null or "directory_situations"."starts_on" <= "directory_situations"."ends_on")
);
--> statement-breakpoint
CREATE TABLE "directory_structures" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"network_id" uuid NOT NULL,
	"territory_id" uuid,
	"establishment_id" uuid,
	"finess_number" varchar(9),
	"legal_finess_number" varchar(9),
	"siret" varchar(14),
	"technical_id" varchar(60),
	"name" varchar(200) NOT NULL,
	"long_name" varchar(300),
	"category_code" varchar(4),
	"category" varchar(30) NOT NULL,
	"street" varchar(300),
	"address_more" varchar(300),
	"postcode" varchar(10),
	"commune_code" varchar(5),
	"commune_name" varchar(100),
	"department_code" varchar(3),
	"latitude" double precision,
	"longitude" double precision,
	"position_source" varchar(100),
	"is_private_address" boolean DEFAULT false NOT NULL,
	"phone" varchar(20),
	"phone2" varchar(20),
	"emergency_phone" varchar(20),
	"fax" varchar(20),
	"email" varchar(254),
	"website" varchar(300),
	"hours" varchar(500),
	"languages" text[] DEFAULT '{}' NOT NULL,
	"accessibility" text[] DEFAULT '{}' NOT NULL,
	"accessibility_note" varchar(500),
	"opened_on" date,
	"closed_on" date,
	"notes" text,
	"provenance" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"said_elsewhere" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"visibility" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"verified_at" timestamp with time zone,
	"verified_by" varchar(200),
	"owner" varchar(200),
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"updated_by" varchar(200) NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"archived_at" timestamp with time zone,
	"archived_reason" varchar(200),
	"merged_into_id" uuid,
	"gone_since" date,
	CONSTRAINT "directory_structures_finess_number_check" CHECK ("directory_structures"."finess_number" ~ '^[0-9][0-9AB][0-9]{7}$'),
	CONSTRAINT "directory_structures_position_check" CHECK (("directory_structures"."latitude" is null) = ("directory_structures"."longitude" is null)
        and "directory_structures"."latitude" between -90 and 90 and "directory_structures"."longitude" between -180 and 180),
	CONSTRAINT "directory_structures_merge_check" CHECK ("directory_structures"."merged_into_id" is null or "directory_structures"."archived_at" is not null)
);
--> statement-breakpoint
CREATE TABLE "echographer_events" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"network_id" uuid NOT NULL,
	"identifier_id" uuid NOT NULL,
	"kind" varchar(20) NOT NULL,
	"on" date NOT NULL,
	"valid_until" date,
	"note" varchar(1000),
	"at" timestamp with time zone NOT NULL,
	"by" varchar(200) NOT NULL
);
--> statement-breakpoint
CREATE TABLE "echographer_identifiers" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"network_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"identifier" varchar(40) NOT NULL,
	"attributed_on" date NOT NULL,
	"valid_until" date,
	"suspended_on" date,
	"ceased_on" date,
	"evidence" varchar(1000) NOT NULL,
	"reminded_at" timestamp with time zone,
	"revision" smallint DEFAULT 1 NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"updated_by" varchar(200) NOT NULL,
	CONSTRAINT "echographer_identifiers_dates_check" CHECK (("echographer_identifiers"."valid_until" is null or "echographer_identifiers"."valid_until" >= "echographer_identifiers"."attributed_on")
        and ("echographer_identifiers"."ceased_on" is null or "echographer_identifiers"."ceased_on" >= "echographer_identifiers"."attributed_on"))
);
--> statement-breakpoint
CREATE TABLE "echographer_settings" (
	"network_id" uuid PRIMARY KEY NOT NULL,
	"pattern" varchar(200),
	"pattern_words" varchar(200),
	"renewal_months" smallint,
	"reminder_days" smallint DEFAULT 60 NOT NULL,
	"source" varchar(300),
	"updated_at" timestamp with time zone NOT NULL,
	"updated_by" varchar(200) NOT NULL,
	CONSTRAINT "echographer_settings_renewal_months_check" CHECK ("echographer_settings"."renewal_months" between 1 and 120),
	CONSTRAINT "echographer_settings_reminder_days_check" CHECK ("echographer_settings"."reminder_days" between 1 and 365)
);
--> statement-breakpoint
ALTER TABLE "networks" ADD COLUMN "slug" varchar(60);--> statement-breakpoint
UPDATE "networks" SET "slug" = 'reseau-' || left("id"::text, 8);--> statement-breakpoint
ALTER TABLE "networks" ALTER COLUMN "slug" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "directory_import_rows" ADD CONSTRAINT "directory_import_rows_import_id_directory_imports_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."directory_imports"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory_imports" ADD CONSTRAINT "directory_imports_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory_publications" ADD CONSTRAINT "directory_publications_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory_duplicates" ADD CONSTRAINT "directory_duplicates_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory_reports" ADD CONSTRAINT "directory_reports_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory_reports" ADD CONSTRAINT "directory_reports_review_id_directory_reviews_id_fk" FOREIGN KEY ("review_id") REFERENCES "public"."directory_reviews"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory_reviews" ADD CONSTRAINT "directory_reviews_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory_activities" ADD CONSTRAINT "directory_activities_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory_activities" ADD CONSTRAINT "directory_activities_structure_id_directory_structures_id_fk" FOREIGN KEY ("structure_id") REFERENCES "public"."directory_structures"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory_card_places" ADD CONSTRAINT "directory_card_places_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory_card_places" ADD CONSTRAINT "directory_card_places_card_fk" FOREIGN KEY ("network_id","audience","subject_kind","subject_id") REFERENCES "public"."directory_cards"("network_id","audience","subject_kind","subject_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory_cards" ADD CONSTRAINT "directory_cards_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory_changes" ADD CONSTRAINT "directory_changes_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory_consents" ADD CONSTRAINT "directory_consents_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory_consents" ADD CONSTRAINT "directory_consents_person_id_directory_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."directory_people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory_memberships" ADD CONSTRAINT "directory_memberships_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory_memberships" ADD CONSTRAINT "directory_memberships_person_id_directory_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."directory_people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory_memberships" ADD CONSTRAINT "directory_memberships_structure_id_directory_structures_id_fk" FOREIGN KEY ("structure_id") REFERENCES "public"."directory_structures"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory_offers" ADD CONSTRAINT "directory_offers_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory_offers" ADD CONSTRAINT "directory_offers_structure_id_directory_structures_id_fk" FOREIGN KEY ("structure_id") REFERENCES "public"."directory_structures"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory_offers" ADD CONSTRAINT "directory_offers_person_id_directory_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."directory_people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory_offers" ADD CONSTRAINT "directory_offers_situation_id_directory_situations_id_fk" FOREIGN KEY ("situation_id") REFERENCES "public"."directory_situations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory_people" ADD CONSTRAINT "directory_people_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory_people" ADD CONSTRAINT "directory_people_territory_id_territories_id_fk" FOREIGN KEY ("territory_id") REFERENCES "public"."territories"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory_people" ADD CONSTRAINT "directory_people_merged_into_id_fk" FOREIGN KEY ("merged_into_id") REFERENCES "public"."directory_people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory_settings" ADD CONSTRAINT "directory_settings_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory_situations" ADD CONSTRAINT "directory_situations_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory_situations" ADD CONSTRAINT "directory_situations_person_id_directory_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."directory_people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory_situations" ADD CONSTRAINT "directory_situations_structure_id_directory_structures_id_fk" FOREIGN KEY ("structure_id") REFERENCES "public"."directory_structures"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory_structures" ADD CONSTRAINT "directory_structures_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory_structures" ADD CONSTRAINT "directory_structures_territory_id_territories_id_fk" FOREIGN KEY ("territory_id") REFERENCES "public"."territories"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory_structures" ADD CONSTRAINT "directory_structures_establishment_id_establishments_id_fk" FOREIGN KEY ("establishment_id") REFERENCES "public"."establishments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory_structures" ADD CONSTRAINT "directory_structures_merged_into_id_fk" FOREIGN KEY ("merged_into_id") REFERENCES "public"."directory_structures"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "echographer_events" ADD CONSTRAINT "echographer_events_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "echographer_events" ADD CONSTRAINT "echographer_events_identifier_id_echographer_identifiers_id_fk" FOREIGN KEY ("identifier_id") REFERENCES "public"."echographer_identifiers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "echographer_identifiers" ADD CONSTRAINT "echographer_identifiers_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "echographer_identifiers" ADD CONSTRAINT "echographer_identifiers_person_id_directory_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."directory_people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "echographer_settings" ADD CONSTRAINT "echographer_settings_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "directory_import_rows_import_id_idx" ON "directory_import_rows" USING btree ("import_id","verdict","id");--> statement-breakpoint
CREATE INDEX "directory_imports_network_id_received_at_idx" ON "directory_imports" USING btree ("network_id","received_at");--> statement-breakpoint
CREATE INDEX "directory_publications_network_id_made_at_idx" ON "directory_publications" USING btree ("network_id","made_at");--> statement-breakpoint
CREATE UNIQUE INDEX "directory_duplicates_pair_key" ON "directory_duplicates" USING btree ("subject_kind","first_id","second_id");--> statement-breakpoint
CREATE INDEX "directory_duplicates_network_id_idx" ON "directory_duplicates" USING btree ("network_id","decided_at","score");--> statement-breakpoint
CREATE INDEX "directory_reports_network_id_decided_at_idx" ON "directory_reports" USING btree ("network_id","decided_at","received_at");--> statement-breakpoint
CREATE UNIQUE INDEX "directory_reviews_open_key" ON "directory_reviews" USING btree ("subject_id") WHERE "directory_reviews"."answered_at" is null and "directory_reviews"."closed_at" is null;--> statement-breakpoint
CREATE INDEX "directory_reviews_network_id_asked_at_idx" ON "directory_reviews" USING btree ("network_id","asked_at");--> statement-breakpoint
CREATE INDEX "directory_activities_structure_id_idx" ON "directory_activities" USING btree ("structure_id");--> statement-breakpoint
CREATE INDEX "directory_card_places_position_idx" ON "directory_card_places" USING btree ("network_id","audience","latitude","longitude");--> statement-breakpoint
CREATE INDEX "directory_cards_sort_idx" ON "directory_cards" USING btree ("network_id","audience","sort_name");--> statement-breakpoint
CREATE INDEX "directory_cards_words_idx" ON "directory_cards" USING gin ("words" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "directory_changes_subject_id_at_idx" ON "directory_changes" USING btree ("subject_id","at");--> statement-breakpoint
CREATE INDEX "directory_changes_import_id_idx" ON "directory_changes" USING btree ("import_id");--> statement-breakpoint
CREATE UNIQUE INDEX "directory_consents_current_key" ON "directory_consents" USING btree ("person_id","scope") WHERE "directory_consents"."withdrawn_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "directory_memberships_person_id_key" ON "directory_memberships" USING btree ("person_id") WHERE "directory_memberships"."person_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "directory_memberships_structure_id_key" ON "directory_memberships" USING btree ("structure_id") WHERE "directory_memberships"."structure_id" is not null;--> statement-breakpoint
CREATE INDEX "directory_offers_structure_id_idx" ON "directory_offers" USING btree ("structure_id");--> statement-breakpoint
CREATE INDEX "directory_offers_person_id_idx" ON "directory_offers" USING btree ("person_id");--> statement-breakpoint
CREATE UNIQUE INDEX "directory_people_network_id_rpps_number_key" ON "directory_people" USING btree ("network_id","rpps_number") WHERE "directory_people"."rpps_number" is not null and "directory_people"."merged_into_id" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "directory_people_network_id_user_id_key" ON "directory_people" USING btree ("network_id","user_id") WHERE "directory_people"."user_id" is not null;--> statement-breakpoint
CREATE INDEX "directory_people_network_id_last_name_idx" ON "directory_people" USING btree ("network_id","last_name","first_name");--> statement-breakpoint
CREATE INDEX "directory_situations_person_id_idx" ON "directory_situations" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "directory_situations_structure_id_idx" ON "directory_situations" USING btree ("structure_id");--> statement-breakpoint
CREATE UNIQUE INDEX "directory_structures_network_id_finess_number_key" ON "directory_structures" USING btree ("network_id","finess_number") WHERE "directory_structures"."finess_number" is not null and "directory_structures"."merged_into_id" is null;--> statement-breakpoint
CREATE INDEX "directory_structures_network_id_technical_id_idx" ON "directory_structures" USING btree ("network_id","technical_id");--> statement-breakpoint
CREATE INDEX "directory_structures_network_id_name_idx" ON "directory_structures" USING btree ("network_id","name");--> statement-breakpoint
CREATE INDEX "echographer_events_identifier_id_idx" ON "echographer_events" USING btree ("identifier_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "echographer_identifiers_network_id_identifier_key" ON "echographer_identifiers" USING btree ("network_id",upper("identifier"));--> statement-breakpoint
CREATE UNIQUE INDEX "echographer_identifiers_person_id_key" ON "echographer_identifiers" USING btree ("person_id") WHERE "echographer_identifiers"."ceased_on" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "networks_slug_key" ON "networks" USING btree ("slug");--> statement-breakpoint
ALTER TABLE "networks" ADD CONSTRAINT "networks_slug_check" CHECK ("networks"."slug" ~ '^[a-z0-9-]{2,60}$');