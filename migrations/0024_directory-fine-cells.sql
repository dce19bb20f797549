drop view directory_findable_cards;--> statement-breakpoint
ALTER TABLE "directory_cards" drop column "cell";--> statement-breakpoint
ALTER TABLE "directory_cards" ADD COLUMN "cell" integer GENERATED ALWAYS AS ((floor(latitudes[1] / 0.025) * 100000 + floor(longitudes[1] / 0.025 * 0.7))::int) STORED;--> statement-breakpoint
CREATE INDEX "directory_cards_cell_idx" ON "directory_cards" USING btree ("network_id","cell","for_public","for_members","for_emergency","for_team");--> statement-breakpoint
create view directory_findable_cards as
  select network_id, subject_kind, subject_id, for_public, for_members, for_emergency, for_team, sort_name, terms, facets,
    latitudes, longitudes, cell
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
