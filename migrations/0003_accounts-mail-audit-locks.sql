-- The locks of rights, invitations and mails, and the chain of the audit.
create function trame_user() returns uuid
  language sql stable parallel safe
  as $$ select nullif(current_setting('trame.user', true), '')::uuid $$;
--> statement-breakpoint
-- Whether the transaction names no network at all: a job of the platform itself.
create function trame_platform() returns boolean
  language sql stable parallel safe
  as $$ select cardinality(trame_networks()) = 0 $$;
--> statement-breakpoint
create function trame_regions() returns text[]
  language sql stable parallel safe
  as $$ select coalesce(array_agg(region_code), '{}') from networks where id = any (trame_networks()) $$;
--> statement-breakpoint
-- Rights and invitations are not forced upon their owner: the two functions below read them before anybody is known.
alter table role_grants enable row level security;
--> statement-breakpoint
create policy role_grants_tenant on role_grants
  using (
    network_id = any ((select trame_networks())::uuid[])
    or region_code = any ((select trame_regions())::text[])
    or user_id = (select trame_user())
    or (network_id is null and region_code is null and (select trame_platform())))
  with check (
    network_id = any ((select trame_networks())::uuid[])
    or region_code = any ((select trame_regions())::text[])
    or (network_id is null and region_code is null and (select trame_platform())));
--> statement-breakpoint
alter table invitations enable row level security;
--> statement-breakpoint
create policy invitations_tenant on invitations
  using (
    network_id = any ((select trame_networks())::uuid[])
    or region_code = any ((select trame_regions())::text[])
    or (network_id is null and region_code is null and (select trame_platform())))
  with check (
    network_id = any ((select trame_networks())::uuid[])
    or region_code = any ((select trame_regions())::text[])
    or (network_id is null and region_code is null and (select trame_platform())));
--> statement-breakpoint
alter table mails enable row level security;
--> statement-breakpoint
alter table mails force row level security;
--> statement-breakpoint
create policy mails_tenant on mails
  using (network_id = any ((select trame_networks())::uuid[]) or (network_id is null and (select trame_platform())))
  with check (network_id is null or network_id = any ((select trame_networks())::uuid[]));
--> statement-breakpoint
alter table mail_signatures enable row level security;
--> statement-breakpoint
alter table mail_signatures force row level security;
--> statement-breakpoint
create policy mail_signatures_tenant on mail_signatures
  using (network_id = any ((select trame_networks())::uuid[]))
  with check (network_id = any ((select trame_networks())::uuid[]));
--> statement-breakpoint
-- A right still held by an account still open, with its scope: what each request starts from, in one query.
create function grant_scope(wanted uuid) returns table (
    grant_id uuid, user_id uuid, role text, network_id uuid, network_name text, territory_id uuid, region_code text,
    region_networks uuid[], establishment_id uuid, finess_geo text, finess_pmsi text)
  language plpgsql volatile security definer set search_path = public, pg_temp
as $$
#variable_conflict use_column
declare
  held record;
  networks_before text := current_setting('trame.networks', true);
begin
  select g.* into held from role_grants g join users u on u.id = g.user_id
    where g.id = wanted and g.revoked_at is null and u.deactivated_at is null;
  if not found then return; end if;
  grant_id := held.id; user_id := held.user_id; role := held.role; network_id := held.network_id;
  territory_id := held.territory_id; region_code := held.region_code; establishment_id := held.establishment_id;
  if held.role in ('ars', 'platform_admin') then
    select coalesce(array_agg(n.id order by n.name), '{}'), min(n.name) into region_networks, network_name
      from networks n where held.role = 'platform_admin' or n.region_code = held.region_code;
  else
    select n.name into network_name from networks n where n.id = held.network_id;
  end if;
  if held.establishment_id is not null then
    perform set_config('trame.networks', held.network_id::text, true);
    select e.finess_geo, e.finess_pmsi into finess_geo, finess_pmsi
      from establishments e where e.id = held.establishment_id and e.network_id = held.network_id;
    perform set_config('trame.networks', coalesce(networks_before, ''), true);
  end if;
  return next;
end $$;
--> statement-breakpoint
-- The rights a person holds, for the sign-in and for changing role.
create function grants_of(wanted uuid) returns table (
    id uuid, role text, network_id uuid, network_name text, region_code text, establishment_id uuid,
    territory_id uuid, granted_at timestamptz)
  language sql stable security definer set search_path = public, pg_temp
as $$
  select g.id, g.role, g.network_id, n.name, g.region_code, g.establishment_id, g.territory_id, g.granted_at
    from role_grants g left join networks n on n.id = g.network_id
    where g.user_id = wanted and g.revoked_at is null
    order by g.granted_at, g.id limit 50 $$;
--> statement-breakpoint
-- The invitation a signed link names: its reader is nobody yet.
create function find_invitation(wanted uuid) returns setof invitations
  language sql stable security definer set search_path = public, pg_temp
as $$ select * from invitations where id = wanted $$;
--> statement-breakpoint
-- What an entry says, as bytes: the command that verifies the chain writes the same text by itself.
create function audit_text(entry audit_entries) returns text
  language sql stable
as $$ select concat_ws(E'\x1f', entry.chain_position, to_char(entry.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
  entry.action, entry.actor_role, coalesce(entry.actor_user_id::text, ''), coalesce(entry.network_id::text, ''),
  coalesce(entry.subject_id::text, ''), entry.details::text, coalesce(entry.before::text, ''),
  coalesce(entry.after::text, '')) $$;
--> statement-breakpoint
-- The row of the chain stays locked until the act ends: entries of one network are written one after the other.
create function audit_link() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  wanted text := coalesce(new.network_id::text, 'platform');
  link audit_chains;
begin
  insert into audit_chains (chain, length, hash) values (wanted, 0, '') on conflict do nothing;
  select * into link from audit_chains where chain = wanted for update;
  new.chain_position := link.length + 1;
  new.hash := encode(sha256(convert_to(link.hash || E'\x1f' || audit_text(new), 'UTF8')), 'hex');
  update audit_chains set length = new.chain_position, hash = new.hash where chain = wanted;
  return new;
end $$;
--> statement-breakpoint
create trigger audit_entries_link before insert on audit_entries for each row execute function audit_link();
--> statement-breakpoint
revoke insert, update, delete, truncate on audit_chains from trame_app;
--> statement-breakpoint
revoke update, delete, truncate on audit_entries from trame_app;
