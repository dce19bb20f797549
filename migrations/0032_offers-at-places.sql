-- Until they are made again (`rules`), cards already there are found as they were: each of their offers at all their places.
-- They are few. The owner of the table is not to be kept from them by its own locks.
alter table directory_cards no force row level security;
--> statement-breakpoint
update directory_cards as cards set
  spot_access = array(
    select concat_ws(' ', nullif(cards.spot_access[spot], ''), (
      select string_agg(lexeme, ' ') from unnest(tsvector_to_array(cards.terms)) as lexeme where lexeme ~ '^[kmi]:'))
    from generate_subscripts(cards.latitudes, 1) as spot order by spot
  ),
  terms = cards.terms || array_to_tsvector(array(
    select 'h:' || facet || ':' || lexeme
    from unnest(cards.facets) as facet, unnest(tsvector_to_array(cards.terms)) as lexeme
    where facet ~ '^[km]:' and lexeme ~ '^g[0-9]:'
  ))
where cardinality(cards.latitudes) > 0
  and exists (select from unnest(cards.facets) as facet where facet like 'k:%');
--> statement-breakpoint
alter table directory_cards force row level security;
