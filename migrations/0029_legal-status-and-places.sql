ALTER TABLE "directory_situations" ADD COLUMN "said_elsewhere" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "directory_structures" ADD COLUMN "legal_status" varchar(20);