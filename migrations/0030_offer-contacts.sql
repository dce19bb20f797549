ALTER TABLE "directory_offers" ADD COLUMN "phone" varchar(20);--> statement-breakpoint
ALTER TABLE "directory_offers" ADD COLUMN "email" varchar(254);--> statement-breakpoint
ALTER TABLE "directory_offers" ADD COLUMN "link" varchar(300);--> statement-breakpoint
ALTER TABLE "directory_offers" ADD COLUMN "message" varchar(254);--> statement-breakpoint
-- The one contact of each offer goes to the column of its channel, and everything kept that named it follows. The owner of
-- the tables is not to be kept from them by its own locks.
alter table directory_offers no force row level security;
--> statement-breakpoint
alter table directory_reports no force row level security;
--> statement-breakpoint
alter table directory_merges no force row level security;
--> statement-breakpoint
alter table directory_publications no force row level security;
--> statement-breakpoint
alter table directory_cards no force row level security;
--> statement-breakpoint
update directory_offers set
  phone = case when contact_channel = 'phone' then contact_value end,
  email = case when contact_channel = 'email' then contact_value end,
  link = case when contact_channel = 'link' then contact_value end,
  message = case when contact_channel = 'message' then contact_value end,
  -- What no form ever wrote, and no column would take: kept in sight.
  note = case when contact_channel in ('phone', 'email', 'link', 'message') then note
    else left(concat_ws(', ', note, contact_value), 500) end
where contact_value is not null;
--> statement-breakpoint
create function pg_temp.by_channel(said jsonb) returns jsonb language sql as $$
  select jsonb_object_agg(
    coalesce('offer.' || offers.id || '.' || offers.contact_channel, each.key),
    each.value
  )
  from jsonb_each(said) as each
    left join directory_offers as offers
      on each.key like 'offer.%.contactValue' and offers.id::text = split_part(each.key, '.', 2)
$$;
--> statement-breakpoint
update directory_reports set proposal = pg_temp.by_channel(proposal) where proposal::text like '%.contactValue"%';
--> statement-breakpoint
update directory_reports set record_said = pg_temp.by_channel(record_said) where record_said::text like '%.contactValue"%';
--> statement-breakpoint
-- A merge filled what one of two offers lacked: undone, it takes back the same thing from where it is now.
update directory_merges set moved = (
  select jsonb_agg(
    case when one->>'table' = 'offer' and one->'after' ? 'contactValue' then
      one || jsonb_build_object(
        'before', (one->'before') - 'contactChannel' - 'contactValue'
          || jsonb_build_object(one->'after'->>'contactChannel', one->'before'->'contactValue'),
        'after', (one->'after') - 'contactChannel' - 'contactValue'
          || jsonb_build_object(one->'after'->>'contactChannel', one->'after'->'contactValue')
      )
    else one end
    order by rank
  )
  from jsonb_array_elements(moved) with ordinality as each(one, rank)
) where moved::text like '%"contactChannel"%';
--> statement-breakpoint
-- A document that shows how an offer is asked for is taken back when that very way is closed.
update directory_publications set shown = (
  select jsonb_object_agg(record, (
    select coalesce(jsonb_agg(part || coalesce(':' || offers.contact_channel, '')), '[]')
    from jsonb_array_elements_text(parts) as part
      left join directory_offers as offers on part = 'asked:' || offers.id
  ))
  from jsonb_each(shown) as each(record, parts)
) where shown::text like '%"asked:%';
--> statement-breakpoint
-- Until they are made again (`rules`), cards say what they said.
update directory_cards set card = jsonb_set(card, '{offers}', (
  select jsonb_agg(
    offer - 'contactChannel' - 'contactValue' || case when offer ?& array['contactChannel', 'contactValue']
      then jsonb_build_object(offer->>'contactChannel', offer->'contactValue') else '{}' end
    order by rank
  )
  from jsonb_array_elements(card->'offers') with ordinality as each(offer, rank)
)) where jsonb_path_exists(card, '$.offers[*].contactChannel');
--> statement-breakpoint
alter table directory_offers force row level security;
--> statement-breakpoint
alter table directory_reports force row level security;
--> statement-breakpoint
alter table directory_merges force row level security;
--> statement-breakpoint
alter table directory_publications force row level security;
--> statement-breakpoint
alter table directory_cards force row level security;
--> statement-breakpoint
ALTER TABLE "directory_offers" DROP COLUMN "contact_channel";--> statement-breakpoint
ALTER TABLE "directory_offers" DROP COLUMN "contact_value";
