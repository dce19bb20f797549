ALTER TABLE "directory_import_rows" ADD COLUMN "remark" text;--> statement-breakpoint
ALTER TABLE "directory_imports" ADD COLUMN "proposal" jsonb;--> statement-breakpoint
ALTER TABLE "directory_imports" ADD COLUMN "outcome" jsonb;--> statement-breakpoint
ALTER TABLE "directory_imports" ADD COLUMN "doubts" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "directory_imports" ADD COLUMN "steps_done" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "directory_imports" ADD COLUMN "steps_total" integer;