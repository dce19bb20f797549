ALTER TABLE "birth_house_documents" ADD COLUMN "kind" varchar(15) NOT NULL;--> statement-breakpoint
ALTER TABLE "birth_house_documents" ADD COLUMN "removed_by" varchar(200);--> statement-breakpoint
ALTER TABLE "birth_house_documents" ADD COLUMN "replaced_by_id" uuid;--> statement-breakpoint
ALTER TABLE "birth_house_file_versions" ADD COLUMN "content_hash" varchar(64) NOT NULL;--> statement-breakpoint
ALTER TABLE "birth_house_file_versions" ADD COLUMN "receipt" varchar(60) NOT NULL;--> statement-breakpoint
ALTER TABLE "birth_house_file_versions" ADD COLUMN "document_ids" uuid[] NOT NULL;--> statement-breakpoint
ALTER TABLE "birth_house_file_versions" ADD COLUMN "reason" varchar(500);--> statement-breakpoint
ALTER TABLE "birth_house_files" ADD COLUMN "decided_version" smallint;--> statement-breakpoint
CREATE UNIQUE INDEX "birth_house_file_versions_receipt_key" ON "birth_house_file_versions" USING btree ("network_id","receipt");--> statement-breakpoint
CREATE INDEX "birth_house_file_versions_establishment_id_idx" ON "birth_house_file_versions" USING btree ("establishment_id");--> statement-breakpoint
CREATE UNIQUE INDEX "birth_house_files_open_key" ON "birth_house_files" USING btree ("establishment_id") WHERE "birth_house_files"."decision" is null;--> statement-breakpoint
ALTER TABLE "birth_house_documents" ADD CONSTRAINT "birth_house_documents_kind_check" CHECK ("birth_house_documents"."kind" in ('statutes', 'convention', 'charter', 'premises', 'insurance', 'accounts', 'other', 'request'));--> statement-breakpoint
ALTER TABLE "birth_house_documents" ADD CONSTRAINT "birth_house_documents_removed_check" CHECK (("birth_house_documents"."removed_at" is null) = ("birth_house_documents"."removed_by" is null));--> statement-breakpoint
ALTER TABLE "birth_house_file_versions" ADD CONSTRAINT "birth_house_file_versions_reason_check" CHECK (("birth_house_file_versions"."version" = 1) = ("birth_house_file_versions"."reason" is null));--> statement-breakpoint
ALTER TABLE "birth_house_files" ADD CONSTRAINT "birth_house_files_decided_check" CHECK (("birth_house_files"."decision" is null) = ("birth_house_files"."decided_version" is null) and ("birth_house_files"."decision" is null) = ("birth_house_files"."decided_on" is null));--> statement-breakpoint
ALTER TABLE "birth_house_files" ADD CONSTRAINT "birth_house_files_valid_check" CHECK ("birth_house_files"."valid_to" is null or "birth_house_files"."valid_from" <= "birth_house_files"."valid_to");--> statement-breakpoint
-- What was sent to the agency stays as it was: the runtime role adds, it changes and removes nothing.
revoke update, delete, truncate on birth_house_file_versions from trame_app;
--> statement-breakpoint
-- Whom a house writes to: the people of the agency of its region. Their rights name a region, which the transactions of
-- a house do not read; this says who they are to whoever acts in a network of that region, and nothing else of them.
create function agency_readers(network uuid) returns table (user_id uuid, email varchar, name varchar)
  language sql stable security definer set search_path = public, pg_temp
as $$
  select distinct u.id, u.email, u.name
    from networks n
    join role_grants g on g.region_code = n.region_code and g.role = 'ars' and g.revoked_at is null
    join users u on u.id = g.user_id and u.deactivated_at is null
    where n.id = network and n.id = any (trame_networks()) and not trame_public()
    order by u.email limit 100 $$;
