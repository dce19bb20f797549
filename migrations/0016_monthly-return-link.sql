-- Of which network the month is that a signed link names: its reader is nobody yet, and no network is in sight.
create function find_monthly_return(wanted uuid) returns table (network_id uuid)
  language plpgsql volatile security definer set search_path = public, pg_temp
as $$
declare
  of_network uuid;
  networks_before text := current_setting('trame.networks', true);
begin
  perform set_config('trame.networks', (select coalesce(string_agg(n.id::text, ','), '') from networks n), true);
  select r.network_id into of_network from birth_house_monthly_returns r where r.id = wanted;
  perform set_config('trame.networks', coalesce(networks_before, ''), true);
  if of_network is not null then return query select of_network; end if;
end $$;
