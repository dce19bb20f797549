CREATE TABLE "birth_house_report_versions" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"network_id" uuid NOT NULL,
	"establishment_id" uuid NOT NULL,
	"report_id" uuid NOT NULL,
	"version" smallint NOT NULL,
	"content" jsonb NOT NULL,
	"content_hash" varchar(64) NOT NULL,
	"receipt" varchar(40) NOT NULL,
	"sent_at" timestamp with time zone NOT NULL,
	"sent_by" varchar(200) NOT NULL,
	"reason" varchar(500),
	CONSTRAINT "birth_house_report_versions_reason_check" CHECK (("birth_house_report_versions"."version" = 1) = ("birth_house_report_versions"."reason" is null))
);
--> statement-breakpoint
CREATE TABLE "birth_house_reports" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"network_id" uuid NOT NULL,
	"establishment_id" uuid NOT NULL,
	"year" smallint NOT NULL,
	"due_on" date NOT NULL,
	"answers" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"explanations" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"updated_by" varchar(200) NOT NULL,
	"acknowledged_at" timestamp with time zone,
	"acknowledged_by" varchar(200),
	"reminded_days" smallint[] DEFAULT '{}' NOT NULL,
	CONSTRAINT "birth_house_reports_year_check" CHECK ("birth_house_reports"."year" between 2016 and 2100)
);
--> statement-breakpoint
CREATE TABLE "birth_house_charters" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"network_id" uuid NOT NULL,
	"establishment_id" uuid NOT NULL,
	"version" smallint NOT NULL,
	"items" jsonb NOT NULL,
	"presence_max_hours" smallint,
	"blood_screening" text,
	"hearing_screening" text,
	"public_summary" text,
	"adopted_on" date,
	"adopted_by" varchar(200),
	"revision" integer DEFAULT 1 NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"updated_by" varchar(200) NOT NULL,
	CONSTRAINT "birth_house_charters_presence_max_hours_check" CHECK ("birth_house_charters"."presence_max_hours" between 1 and 72)
);
--> statement-breakpoint
CREATE TABLE "birth_house_conventions" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"network_id" uuid NOT NULL,
	"establishment_id" uuid NOT NULL,
	"partner_establishment_id" uuid NOT NULL,
	"items" jsonb NOT NULL,
	"signatories" text[] NOT NULL,
	"signed_on" date,
	"starts_on" date NOT NULL,
	"ends_on" date,
	"document_id" uuid,
	"reminded_at" timestamp with time zone,
	"updated_at" timestamp with time zone NOT NULL,
	"updated_by" varchar(200) NOT NULL,
	CONSTRAINT "birth_house_conventions_dates_check" CHECK ("birth_house_conventions"."ends_on" is null or "birth_house_conventions"."starts_on" <= "birth_house_conventions"."ends_on")
);
--> statement-breakpoint
CREATE TABLE "birth_house_documents" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"network_id" uuid NOT NULL,
	"establishment_id" uuid NOT NULL,
	"name" varchar(200) NOT NULL,
	"media_type" varchar(100) NOT NULL,
	"bytes" integer NOT NULL,
	"content_hash" varchar(64) NOT NULL,
	"stored" varchar(100) NOT NULL,
	"uploaded_at" timestamp with time zone NOT NULL,
	"uploaded_by" varchar(200) NOT NULL,
	"removed_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "birth_house_exchanges" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"network_id" uuid NOT NULL,
	"establishment_id" uuid NOT NULL,
	"about" varchar(10) NOT NULL,
	"about_id" uuid NOT NULL,
	"item" varchar(40),
	"kind" varchar(12) NOT NULL,
	"body" text NOT NULL,
	"answer_by" date,
	"written_at" timestamp with time zone NOT NULL,
	"written_by" varchar(200) NOT NULL,
	"written_as" varchar(20) NOT NULL,
	CONSTRAINT "birth_house_exchanges_about_check" CHECK ("birth_house_exchanges"."about" in ('file', 'report')),
	CONSTRAINT "birth_house_exchanges_kind_check" CHECK ("birth_house_exchanges"."kind" in ('question', 'answer', 'observation', 'internal'))
);
--> statement-breakpoint
CREATE TABLE "birth_house_file_versions" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"network_id" uuid NOT NULL,
	"establishment_id" uuid NOT NULL,
	"file_id" uuid NOT NULL,
	"version" smallint NOT NULL,
	"content" jsonb NOT NULL,
	"submitted_at" timestamp with time zone NOT NULL,
	"submitted_by" varchar(200) NOT NULL
);
--> statement-breakpoint
CREATE TABLE "birth_house_files" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"network_id" uuid NOT NULL,
	"establishment_id" uuid NOT NULL,
	"purpose" varchar(15) NOT NULL,
	"elements" jsonb NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"updated_by" varchar(200) NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"decision" varchar(10),
	"decided_on" date,
	"decision_reference" varchar(200),
	"valid_from" date,
	"valid_to" date,
	"decided_by" varchar(200),
	CONSTRAINT "birth_house_files_purpose_check" CHECK ("birth_house_files"."purpose" in ('creation', 'renewal', 'change')),
	CONSTRAINT "birth_house_files_decision_check" CHECK ("birth_house_files"."decision" in ('granted', 'refused'))
);
--> statement-breakpoint
CREATE TABLE "birth_house_meetings" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"network_id" uuid NOT NULL,
	"establishment_id" uuid NOT NULL,
	"kind" varchar(15) NOT NULL,
	"held_on" date NOT NULL,
	"subject" varchar(300) NOT NULL,
	"recorded_at" timestamp with time zone NOT NULL,
	"recorded_by" varchar(200) NOT NULL,
	CONSTRAINT "birth_house_meetings_kind_check" CHECK ("birth_house_meetings"."kind" in ('partner', 'network', 'professionals', 'staff'))
);
--> statement-breakpoint
CREATE TABLE "birth_house_midwives" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"network_id" uuid NOT NULL,
	"establishment_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"role" varchar(10) NOT NULL,
	"fte" numeric(3, 2),
	"starts_on" date NOT NULL,
	"ends_on" date,
	CONSTRAINT "birth_house_midwives_role_check" CHECK ("birth_house_midwives"."role" in ('global', 'support')),
	CONSTRAINT "birth_house_midwives_fte_check" CHECK ("birth_house_midwives"."fte" between 0 and 1),
	CONSTRAINT "birth_house_midwives_dates_check" CHECK ("birth_house_midwives"."ends_on" is null or "birth_house_midwives"."starts_on" <= "birth_house_midwives"."ends_on")
);
--> statement-breakpoint
CREATE TABLE "birth_house_staff" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"network_id" uuid NOT NULL,
	"establishment_id" uuid NOT NULL,
	"occupation" varchar(100) NOT NULL,
	"headcount" smallint NOT NULL,
	"fte" numeric(4, 2),
	"missions" varchar(500),
	"starts_on" date NOT NULL,
	"ends_on" date,
	CONSTRAINT "birth_house_staff_headcount_check" CHECK ("birth_house_staff"."headcount" between 1 and 200)
);
--> statement-breakpoint
CREATE TABLE "birth_houses" (
	"establishment_id" uuid PRIMARY KEY NOT NULL,
	"network_id" uuid NOT NULL,
	"structure_id" uuid,
	"short_name" varchar(30) NOT NULL,
	"legal_name" varchar(200),
	"legal_finess_number" varchar(9),
	"legal_form" varchar(100),
	"legal_address" varchar(300),
	"statutes_on" date,
	"partner_establishment_id" uuid,
	"premises" text,
	"partner_access" text,
	"partner_access_minutes" smallint,
	"rooms" smallint,
	"capacity" smallint,
	"opened_on" date,
	"closed_on" date,
	"on_call_phone" varchar(20),
	"named_in_comparison_since" date,
	"revision" integer DEFAULT 1 NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"updated_by" varchar(200) NOT NULL,
	CONSTRAINT "birth_houses_partner_check" CHECK ("birth_houses"."partner_establishment_id" <> "birth_houses"."establishment_id")
);
--> statement-breakpoint
CREATE TABLE "birth_house_corrections" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"network_id" uuid NOT NULL,
	"establishment_id" uuid NOT NULL,
	"what" varchar(10) NOT NULL,
	"row_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"by" varchar(200) NOT NULL,
	"before" jsonb,
	"after" jsonb
);
--> statement-breakpoint
CREATE TABLE "birth_house_criteria" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"network_id" uuid NOT NULL,
	"establishment_id" uuid NOT NULL,
	"label" varchar(200) NOT NULL,
	"source" varchar(200) NOT NULL,
	"valid_from" date NOT NULL,
	"valid_to" date
);
--> statement-breakpoint
CREATE TABLE "birth_house_deliveries" (
	"woman_id" uuid PRIMARY KEY NOT NULL,
	"network_id" uuid NOT NULL,
	"establishment_id" uuid NOT NULL,
	"labour_in_house" boolean,
	"labour_admitted_at" timestamp with time zone,
	"birth_place" varchar(10),
	"born_at" timestamp with time zone,
	"mode" varchar(15),
	"blood_loss_ml" integer,
	"sphincter_injury" boolean,
	"intensive_care" boolean,
	"died" boolean,
	"left_house_at" timestamp with time zone,
	"readmitted" boolean,
	"readmission_cause" varchar(200),
	"readmission_place" varchar(200),
	"revision" integer DEFAULT 1 NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"updated_by" varchar(200) NOT NULL,
	CONSTRAINT "birth_house_deliveries_birth_place_check" CHECK ("birth_house_deliveries"."birth_place" in ('house', 'partner', 'other', 'outside')),
	CONSTRAINT "birth_house_deliveries_mode_check" CHECK ("birth_house_deliveries"."mode" in ('spontaneous', 'instrumental', 'caesarean')),
	CONSTRAINT "birth_house_deliveries_blood_loss_ml_check" CHECK ("birth_house_deliveries"."blood_loss_ml" between 0 and 20000),
	CONSTRAINT "birth_house_deliveries_house_mode_check" CHECK ("birth_house_deliveries"."birth_place" <> 'house' or "birth_house_deliveries"."mode" is null or "birth_house_deliveries"."mode" = 'spontaneous')
);
--> statement-breakpoint
CREATE TABLE "birth_house_monthly_returns" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"network_id" uuid NOT NULL,
	"establishment_id" uuid NOT NULL,
	"month" date NOT NULL,
	"asked_at" timestamp with time zone,
	"link_version" integer DEFAULT 1 NOT NULL,
	"nil_at" timestamp with time zone,
	"nil_by" varchar(200),
	CONSTRAINT "birth_house_monthly_returns_month_check" CHECK (extract(day from "birth_house_monthly_returns"."month") = 1)
);
--> statement-breakpoint
CREATE TABLE "birth_house_newborns" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"network_id" uuid NOT NULL,
	"establishment_id" uuid NOT NULL,
	"woman_id" uuid NOT NULL,
	"rank" smallint NOT NULL,
	"born_in_house" boolean NOT NULL,
	"weight_g" smallint,
	"apgar5" smallint,
	"resuscitation" boolean,
	"intervention" varchar(15),
	"intervention_cause" varchar(200),
	"intervention_place" varchar(10),
	"outcome" varchar(12),
	"died_in_house" boolean,
	"readmitted" boolean,
	"readmission_cause" varchar(200),
	"readmission_place" varchar(200),
	"blood_screening" boolean,
	"hearing_screening" boolean,
	"updated_at" timestamp with time zone NOT NULL,
	"updated_by" varchar(200) NOT NULL,
	CONSTRAINT "birth_house_newborns_rank_check" CHECK ("birth_house_newborns"."rank" between 1 and 4),
	CONSTRAINT "birth_house_newborns_apgar5_check" CHECK ("birth_house_newborns"."apgar5" between 0 and 10),
	CONSTRAINT "birth_house_newborns_weight_g_check" CHECK ("birth_house_newborns"."weight_g" between 300 and 7000),
	CONSTRAINT "birth_house_newborns_intervention_check" CHECK ("birth_house_newborns"."intervention" in ('none', 'samu', 'paediatrician', 'both')),
	CONSTRAINT "birth_house_newborns_outcome_check" CHECK ("birth_house_newborns"."outcome" in ('alive', 'labour', 'birth', 'first-week', 'later'))
);
--> statement-breakpoint
CREATE TABLE "birth_house_transfers" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"network_id" uuid NOT NULL,
	"establishment_id" uuid NOT NULL,
	"year" smallint NOT NULL,
	"rank" smallint NOT NULL,
	"form_key" uuid NOT NULL,
	"woman_id" uuid,
	"newborn_id" uuid,
	"who" varchar(8) NOT NULL,
	"accompanied" boolean NOT NULL,
	"phase" varchar(12) NOT NULL,
	"term_days" smallint,
	"reason_code" varchar(40) NOT NULL,
	"reason_words" varchar(200),
	"urgent" boolean NOT NULL,
	"transport" varchar(15) NOT NULL,
	"destination_establishment_id" uuid,
	"destination_words" varchar(200),
	"decided_at" timestamp with time zone NOT NULL,
	"departed_at" timestamp with time zone,
	"arrived_at" timestamp with time zone,
	"received_at" timestamp with time zone NOT NULL,
	"declared_by" varchar(200) NOT NULL,
	"declared_by_user_id" uuid,
	"difficulty" varchar(300),
	"cancelled_at" timestamp with time zone,
	"cancelled_reason" varchar(200),
	"outcome" jsonb,
	"outcome_at" timestamp with time zone,
	"outcome_by" varchar(200),
	"revision" integer DEFAULT 1 NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "birth_house_transfers_who_check" CHECK ("birth_house_transfers"."who" in ('mother', 'newborn')),
	CONSTRAINT "birth_house_transfers_phase_check" CHECK ("birth_house_transfers"."phase" in ('pre-partum', 'per-partum', 'post-partum', 'newborn')),
	CONSTRAINT "birth_house_transfers_who_phase_check" CHECK (("birth_house_transfers"."who" = 'newborn') = ("birth_house_transfers"."phase" = 'newborn')),
	CONSTRAINT "birth_house_transfers_term_days_check" CHECK ("birth_house_transfers"."term_days" between 154 and 307),
	CONSTRAINT "birth_house_transfers_destination_check" CHECK (num_nonnulls("birth_house_transfers"."destination_establishment_id", "birth_house_transfers"."destination_words") = 1),
	CONSTRAINT "birth_house_transfers_times_check" CHECK (("birth_house_transfers"."departed_at" is null or "birth_house_transfers"."departed_at" >= "birth_house_transfers"."decided_at")
        and ("birth_house_transfers"."arrived_at" is null or "birth_house_transfers"."arrived_at" >= coalesce("birth_house_transfers"."departed_at", "birth_house_transfers"."decided_at")))
);
--> statement-breakpoint
CREATE TABLE "birth_house_women" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"network_id" uuid NOT NULL,
	"establishment_id" uuid NOT NULL,
	"year" smallint NOT NULL,
	"rank" smallint NOT NULL,
	"due_on" date NOT NULL,
	"included_on" date NOT NULL,
	"first_consultation_on" date,
	"eligibility" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"referent_midwife_id" uuid,
	"follow_up_ended_on" date,
	"end_reason" varchar(30),
	"note" varchar(500),
	"revision" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"updated_by" varchar(200) NOT NULL,
	CONSTRAINT "birth_house_women_dates_check" CHECK (("birth_house_women"."first_consultation_on" is null or "birth_house_women"."first_consultation_on" >= "birth_house_women"."included_on" - 365)
        and ("birth_house_women"."follow_up_ended_on" is null or "birth_house_women"."follow_up_ended_on" >= "birth_house_women"."included_on"))
);
--> statement-breakpoint
CREATE TABLE "transfer_reasons" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"network_id" uuid NOT NULL,
	"phase" varchar(12) NOT NULL,
	"code" varchar(40) NOT NULL,
	"label" varchar(100) NOT NULL,
	"position" smallint NOT NULL,
	"retired_on" date,
	CONSTRAINT "transfer_reasons_phase_check" CHECK ("transfer_reasons"."phase" in ('pre-partum', 'per-partum', 'post-partum', 'newborn'))
);
--> statement-breakpoint
ALTER TABLE "establishments" ADD COLUMN "kind" varchar(12) DEFAULT 'maternity' NOT NULL;--> statement-breakpoint
ALTER TABLE "birth_house_report_versions" ADD CONSTRAINT "birth_house_report_versions_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "birth_house_report_versions" ADD CONSTRAINT "birth_house_report_versions_establishment_id_birth_houses_establishment_id_fk" FOREIGN KEY ("establishment_id") REFERENCES "public"."birth_houses"("establishment_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "birth_house_report_versions" ADD CONSTRAINT "birth_house_report_versions_report_id_birth_house_reports_id_fk" FOREIGN KEY ("report_id") REFERENCES "public"."birth_house_reports"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "birth_house_reports" ADD CONSTRAINT "birth_house_reports_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "birth_house_reports" ADD CONSTRAINT "birth_house_reports_establishment_id_birth_houses_establishment_id_fk" FOREIGN KEY ("establishment_id") REFERENCES "public"."birth_houses"("establishment_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "birth_house_charters" ADD CONSTRAINT "birth_house_charters_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "birth_house_charters" ADD CONSTRAINT "birth_house_charters_establishment_id_birth_houses_establishment_id_fk" FOREIGN KEY ("establishment_id") REFERENCES "public"."birth_houses"("establishment_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "birth_house_conventions" ADD CONSTRAINT "birth_house_conventions_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "birth_house_conventions" ADD CONSTRAINT "birth_house_conventions_establishment_id_birth_houses_establishment_id_fk" FOREIGN KEY ("establishment_id") REFERENCES "public"."birth_houses"("establishment_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "birth_house_conventions" ADD CONSTRAINT "birth_house_conventions_partner_establishment_id_establishments_id_fk" FOREIGN KEY ("partner_establishment_id") REFERENCES "public"."establishments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "birth_house_documents" ADD CONSTRAINT "birth_house_documents_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "birth_house_documents" ADD CONSTRAINT "birth_house_documents_establishment_id_birth_houses_establishment_id_fk" FOREIGN KEY ("establishment_id") REFERENCES "public"."birth_houses"("establishment_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "birth_house_exchanges" ADD CONSTRAINT "birth_house_exchanges_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "birth_house_exchanges" ADD CONSTRAINT "birth_house_exchanges_establishment_id_birth_houses_establishment_id_fk" FOREIGN KEY ("establishment_id") REFERENCES "public"."birth_houses"("establishment_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "birth_house_file_versions" ADD CONSTRAINT "birth_house_file_versions_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "birth_house_file_versions" ADD CONSTRAINT "birth_house_file_versions_establishment_id_birth_houses_establishment_id_fk" FOREIGN KEY ("establishment_id") REFERENCES "public"."birth_houses"("establishment_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "birth_house_file_versions" ADD CONSTRAINT "birth_house_file_versions_file_id_birth_house_files_id_fk" FOREIGN KEY ("file_id") REFERENCES "public"."birth_house_files"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "birth_house_files" ADD CONSTRAINT "birth_house_files_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "birth_house_files" ADD CONSTRAINT "birth_house_files_establishment_id_birth_houses_establishment_id_fk" FOREIGN KEY ("establishment_id") REFERENCES "public"."birth_houses"("establishment_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "birth_house_meetings" ADD CONSTRAINT "birth_house_meetings_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "birth_house_meetings" ADD CONSTRAINT "birth_house_meetings_establishment_id_birth_houses_establishment_id_fk" FOREIGN KEY ("establishment_id") REFERENCES "public"."birth_houses"("establishment_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "birth_house_midwives" ADD CONSTRAINT "birth_house_midwives_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "birth_house_midwives" ADD CONSTRAINT "birth_house_midwives_establishment_id_birth_houses_establishment_id_fk" FOREIGN KEY ("establishment_id") REFERENCES "public"."birth_houses"("establishment_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "birth_house_midwives" ADD CONSTRAINT "birth_house_midwives_person_id_directory_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."directory_people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "birth_house_staff" ADD CONSTRAINT "birth_house_staff_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "birth_house_staff" ADD CONSTRAINT "birth_house_staff_establishment_id_birth_houses_establishment_id_fk" FOREIGN KEY ("establishment_id") REFERENCES "public"."birth_houses"("establishment_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "birth_houses" ADD CONSTRAINT "birth_houses_establishment_id_establishments_id_fk" FOREIGN KEY ("establishment_id") REFERENCES "public"."establishments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "birth_houses" ADD CONSTRAINT "birth_houses_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "birth_houses" ADD CONSTRAINT "birth_houses_structure_id_directory_structures_id_fk" FOREIGN KEY ("structure_id") REFERENCES "public"."directory_structures"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "birth_houses" ADD CONSTRAINT "birth_houses_partner_establishment_id_establishments_id_fk" FOREIGN KEY ("partner_establishment_id") REFERENCES "public"."establishments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "birth_house_corrections" ADD CONSTRAINT "birth_house_corrections_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "birth_house_corrections" ADD CONSTRAINT "birth_house_corrections_establishment_id_birth_houses_establishment_id_fk" FOREIGN KEY ("establishment_id") REFERENCES "public"."birth_houses"("establishment_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "birth_house_criteria" ADD CONSTRAINT "birth_house_criteria_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "birth_house_criteria" ADD CONSTRAINT "birth_house_criteria_establishment_id_birth_houses_establishment_id_fk" FOREIGN KEY ("establishment_id") REFERENCES "public"."birth_houses"("establishment_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "birth_house_deliveries" ADD CONSTRAINT "birth_house_deliveries_woman_id_birth_house_women_id_fk" FOREIGN KEY ("woman_id") REFERENCES "public"."birth_house_women"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "birth_house_deliveries" ADD CONSTRAINT "birth_house_deliveries_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "birth_house_deliveries" ADD CONSTRAINT "birth_house_deliveries_establishment_id_birth_houses_establishment_id_fk" FOREIGN KEY ("establishment_id") REFERENCES "public"."birth_houses"("establishment_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "birth_house_monthly_returns" ADD CONSTRAINT "birth_house_monthly_returns_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "birth_house_monthly_returns" ADD CONSTRAINT "birth_house_monthly_returns_establishment_id_birth_houses_establishment_id_fk" FOREIGN KEY ("establishment_id") REFERENCES "public"."birth_houses"("establishment_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "birth_house_newborns" ADD CONSTRAINT "birth_house_newborns_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "birth_house_newborns" ADD CONSTRAINT "birth_house_newborns_establishment_id_birth_houses_establishment_id_fk" FOREIGN KEY ("establishment_id") REFERENCES "public"."birth_houses"("establishment_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "birth_house_newborns" ADD CONSTRAINT "birth_house_newborns_woman_id_birth_house_women_id_fk" FOREIGN KEY ("woman_id") REFERENCES "public"."birth_house_women"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "birth_house_transfers" ADD CONSTRAINT "birth_house_transfers_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "birth_house_transfers" ADD CONSTRAINT "birth_house_transfers_establishment_id_birth_houses_establishment_id_fk" FOREIGN KEY ("establishment_id") REFERENCES "public"."birth_houses"("establishment_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "birth_house_transfers" ADD CONSTRAINT "birth_house_transfers_woman_id_birth_house_women_id_fk" FOREIGN KEY ("woman_id") REFERENCES "public"."birth_house_women"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "birth_house_transfers" ADD CONSTRAINT "birth_house_transfers_newborn_id_birth_house_newborns_id_fk" FOREIGN KEY ("newborn_id") REFERENCES "public"."birth_house_newborns"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "birth_house_transfers" ADD CONSTRAINT "birth_house_transfers_destination_establishment_id_establishments_id_fk" FOREIGN KEY ("destination_establishment_id") REFERENCES "public"."establishments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "birth_house_women" ADD CONSTRAINT "birth_house_women_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "birth_house_women" ADD CONSTRAINT "birth_house_women_establishment_id_birth_houses_establishment_id_fk" FOREIGN KEY ("establishment_id") REFERENCES "public"."birth_houses"("establishment_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "birth_house_women" ADD CONSTRAINT "birth_house_women_referent_midwife_id_birth_house_midwives_id_fk" FOREIGN KEY ("referent_midwife_id") REFERENCES "public"."birth_house_midwives"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transfer_reasons" ADD CONSTRAINT "transfer_reasons_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "birth_house_report_versions_report_id_version_key" ON "birth_house_report_versions" USING btree ("report_id","version");--> statement-breakpoint
CREATE UNIQUE INDEX "birth_house_report_versions_receipt_key" ON "birth_house_report_versions" USING btree ("network_id","receipt");--> statement-breakpoint
CREATE UNIQUE INDEX "birth_house_reports_establishment_id_year_key" ON "birth_house_reports" USING btree ("establishment_id","year");--> statement-breakpoint
CREATE INDEX "birth_house_reports_network_id_year_idx" ON "birth_house_reports" USING btree ("network_id","year");--> statement-breakpoint
CREATE UNIQUE INDEX "birth_house_charters_establishment_id_version_key" ON "birth_house_charters" USING btree ("establishment_id","version");--> statement-breakpoint
CREATE UNIQUE INDEX "birth_house_charters_draft_key" ON "birth_house_charters" USING btree ("establishment_id") WHERE "birth_house_charters"."adopted_on" is null;--> statement-breakpoint
CREATE INDEX "birth_house_conventions_establishment_id_idx" ON "birth_house_conventions" USING btree ("establishment_id","starts_on");--> statement-breakpoint
CREATE INDEX "birth_house_documents_establishment_id_idx" ON "birth_house_documents" USING btree ("establishment_id");--> statement-breakpoint
CREATE INDEX "birth_house_exchanges_about_id_idx" ON "birth_house_exchanges" USING btree ("about_id","written_at");--> statement-breakpoint
CREATE UNIQUE INDEX "birth_house_file_versions_file_id_version_key" ON "birth_house_file_versions" USING btree ("file_id","version");--> statement-breakpoint
CREATE INDEX "birth_house_files_establishment_id_idx" ON "birth_house_files" USING btree ("establishment_id");--> statement-breakpoint
CREATE INDEX "birth_house_meetings_establishment_id_idx" ON "birth_house_meetings" USING btree ("establishment_id","held_on");--> statement-breakpoint
CREATE INDEX "birth_house_midwives_establishment_id_idx" ON "birth_house_midwives" USING btree ("establishment_id");--> statement-breakpoint
CREATE INDEX "birth_house_staff_establishment_id_idx" ON "birth_house_staff" USING btree ("establishment_id");--> statement-breakpoint
CREATE INDEX "birth_houses_network_id_idx" ON "birth_houses" USING btree ("network_id");--> statement-breakpoint
CREATE INDEX "birth_houses_partner_establishment_id_idx" ON "birth_houses" USING btree ("partner_establishment_id");--> statement-breakpoint
CREATE UNIQUE INDEX "birth_houses_network_id_short_name_key" ON "birth_houses" USING btree ("network_id","short_name");--> statement-breakpoint
CREATE INDEX "birth_house_corrections_row_id_idx" ON "birth_house_corrections" USING btree ("row_id","at");--> statement-breakpoint
CREATE INDEX "birth_house_criteria_establishment_id_idx" ON "birth_house_criteria" USING btree ("establishment_id");--> statement-breakpoint
CREATE INDEX "birth_house_deliveries_establishment_id_born_at_idx" ON "birth_house_deliveries" USING btree ("establishment_id","born_at");--> statement-breakpoint
CREATE UNIQUE INDEX "birth_house_monthly_returns_month_key" ON "birth_house_monthly_returns" USING btree ("establishment_id","month");--> statement-breakpoint
CREATE UNIQUE INDEX "birth_house_newborns_woman_id_rank_key" ON "birth_house_newborns" USING btree ("woman_id","rank");--> statement-breakpoint
CREATE INDEX "birth_house_newborns_establishment_id_idx" ON "birth_house_newborns" USING btree ("establishment_id");--> statement-breakpoint
CREATE UNIQUE INDEX "birth_house_transfers_form_key_key" ON "birth_house_transfers" USING btree ("establishment_id","form_key");--> statement-breakpoint
CREATE UNIQUE INDEX "birth_house_transfers_number_key" ON "birth_house_transfers" USING btree ("establishment_id","year","rank");--> statement-breakpoint
CREATE INDEX "birth_house_transfers_establishment_id_decided_at_idx" ON "birth_house_transfers" USING btree ("establishment_id","decided_at");--> statement-breakpoint
CREATE INDEX "birth_house_transfers_destination_idx" ON "birth_house_transfers" USING btree ("destination_establishment_id","decided_at");--> statement-breakpoint
CREATE UNIQUE INDEX "birth_house_women_number_key" ON "birth_house_women" USING btree ("establishment_id","year","rank");--> statement-breakpoint
CREATE INDEX "birth_house_women_establishment_id_due_on_idx" ON "birth_house_women" USING btree ("establishment_id","due_on");--> statement-breakpoint
CREATE UNIQUE INDEX "transfer_reasons_network_id_phase_code_key" ON "transfer_reasons" USING btree ("network_id","phase","code");--> statement-breakpoint
ALTER TABLE "establishments" ADD CONSTRAINT "establishments_kind_check" CHECK ("establishments"."kind" in ('maternity', 'birth-house'));