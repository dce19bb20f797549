-- Audiences that know the same of a record now share its card: a row says for whom it is instead of having one audience.
DROP VIEW "directory_findable_cards";--> statement-breakpoint
DROP POLICY "directory_cards_public" ON "directory_cards";--> statement-breakpoint
DROP INDEX "directory_cards_sort_idx";--> statement-breakpoint
DROP INDEX "directory_cards_terms_members_idx";--> statement-breakpoint
DROP INDEX "directory_cards_terms_emergency_idx";--> statement-breakpoint
DROP INDEX "directory_cards_terms_team_idx";--> statement-breakpoint
DROP INDEX "directory_cards_name_idx";--> statement-breakpoint
DROP INDEX "directory_cards_terms_public_idx";--> statement-breakpoint
ALTER TABLE "directory_cards" DROP CONSTRAINT "directory_cards_pkey";--> statement-breakpoint
ALTER TABLE "directory_cards" ADD COLUMN "variant" smallint;--> statement-breakpoint
ALTER TABLE "directory_cards" ADD COLUMN "for_public" boolean;--> statement-breakpoint
ALTER TABLE "directory_cards" ADD COLUMN "for_members" boolean;--> statement-breakpoint
ALTER TABLE "directory_cards" ADD COLUMN "for_emergency" boolean;--> statement-breakpoint
ALTER TABLE "directory_cards" ADD COLUMN "for_team" boolean;--> statement-breakpoint
-- Cards already there are shared when their record next changes.
UPDATE "directory_cards" SET
  "variant" = array_position(array['team', 'emergency', 'members', 'public'], "audience"::text) - 1,
  "for_public" = "audience" = 'public',
  "for_members" = "audience" = 'members',
  "for_emergency" = "audience" = 'emergency',
  "for_team" = "audience" = 'team';--> statement-breakpoint
ALTER TABLE "directory_cards" ALTER COLUMN "variant" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "directory_cards" ALTER COLUMN "for_public" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "directory_cards" ALTER COLUMN "for_members" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "directory_cards" ALTER COLUMN "for_emergency" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "directory_cards" ALTER COLUMN "for_team" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "directory_cards" ALTER COLUMN "terms" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "directory_cards" ALTER COLUMN "facets" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "directory_cards" ALTER COLUMN "latitudes" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "directory_cards" ALTER COLUMN "longitudes" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "directory_cards" DROP COLUMN "audience";--> statement-breakpoint
ALTER TABLE "directory_cards" DROP COLUMN "words";--> statement-breakpoint
ALTER TABLE "directory_cards" DROP COLUMN "category";--> statement-breakpoint
ALTER TABLE "directory_cards" DROP COLUMN "profession_code";--> statement-breakpoint
ALTER TABLE "directory_cards" DROP COLUMN "skill_codes";--> statement-breakpoint
ALTER TABLE "directory_cards" DROP COLUMN "offers";--> statement-breakpoint
ALTER TABLE "directory_cards" DROP COLUMN "methods";--> statement-breakpoint
ALTER TABLE "directory_cards" DROP COLUMN "languages";--> statement-breakpoint
ALTER TABLE "directory_cards" DROP COLUMN "accessibility";--> statement-breakpoint
ALTER TABLE "directory_cards" DROP COLUMN "territory_ids";--> statement-breakpoint
ALTER TABLE "directory_cards" DROP COLUMN "is_member";--> statement-breakpoint
ALTER TABLE "directory_cards" DROP COLUMN "verified_on";--> statement-breakpoint
ALTER TABLE "directory_cards" ADD CONSTRAINT "directory_cards_pkey" PRIMARY KEY("network_id","subject_kind","subject_id","variant");--> statement-breakpoint
CREATE INDEX "directory_cards_name_idx" ON "directory_cards" USING btree ("network_id","sort_name" text_pattern_ops,"for_public","for_members","for_emergency","for_team");--> statement-breakpoint
CREATE INDEX "directory_cards_terms_public_idx" ON "directory_cards" USING gin ("terms") WHERE "directory_cards"."for_public";--> statement-breakpoint
CREATE INDEX "directory_cards_terms_idx" ON "directory_cards" USING gin ("terms") WHERE "directory_cards"."for_members" or "directory_cards"."for_emergency" or "directory_cards"."for_team";--> statement-breakpoint
create policy directory_cards_public on directory_cards as restrictive to trame_app
  using (for_public or not (select trame_public()));
--> statement-breakpoint
create view directory_findable_cards as
  select network_id, subject_kind, subject_id, for_public, for_members, for_emergency, for_team, sort_name, terms, facets,
    latitudes, longitudes
  from directory_cards
  where network_id = any ((select trame_networks())::uuid[])
    and (for_public or not (select trame_public()));
--> statement-breakpoint
grant create on schema public to trame_search;
--> statement-breakpoint
alter view directory_findable_cards owner to trame_search;
--> statement-breakpoint
revoke create on schema public from trame_search;
--> statement-breakpoint
grant select on directory_findable_cards to trame_app;
