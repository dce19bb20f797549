CREATE TABLE "role_grants" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"user_id" uuid NOT NULL,
	"role" varchar(20) NOT NULL,
	"network_id" uuid,
	"establishment_id" uuid,
	"region_code" varchar(3),
	"granted_at" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "role_grants_scope_check" CHECK (case "role_grants"."role"
        when 'ars' then "role_grants"."region_code" is not null and "role_grants"."network_id" is null
        when 'establishment' then "role_grants"."network_id" is not null and "role_grants"."establishment_id" is not null
        when 'birth_house' then "role_grants"."network_id" is not null and "role_grants"."establishment_id" is not null
        else "role_grants"."network_id" is not null end)
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"user_id" uuid NOT NULL,
	"grant_id" uuid NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"email" varchar(254) NOT NULL,
	"name" varchar(200) NOT NULL,
	"password_hash" varchar(200) NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"deactivated_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "data_authorisations" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"network_id" uuid NOT NULL,
	"reference" varchar(200) NOT NULL,
	"legal_basis" text NOT NULL,
	"data_protection_officer" varchar(200) NOT NULL,
	"health_data_host" varchar(200) NOT NULL,
	"valid_from" date NOT NULL,
	"valid_to" date NOT NULL,
	"synthetic" boolean DEFAULT false NOT NULL,
	"recorded_at" timestamp with time zone NOT NULL,
	"recorded_by" uuid,
	"revoked_at" timestamp with time zone,
	"revoked_by" uuid,
	CONSTRAINT "data_authorisations_dates_check" CHECK ("data_authorisations"."valid_from" <= "data_authorisations"."valid_to")
);
--> statement-breakpoint
CREATE TABLE "establishments" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"network_id" uuid NOT NULL,
	"territory_id" uuid,
	"name" varchar(200) NOT NULL,
	"finess_geo" varchar(9) NOT NULL,
	"finess_pmsi" varchar(9) NOT NULL,
	CONSTRAINT "establishments_finess_geo_check" CHECK ("establishments"."finess_geo" ~ '^[0-9A-Z]{9}$')
);
--> statement-breakpoint
CREATE TABLE "maternity_types" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"network_id" uuid NOT NULL,
	"establishment_id" uuid NOT NULL,
	"type" varchar(3) NOT NULL,
	"valid_from" date,
	"valid_to" date,
	CONSTRAINT "maternity_types_type_check" CHECK ("maternity_types"."type" in ('I', 'IIA', 'IIB', 'III', 'CPP')),
	CONSTRAINT "maternity_types_dates_check" CHECK ("maternity_types"."valid_from" is null or "maternity_types"."valid_to" is null or "maternity_types"."valid_from" <= "maternity_types"."valid_to")
);
--> statement-breakpoint
CREATE TABLE "networks" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" varchar(200) NOT NULL,
	"region_code" varchar(3) NOT NULL,
	"region_name" varchar(100) NOT NULL,
	"time_zone" varchar(60) DEFAULT 'Europe/Paris' NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "territories" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"network_id" uuid NOT NULL,
	"name" varchar(200) NOT NULL
);
--> statement-breakpoint
CREATE TABLE "pmsi_deliveries" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"network_id" uuid NOT NULL,
	"import_id" uuid NOT NULL,
	"finess" varchar(9) NOT NULL,
	"year" smallint NOT NULL,
	"content_hash" char(64) NOT NULL,
	"stays" integer NOT NULL,
	"source_file" varchar(300) NOT NULL,
	"read_at" timestamp with time zone NOT NULL,
	"superseded_at" timestamp with time zone,
	"superseded_by_import" uuid
);
--> statement-breakpoint
CREATE TABLE "pmsi_findings" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "pmsi_findings_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"delivery_id" uuid NOT NULL,
	"network_id" uuid NOT NULL,
	"code" varchar(60) NOT NULL,
	"establishment" varchar(9) NOT NULL,
	"finess" varchar(9),
	"rsa_key" varchar(10),
	"year" smallint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "pmsi_import_files" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"import_id" uuid NOT NULL,
	"network_id" uuid NOT NULL,
	"name" varchar(300) NOT NULL,
	"kind" varchar(20) NOT NULL,
	"status" varchar(20) NOT NULL,
	"reason" text,
	"versions" text[] NOT NULL,
	"lines" integer NOT NULL,
	"accepted" integer NOT NULL,
	"rejected" integer NOT NULL,
	"finess" varchar(9),
	"year" smallint
);
--> statement-breakpoint
CREATE TABLE "pmsi_imports" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"network_id" uuid NOT NULL,
	"establishment_id" uuid,
	"uploaded_by" uuid,
	"uploaded_by_name" varchar(200) NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"bytes_total" bigint NOT NULL,
	"uploads" jsonb NOT NULL,
	"started_at" timestamp with time zone,
	"bytes_to_read" bigint,
	"bytes_read" bigint DEFAULT 0 NOT NULL,
	"lines_read" integer DEFAULT 0 NOT NULL,
	"finished_at" timestamp with time zone,
	"unchanged" boolean,
	"stays_kept" integer,
	"rejections_not_listed" integer DEFAULT 0 NOT NULL,
	"failed_at" timestamp with time zone,
	"failure_code" varchar(100),
	"cancel_requested_at" timestamp with time zone,
	"cancelled_at" timestamp with time zone,
	"cancelled_by" uuid,
	"files_deleted_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "pmsi_rejections" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "pmsi_rejections_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"import_id" uuid NOT NULL,
	"network_id" uuid NOT NULL,
	"file" varchar(300) NOT NULL,
	"line" integer,
	"field" varchar(100),
	"reason" text NOT NULL,
	"rsa_key" varchar(10),
	"finess" varchar(9)
);
--> statement-breakpoint
CREATE TABLE "pmsi_stays" (
	"delivery_id" uuid NOT NULL,
	"network_id" uuid NOT NULL,
	"finess" varchar(9) NOT NULL,
	"rsa_key" varchar(10) NOT NULL,
	"site" varchar(9) NOT NULL,
	"last_site" varchar(9) NOT NULL,
	"ghm" varchar(6) NOT NULL,
	"dp" varchar(8) NOT NULL,
	"dr" varchar(8) NOT NULL,
	"das" text[] NOT NULL,
	"acts" text[] NOT NULL,
	"age_years" smallint,
	"age_days" smallint,
	"sex" varchar(1) NOT NULL,
	"entry_mode" varchar(1) NOT NULL,
	"provenance" varchar(1) NOT NULL,
	"exit_mode" varchar(1) NOT NULL,
	"destination" varchar(1) NOT NULL,
	"stay_type" varchar(1) NOT NULL,
	"exit_year" smallint NOT NULL,
	"exit_month" smallint NOT NULL,
	"nights" smallint NOT NULL,
	"weight_g" smallint,
	"gestational_age_weeks" smallint,
	"days_since_last_period" smallint,
	"unit_types" text[] NOT NULL,
	"residence" varchar(5) NOT NULL,
	"person" varchar(32),
	"mother_child" varchar(32),
	"entry_date" date,
	"exit_date" date
);
--> statement-breakpoint
CREATE TABLE "minimum_levels" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"network_id" uuid NOT NULL,
	"type" varchar(3) NOT NULL,
	"gestational_age_weeks" smallint NOT NULL,
	"weight_g" smallint NOT NULL,
	"valid_from" date,
	"valid_to" date,
	"source" text NOT NULL,
	CONSTRAINT "minimum_levels_type_check" CHECK ("minimum_levels"."type" in ('I', 'IIA', 'IIB')),
	CONSTRAINT "minimum_levels_gestational_age_weeks_check" CHECK ("minimum_levels"."gestational_age_weeks" between 22 and 42),
	CONSTRAINT "minimum_levels_weight_g_check" CHECK ("minimum_levels"."weight_g" between 0 and 6500)
);
--> statement-breakpoint
CREATE TABLE "published_figures" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"network_id" uuid NOT NULL,
	"indicator" varchar(60) NOT NULL,
	"class" varchar(60) NOT NULL,
	"establishment" varchar(9),
	"year" smallint NOT NULL,
	"value" double precision NOT NULL,
	"source" varchar(200) NOT NULL,
	"entered_at" timestamp with time zone NOT NULL,
	"entered_by" uuid,
	"superseded_at" timestamp with time zone,
	CONSTRAINT "published_figures_value_check" CHECK ("published_figures"."value" between 0 and 1)
);
--> statement-breakpoint
CREATE TABLE "tracer_computations" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"network_id" uuid NOT NULL,
	"import_id" uuid,
	"definitions" varchar(20) NOT NULL,
	"computed_at" timestamp with time zone NOT NULL,
	"superseded_at" timestamp with time zone,
	"linkage" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tracer_findings" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "tracer_findings_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"computation_id" uuid NOT NULL,
	"network_id" uuid NOT NULL,
	"code" varchar(60) NOT NULL,
	"establishment" varchar(9) NOT NULL,
	"finess" varchar(9),
	"rsa_key" varchar(10),
	"year" smallint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tracer_results" (
	"computation_id" uuid NOT NULL,
	"network_id" uuid NOT NULL,
	"indicator" varchar(60) NOT NULL,
	"class" varchar(60) NOT NULL,
	"establishment" varchar(9),
	"year" smallint NOT NULL,
	"numerator" integer NOT NULL,
	"denominator" integer NOT NULL,
	"excluded" integer NOT NULL,
	"missing" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" varchar(100) NOT NULL,
	"payload" jsonb NOT NULL,
	"network_id" uuid,
	"created_at" timestamp with time zone NOT NULL,
	"run_at" timestamp with time zone NOT NULL,
	"published_at" timestamp with time zone,
	"publications" integer DEFAULT 0 NOT NULL,
	"finished_at" timestamp with time zone,
	"failed_at" timestamp with time zone,
	"last_error" text
);
--> statement-breakpoint
CREATE TABLE "audit_entries" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"action" varchar(60) NOT NULL,
	"actor_role" varchar(20) NOT NULL,
	"actor_user_id" uuid,
	"network_id" uuid,
	"subject_id" uuid,
	"details" jsonb NOT NULL
);
--> statement-breakpoint
ALTER TABLE "role_grants" ADD CONSTRAINT "role_grants_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "role_grants" ADD CONSTRAINT "role_grants_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "role_grants" ADD CONSTRAINT "role_grants_establishment_id_establishments_id_fk" FOREIGN KEY ("establishment_id") REFERENCES "public"."establishments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_grant_id_role_grants_id_fk" FOREIGN KEY ("grant_id") REFERENCES "public"."role_grants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "data_authorisations" ADD CONSTRAINT "data_authorisations_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "establishments" ADD CONSTRAINT "establishments_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "establishments" ADD CONSTRAINT "establishments_territory_id_territories_id_fk" FOREIGN KEY ("territory_id") REFERENCES "public"."territories"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "maternity_types" ADD CONSTRAINT "maternity_types_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "maternity_types" ADD CONSTRAINT "maternity_types_establishment_id_establishments_id_fk" FOREIGN KEY ("establishment_id") REFERENCES "public"."establishments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "territories" ADD CONSTRAINT "territories_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pmsi_deliveries" ADD CONSTRAINT "pmsi_deliveries_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pmsi_deliveries" ADD CONSTRAINT "pmsi_deliveries_import_id_pmsi_imports_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."pmsi_imports"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pmsi_findings" ADD CONSTRAINT "pmsi_findings_delivery_id_pmsi_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."pmsi_deliveries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pmsi_import_files" ADD CONSTRAINT "pmsi_import_files_import_id_pmsi_imports_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."pmsi_imports"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pmsi_imports" ADD CONSTRAINT "pmsi_imports_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pmsi_rejections" ADD CONSTRAINT "pmsi_rejections_import_id_pmsi_imports_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."pmsi_imports"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "minimum_levels" ADD CONSTRAINT "minimum_levels_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "published_figures" ADD CONSTRAINT "published_figures_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tracer_computations" ADD CONSTRAINT "tracer_computations_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tracer_findings" ADD CONSTRAINT "tracer_findings_computation_id_tracer_computations_id_fk" FOREIGN KEY ("computation_id") REFERENCES "public"."tracer_computations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tracer_results" ADD CONSTRAINT "tracer_results_computation_id_tracer_computations_id_fk" FOREIGN KEY ("computation_id") REFERENCES "public"."tracer_computations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "role_grants_user_id_idx" ON "role_grants" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "sessions_user_id_idx" ON "sessions" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "users_email_key" ON "users" USING btree (lower("email"));--> statement-breakpoint
CREATE INDEX "data_authorisations_network_id_idx" ON "data_authorisations" USING btree ("network_id");--> statement-breakpoint
CREATE UNIQUE INDEX "establishments_network_id_finess_geo_key" ON "establishments" USING btree ("network_id","finess_geo");--> statement-breakpoint
CREATE INDEX "establishments_finess_pmsi_idx" ON "establishments" USING btree ("finess_pmsi");--> statement-breakpoint
CREATE INDEX "maternity_types_establishment_id_idx" ON "maternity_types" USING btree ("establishment_id");--> statement-breakpoint
CREATE UNIQUE INDEX "territories_network_id_name_key" ON "territories" USING btree ("network_id","name");--> statement-breakpoint
CREATE UNIQUE INDEX "pmsi_deliveries_current_key" ON "pmsi_deliveries" USING btree ("network_id","finess","year") WHERE "pmsi_deliveries"."superseded_at" is null;--> statement-breakpoint
CREATE INDEX "pmsi_findings_delivery_id_idx" ON "pmsi_findings" USING btree ("delivery_id");--> statement-breakpoint
CREATE INDEX "pmsi_import_files_import_id_idx" ON "pmsi_import_files" USING btree ("import_id");--> statement-breakpoint
CREATE INDEX "pmsi_imports_network_id_received_at_idx" ON "pmsi_imports" USING btree ("network_id","received_at");--> statement-breakpoint
CREATE INDEX "pmsi_rejections_import_id_idx" ON "pmsi_rejections" USING btree ("import_id");--> statement-breakpoint
CREATE INDEX "pmsi_stays_delivery_id_idx" ON "pmsi_stays" USING btree ("delivery_id");--> statement-breakpoint
CREATE INDEX "minimum_levels_network_id_idx" ON "minimum_levels" USING btree ("network_id");--> statement-breakpoint
CREATE UNIQUE INDEX "published_figures_current_key" ON "published_figures" USING btree ("network_id","indicator","class",coalesce("establishment", ''),"year") WHERE "published_figures"."superseded_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "tracer_computations_current_key" ON "tracer_computations" USING btree ("network_id") WHERE "tracer_computations"."superseded_at" is null;--> statement-breakpoint
CREATE INDEX "tracer_findings_computation_id_idx" ON "tracer_findings" USING btree ("computation_id","establishment");--> statement-breakpoint
CREATE INDEX "tracer_results_computation_id_idx" ON "tracer_results" USING btree ("computation_id","indicator");--> statement-breakpoint
CREATE INDEX "outbox_due_idx" ON "outbox" USING btree ("finished_at","failed_at","run_at");--> statement-breakpoint
CREATE INDEX "audit_entries_network_id_at_idx" ON "audit_entries" USING btree ("network_id","at");