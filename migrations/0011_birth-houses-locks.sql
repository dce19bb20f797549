-- The locks of birth houses. The register has a second one of its own: a transaction reads the rows of the house it
-- names and of no other, or of all when it is a job of the network; nobody else names any.
create function trame_house() returns text
  language sql stable parallel safe
  as $$ select coalesce(current_setting('trame.house', true), '') $$;
--> statement-breakpoint
do $$
declare tenant text;
begin
  foreach tenant in array array[
    'birth_houses', 'birth_house_midwives', 'birth_house_staff', 'birth_house_conventions', 'birth_house_meetings',
    'birth_house_documents', 'birth_house_files', 'birth_house_file_versions', 'birth_house_exchanges',
    'birth_house_charters', 'birth_house_criteria', 'birth_house_women', 'birth_house_deliveries',
    'birth_house_newborns', 'transfer_reasons', 'birth_house_transfers', 'birth_house_corrections',
    'birth_house_monthly_returns', 'birth_house_reports', 'birth_house_report_versions'
  ] loop
    execute format('alter table %I enable row level security', tenant);
    execute format('alter table %I force row level security', tenant);
    execute format(
      'create policy %I on %I using (network_id = any ((select trame_networks())::uuid[])) with check (network_id = any ((select trame_networks())::uuid[]))',
      tenant || '_tenant', tenant);
    execute format(
      'create policy %I on %I as restrictive using (not (select trame_public()))', tenant || '_not_public', tenant);
  end loop;
  foreach tenant in array array[
    'birth_house_women', 'birth_house_deliveries', 'birth_house_newborns', 'birth_house_corrections'
  ] loop
    execute format(
      'create policy %I on %I as restrictive using ((select trame_house()) in (establishment_id::text, ''every''))',
      tenant || '_house', tenant);
  end loop;
end $$;
