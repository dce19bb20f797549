-- Until they are made again (`rules`), cards already there are found as they were: what each offers, and each access to it,
-- in all its territories. They are few. The owner of the table is not to be kept from them by its own locks.
alter table directory_cards no force row level security;
--> statement-breakpoint
update directory_cards as cards set
  facets = cards.facets || there.lexemes,
  terms = cards.terms || array_to_tsvector(there.lexemes)
from (
  select network_id, subject_kind, subject_id, variant,
    array_agg(distinct 'z' || substr(territory, 2) || ':' || lexeme) as lexemes
  from directory_cards, unnest(facets) as territory, unnest(tsvector_to_array(terms)) as lexeme
  where territory like 't:%' and lexeme ~ '^[kmia]:'
    and exists (select from unnest(facets) as facet where facet ~ '^[ka]:')
  group by network_id, subject_kind, subject_id, variant
) as there
where cards.network_id = there.network_id and cards.subject_kind = there.subject_kind
  and cards.subject_id = there.subject_id and cards.variant = there.variant;
--> statement-breakpoint
alter table directory_cards force row level security;
