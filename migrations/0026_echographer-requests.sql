ALTER TABLE "directory_publications" ADD COLUMN "content_hash" varchar(64);--> statement-breakpoint
ALTER TABLE "echographer_identifiers" ADD COLUMN "renewal_asked_at" timestamp with time zone;--> statement-breakpoint
-- Requests made before, that neither a renewal nor an end has answered. The owner passes the policies it forces on itself.
ALTER TABLE "echographer_identifiers" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "echographer_events" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
UPDATE "echographer_identifiers" SET "renewal_asked_at" = (
  SELECT max(asked."at") FROM "echographer_events" asked
  WHERE asked."identifier_id" = "echographer_identifiers"."id" AND asked."kind" = 'renewal-asked'
    AND NOT EXISTS (SELECT FROM "echographer_events" later
      WHERE later."identifier_id" = asked."identifier_id" AND later."kind" = 'renewed' AND later."at" > asked."at")
) WHERE "ceased_on" IS NULL;--> statement-breakpoint
ALTER TABLE "echographer_identifiers" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "echographer_events" FORCE ROW LEVEL SECURITY;
