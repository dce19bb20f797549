-- The people of the agency are named to a house, which writes to them, and to a job: to nobody else of the network.
create or replace function agency_readers(network uuid) returns table (user_id uuid, email varchar, name varchar)
  language sql stable security definer set search_path = public, pg_temp
as $$
  select distinct u.id, u.email, u.name
    from networks n
    join role_grants g on g.region_code = n.region_code and g.role = 'ars' and g.revoked_at is null
    join users u on u.id = g.user_id and u.deactivated_at is null
    where n.id = network and n.id = any (trame_networks()) and trame_house() <> '' and not trame_public()
    order by u.email limit 100 $$;
--> statement-breakpoint
-- PostgreSQL lets everybody run a new function. Those that read with the rights of their owner are for the platform alone.
do $$
declare of_owner regprocedure;
begin
  for of_owner in select oid::regprocedure from pg_proc where pronamespace = 'public'::regnamespace and prosecdef
  loop
    execute format('revoke all on function %s from public', of_owner);
    execute format('grant execute on function %s to trame_app', of_owner);
  end loop;
end $$;
