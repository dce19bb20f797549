ALTER TABLE "directory_import_rows" ADD COLUMN "remark" text;--> statement-breakpoint
ALTER TABLE "directory_imports" ADD COLUMN "proposal" jsonb;--> statement-breakpoint
ALTER TABLE "directory_imports" ADD COLUMN "outcome" jsonb;--> statement-breakpoint
ALTER TABLE "directory_imports" ADD COLUMN "doubts" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "directory_imports" ADD COLUMN "steps_done" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "directory_imports" ADD COLUMN "steps_total" integer;--> statement-breakpoint
ALTER TABLE "directory_publications" ADD COLUMN "ready_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "directory_publications" ADD COLUMN "failed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "directory_publications" ADD COLUMN "withdrawn_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "directory_publications" ADD COLUMN "bytes" integer;--> statement-breakpoint
ALTER TABLE "directory_publications" ADD COLUMN "file_removed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "directory_publications" ADD COLUMN "shown" jsonb;--> statement-breakpoint
-- A reader without an account may take the booklets and the open data made for everybody, and sees no other trace of what
-- was made.
drop policy directory_publications_not_public on directory_publications;
--> statement-breakpoint
create policy directory_publications_public on directory_publications as restrictive
  using (not (select trame_public()) or (audience = 'public' and kind in ('booklet', 'open-data')));
