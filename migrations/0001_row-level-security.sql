-- The second lock. The runtime role owns nothing and cannot bypass row-level security; a transaction
-- names the networks it may touch, and a query outside such a transaction sees no tenant row.
do $$ begin
  if not exists (select from pg_roles where rolname = 'trame_app') then
    create role trame_app nologin nosuperuser nobypassrls;
  end if;
exception when duplicate_object or unique_violation then null; -- two databases of one server migrating at once
end $$;
--> statement-breakpoint
do $$ begin execute format('grant trame_app to %I', current_user); end $$;
--> statement-breakpoint
grant usage on schema public to trame_app;
--> statement-breakpoint
grant select, insert, update, delete on all tables in schema public to trame_app;
--> statement-breakpoint
grant usage, select on all sequences in schema public to trame_app;
--> statement-breakpoint
alter default privileges in schema public grant select, insert, update, delete on tables to trame_app;
--> statement-breakpoint
alter default privileges in schema public grant usage, select on sequences to trame_app;
--> statement-breakpoint
-- The audit is append-only for the runtime role.
revoke update, delete, truncate on audit_entries from trame_app;
--> statement-breakpoint
-- Called in a sub-select by the policies, so that a statement reads the setting once and not for each row.
create function trame_networks() returns uuid[]
  language sql stable parallel safe
  as $$ select coalesce(string_to_array(nullif(current_setting('trame.networks', true), ''), ',')::uuid[], '{}') $$;
--> statement-breakpoint
do $$
declare tenant text;
begin
  foreach tenant in array array[
    'territories', 'establishments', 'maternity_types', 'data_authorisations',
    'pmsi_imports', 'pmsi_import_files', 'pmsi_rejections', 'pmsi_deliveries', 'pmsi_stays', 'pmsi_findings',
    'tracer_computations', 'tracer_results', 'tracer_findings', 'minimum_levels', 'published_figures'
  ] loop
    execute format('alter table %I enable row level security', tenant);
    execute format('alter table %I force row level security', tenant);
    execute format(
      'create policy %I on %I using (network_id = any ((select trame_networks())::uuid[])) with check (network_id = any ((select trame_networks())::uuid[]))',
      tenant || '_tenant', tenant);
  end loop;
end $$;
--> statement-breakpoint
alter table audit_entries enable row level security;
--> statement-breakpoint
alter table audit_entries force row level security;
--> statement-breakpoint
-- A sign-in belongs to no network: anyone may write such an entry, nobody reads it through the runtime role.
create policy audit_entries_tenant on audit_entries
  using (network_id = any ((select trame_networks())::uuid[]))
  with check (network_id is null or network_id = any ((select trame_networks())::uuid[]));
