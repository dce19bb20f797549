CREATE TABLE "directory_bulk_acts" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"network_id" uuid NOT NULL,
	"act" varchar(20) NOT NULL,
	"records" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"by" varchar(200) NOT NULL,
	"by_user_id" uuid,
	"undone_at" timestamp with time zone,
	"undone_by" varchar(200),
	CONSTRAINT "directory_bulk_acts_act_check" CHECK ("directory_bulk_acts"."act" in ('territory', 'membership', 'archive'))
);
--> statement-breakpoint
CREATE TABLE "directory_record_requests" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"network_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"asked_at" timestamp with time zone NOT NULL,
	"last_name" varchar(100) NOT NULL,
	"first_name" varchar(100),
	"profession_code" varchar(4),
	"rpps_number" varchar(11),
	"message" varchar(500),
	"answered_at" timestamp with time zone,
	"answered_by" varchar(200),
	"person_id" uuid,
	"refusal" varchar(300),
	CONSTRAINT "directory_record_requests_answer_check" CHECK ("directory_record_requests"."answered_at" is null or num_nonnulls("directory_record_requests"."person_id", "directory_record_requests"."refusal") = 1)
);
--> statement-breakpoint
ALTER TABLE "directory_changes" ADD COLUMN "bulk_id" uuid;--> statement-breakpoint
ALTER TABLE "directory_bulk_acts" ADD CONSTRAINT "directory_bulk_acts_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory_record_requests" ADD CONSTRAINT "directory_record_requests_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory_record_requests" ADD CONSTRAINT "directory_record_requests_person_id_directory_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."directory_people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "directory_bulk_acts_network_id_at_idx" ON "directory_bulk_acts" USING btree ("network_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "directory_record_requests_open_key" ON "directory_record_requests" USING btree ("network_id","user_id") WHERE "directory_record_requests"."answered_at" is null;--> statement-breakpoint
CREATE INDEX "directory_record_requests_network_id_asked_at_idx" ON "directory_record_requests" USING btree ("network_id","asked_at");--> statement-breakpoint
CREATE INDEX "directory_changes_bulk_id_idx" ON "directory_changes" USING btree ("bulk_id") WHERE "directory_changes"."bulk_id" is not null;--> statement-breakpoint
do $$
declare tenant text;
begin
  foreach tenant in array array['directory_bulk_acts', 'directory_record_requests'] loop
    execute format('alter table %I enable row level security', tenant);
    execute format('alter table %I force row level security', tenant);
    execute format(
      'create policy %I on %I using (network_id = any ((select trame_networks())::uuid[])) with check (network_id = any ((select trame_networks())::uuid[]))',
      tenant || '_tenant', tenant);
    execute format(
      'create policy %I on %I as restrictive using (not (select trame_public()))', tenant || '_not_public', tenant);
  end loop;
end $$;
