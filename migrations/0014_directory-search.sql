ALTER TABLE "directory_card_places" DISABLE ROW LEVEL SECURITY;--> statement-breakpoint
DROP TABLE "directory_card_places" CASCADE;--> statement-breakpoint
DROP INDEX "directory_cards_words_idx";--> statement-breakpoint
ALTER TABLE "directory_cards" ADD COLUMN "terms" "tsvector" DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "directory_cards" ADD COLUMN "facets" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "directory_cards" ADD COLUMN "latitudes" double precision[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "directory_cards" ADD COLUMN "longitudes" double precision[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
CREATE INDEX "directory_cards_name_idx" ON "directory_cards" USING btree ("network_id","audience","sort_name" text_pattern_ops);--> statement-breakpoint
CREATE INDEX "directory_cards_terms_public_idx" ON "directory_cards" USING gin ("terms") WHERE "directory_cards"."audience" = 'public';--> statement-breakpoint
CREATE INDEX "directory_cards_terms_members_idx" ON "directory_cards" USING gin ("terms") WHERE "directory_cards"."audience" = 'members';--> statement-breakpoint
CREATE INDEX "directory_cards_terms_emergency_idx" ON "directory_cards" USING gin ("terms") WHERE "directory_cards"."audience" = 'emergency';--> statement-breakpoint
CREATE INDEX "directory_cards_terms_team_idx" ON "directory_cards" USING gin ("terms") WHERE "directory_cards"."audience" = 'team';
--> statement-breakpoint
-- Row-level security is checked before any condition that PostgreSQL does not hold to be leakproof, and a full-text or
-- trigram condition is not: under it, no such index is ever used. The search therefore reads a view, whose owner the
-- policies let through, and which holds the same two conditions itself: the networks of the transaction, and public cards
-- only for a reader without an account. It shows what is needed to find a card; the cards themselves are then read from
-- the table, under its policies.
do $$ begin
  if not exists (select from pg_roles where rolname = 'trame_search') then
    create role trame_search nologin nosuperuser nobypassrls;
  end if;
exception when duplicate_object or unique_violation then null; -- two databases of one server migrating at once
end $$;
--> statement-breakpoint
do $$ begin execute format('grant trame_search to %I', current_user); end $$;
--> statement-breakpoint
grant usage, create on schema public to trame_search;
--> statement-breakpoint
grant select on directory_cards to trame_search;
--> statement-breakpoint
create policy directory_cards_search on directory_cards for select to trame_search using (true);
--> statement-breakpoint
-- The second condition bound every role; the view’s owner must not be, since the view has it.
drop policy directory_cards_public on directory_cards;
--> statement-breakpoint
create policy directory_cards_public on directory_cards as restrictive to trame_app
  using (audience = 'public' or not (select trame_public()));
--> statement-breakpoint
create view directory_findable_cards as
  select network_id, audience, subject_kind, subject_id, sort_name, terms, facets, latitudes, longitudes
  from directory_cards
  where network_id = any ((select trame_networks())::uuid[])
    and (audience = 'public' or not (select trame_public()));
--> statement-breakpoint
alter view directory_findable_cards owner to trame_search;
--> statement-breakpoint
revoke create on schema public from trame_search;
--> statement-breakpoint
grant select on directory_findable_cards to trame_app;
