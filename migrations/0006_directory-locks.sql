-- The locks of the directory. A reader without an account stands in one network, and there reads public cards only.
create function trame_public() returns boolean
  language sql stable parallel safe
  as $$ select coalesce(current_setting('trame.public', true), '') = 'on' $$;
--> statement-breakpoint
do $$
declare tenant text;
begin
  foreach tenant in array array[
    'directory_people', 'directory_structures', 'directory_activities', 'directory_situations', 'directory_offers',
    'directory_consents', 'directory_memberships', 'directory_changes', 'directory_settings',
    'directory_imports', 'directory_import_rows', 'directory_reviews', 'directory_reports', 'directory_duplicates',
    'directory_publications', 'echographer_identifiers', 'echographer_events', 'echographer_settings',
    'directory_cards', 'directory_card_places'
  ] loop
    execute format('alter table %I enable row level security', tenant);
    execute format('alter table %I force row level security', tenant);
    execute format(
      'create policy %I on %I using (network_id = any ((select trame_networks())::uuid[])) with check (network_id = any ((select trame_networks())::uuid[]))',
      tenant || '_tenant', tenant);
  end loop;
  -- What a reader without an account may never read, whatever the query: every tenant table but those below.
  foreach tenant in array array[
    'establishments', 'maternity_types', 'data_authorisations',
    'pmsi_imports', 'pmsi_import_files', 'pmsi_rejections', 'pmsi_deliveries', 'pmsi_stays', 'pmsi_findings',
    'tracer_computations', 'tracer_results', 'tracer_findings', 'minimum_levels', 'published_figures',
    'mails', 'mail_signatures',
    'directory_people', 'directory_structures', 'directory_activities', 'directory_situations', 'directory_offers',
    'directory_consents', 'directory_memberships', 'directory_changes', 'directory_settings',
    'directory_imports', 'directory_import_rows', 'directory_reviews', 'directory_reports', 'directory_duplicates',
    'directory_publications', 'echographer_identifiers', 'echographer_events', 'echographer_settings'
  ] loop
    execute format(
      'create policy %I on %I as restrictive using (not (select trame_public()))', tenant || '_not_public', tenant);
  end loop;
end $$;
--> statement-breakpoint
create policy directory_cards_public on directory_cards as restrictive
  using (audience = 'public' or not (select trame_public()));
--> statement-breakpoint
create policy directory_card_places_public on directory_card_places as restrictive
  using (audience = 'public' or not (select trame_public()));
