CREATE TABLE "echographer_documents" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"network_id" uuid NOT NULL,
	"identifier_id" uuid NOT NULL,
	"event_id" uuid NOT NULL,
	"name" varchar(200) NOT NULL,
	"media_type" varchar(100) NOT NULL,
	"bytes" integer NOT NULL,
	"content_hash" varchar(64) NOT NULL,
	"stored" varchar(100) NOT NULL,
	"uploaded_at" timestamp with time zone NOT NULL,
	"uploaded_by" varchar(200) NOT NULL,
	"removed_at" timestamp with time zone,
	"removed_by" varchar(200),
	CONSTRAINT "echographer_documents_removed_check" CHECK (("echographer_documents"."removed_at" is null) = ("echographer_documents"."removed_by" is null))
);
--> statement-breakpoint
ALTER TABLE "echographer_documents" ADD CONSTRAINT "echographer_documents_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "echographer_documents" ADD CONSTRAINT "echographer_documents_identifier_id_echographer_identifiers_id_fk" FOREIGN KEY ("identifier_id") REFERENCES "public"."echographer_identifiers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "echographer_documents" ADD CONSTRAINT "echographer_documents_event_id_echographer_events_id_fk" FOREIGN KEY ("event_id") REFERENCES "public"."echographer_events"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "echographer_documents_identifier_id_idx" ON "echographer_documents" USING btree ("identifier_id");--> statement-breakpoint
alter table echographer_documents enable row level security;
--> statement-breakpoint
alter table echographer_documents force row level security;
--> statement-breakpoint
create policy echographer_documents_tenant on echographer_documents
  using (network_id = any ((select trame_networks())::uuid[]))
  with check (network_id = any ((select trame_networks())::uuid[]));
