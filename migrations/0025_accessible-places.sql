ALTER TABLE "directory_cards" ADD COLUMN "spot_access" text[];--> statement-breakpoint
ALTER TABLE "directory_cards" ADD COLUMN "rules" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
grant create on schema public to trame_search;
--> statement-breakpoint
create or replace view directory_findable_cards as
  select network_id, subject_kind, subject_id, for_public, for_members, for_emergency, for_team, sort_name, terms, facets,
    latitudes, longitudes, cell, spot_access
  from directory_cards
  where network_id = any ((select trame_networks())::uuid[])
    and (for_public or not (select trame_public()));
--> statement-breakpoint
revoke create on schema public from trame_search;
--> statement-breakpoint
-- Until the night, when they are made again (`rules`), cards already there are found as they were: all their places for
-- one that is accessible. They are few. The owner of the table is not to be kept from them by its own locks.
alter table directory_cards no force row level security;
--> statement-breakpoint
update directory_cards as cards set
  spot_access = array_fill(
    (select string_agg(substr(facet, 3), ' ') from unnest(cards.facets) as facet where facet like 'a:%'),
    array[cardinality(cards.latitudes)]
  ),
  terms = cards.terms || array_to_tsvector(array(
    select 'h:' || substr(facet, 3) || ':' || lexeme
    from unnest(cards.facets) as facet, unnest(tsvector_to_array(cards.terms)) as lexeme
    where facet like 'a:%' and lexeme ~ '^g[0-9]:'
  ))
where cardinality(cards.latitudes) > 0
  and exists (select from unnest(cards.facets) as facet where facet like 'a:%');
--> statement-breakpoint
alter table directory_cards force row level security;
