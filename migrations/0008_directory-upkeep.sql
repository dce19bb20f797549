CREATE TABLE "directory_dead_addresses" (
	"network_id" uuid NOT NULL,
	"email" varchar(254) NOT NULL,
	"noted_at" timestamp with time zone NOT NULL,
	"noted_by" varchar(200) NOT NULL,
	CONSTRAINT "directory_dead_addresses_pkey" PRIMARY KEY("network_id","email"),
	CONSTRAINT "directory_dead_addresses_email_check" CHECK ("directory_dead_addresses"."email" = lower("directory_dead_addresses"."email"))
);
--> statement-breakpoint
CREATE TABLE "directory_merges" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"network_id" uuid NOT NULL,
	"duplicate_id" uuid NOT NULL,
	"subject_kind" varchar(10) NOT NULL,
	"kept_id" uuid NOT NULL,
	"archived_id" uuid NOT NULL,
	"merged_at" timestamp with time zone NOT NULL,
	"merged_by" varchar(200) NOT NULL,
	"fields" jsonb NOT NULL,
	"moved" jsonb NOT NULL,
	"undone_at" timestamp with time zone,
	"undone_by" varchar(200)
);
--> statement-breakpoint
DROP INDEX "echographer_identifiers_network_id_identifier_key";--> statement-breakpoint
ALTER TABLE "directory_reviews" ADD COLUMN "asked_by" varchar(4) DEFAULT 'wave' NOT NULL;--> statement-breakpoint
ALTER TABLE "directory_reviews" ALTER COLUMN "asked_by" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "directory_dead_addresses" ADD CONSTRAINT "directory_dead_addresses_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory_merges" ADD CONSTRAINT "directory_merges_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory_merges" ADD CONSTRAINT "directory_merges_duplicate_id_directory_duplicates_id_fk" FOREIGN KEY ("duplicate_id") REFERENCES "public"."directory_duplicates"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "directory_merges_duplicate_id_idx" ON "directory_merges" USING btree ("duplicate_id","merged_at");--> statement-breakpoint
CREATE INDEX "directory_merges_archived_id_idx" ON "directory_merges" USING btree ("archived_id");--> statement-breakpoint
CREATE INDEX "directory_reviews_subject_id_idx" ON "directory_reviews" USING btree ("subject_id");--> statement-breakpoint
CREATE INDEX "directory_reviews_email_idx" ON "directory_reviews" USING btree ("network_id",lower("email"));--> statement-breakpoint
CREATE UNIQUE INDEX "echographer_identifiers_network_id_identifier_key" ON "echographer_identifiers" USING btree ("network_id",regexp_replace(upper("identifier"), '[^A-Z0-9]', '', 'g'));--> statement-breakpoint
ALTER TABLE "directory_reviews" ADD CONSTRAINT "directory_reviews_asked_by_check" CHECK ("directory_reviews"."asked_by" in ('wave', 'team', 'self'));
--> statement-breakpoint
alter table directory_merges enable row level security;
--> statement-breakpoint
alter table directory_merges force row level security;
--> statement-breakpoint
create policy directory_merges_tenant on directory_merges
  using (network_id = any ((select trame_networks())::uuid[]))
  with check (network_id = any ((select trame_networks())::uuid[]));
--> statement-breakpoint
create policy directory_merges_not_public on directory_merges as restrictive using (not (select trame_public()));
--> statement-breakpoint
alter table directory_dead_addresses enable row level security;
--> statement-breakpoint
alter table directory_dead_addresses force row level security;
--> statement-breakpoint
create policy directory_dead_addresses_tenant on directory_dead_addresses
  using (network_id = any ((select trame_networks())::uuid[]))
  with check (network_id = any ((select trame_networks())::uuid[]));
--> statement-breakpoint
create policy directory_dead_addresses_not_public on directory_dead_addresses
  as restrictive using (not (select trame_public()));
--> statement-breakpoint
-- The network of the row a signed link names: whoever opens the link stands in none yet.
create function network_of_review(wanted uuid) returns uuid
  language sql stable security definer set search_path = public, pg_temp
as $$ select network_id from directory_reviews where id = wanted $$;
--> statement-breakpoint
create function network_of_echographer_identifier(wanted uuid) returns uuid
  language sql stable security definer set search_path = public, pg_temp
as $$ select network_id from echographer_identifiers where id = wanted $$;
