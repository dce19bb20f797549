ALTER TABLE "birth_house_corrections" ADD COLUMN "reason" varchar(300);--> statement-breakpoint
ALTER TABLE "birth_house_newborns" ADD COLUMN "revision" integer DEFAULT 1 NOT NULL;