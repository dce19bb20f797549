ALTER TABLE "directory_offers" ADD COLUMN "provenance" jsonb DEFAULT '{}'::jsonb NOT NULL;
--> statement-breakpoint
-- What was said of offers until now has its source in their history: who wrote each field last, and on which day there.
-- The owner of the tables is not to be kept from them by its own locks.
alter table directory_offers no force row level security;
alter table directory_changes no force row level security;
alter table directory_people no force row level security;
--> statement-breakpoint
update directory_offers as offers set provenance = said.provenance
from (
  select offer_id, jsonb_object_agg(field, source) as provenance
  from (
    select distinct on (changes.row_id, field) changes.row_id as offer_id, field, jsonb_build_object(
      'source', case
        when changes.reason like 'signalé par %' then 'report'
        when changes.reason like 'proposé par lien %' or changes.by_user_id = people.user_id
          or (changes.by like '%, par son lien' and changes.by not like 'la personne qui répond %') then 'person'
        else 'team'
      end,
      'on', to_char(changes.at at time zone networks.time_zone, 'YYYY-MM-DD'),
      'by', changes.by
    ) as source
    from directory_changes as changes
      join networks on networks.id = changes.network_id
      left join directory_people as people on changes.subject_kind = 'person' and people.id = changes.subject_id
      cross join lateral jsonb_each(changes.after) as each(key, value)
      cross join lateral (select case each.key
        when 'contactValue' then coalesce(changes.after->>'contactChannel', changes.before->>'contactChannel', each.key)
        else each.key end) as named(field)
    where changes.what = 'offer' and jsonb_typeof(changes.after) = 'object' and each.value not in ('null', '[]')
      and each.key not in ('id', 'networkId', 'createdAt', 'updatedAt', 'visibleTo', 'provenance', 'contactChannel')
    order by changes.row_id, field, changes.at desc
  ) as latest
  group by offer_id
) as said
where offers.id = said.offer_id;
--> statement-breakpoint
alter table directory_offers force row level security;
alter table directory_changes force row level security;
alter table directory_people force row level security;
