-- Whether an account belongs to the members of a network: her own record has a membership in force, or a structure
-- where she works that day has one. Asked when a session or a token is opened by a request, before anybody is known.
create function reads_as_member(account uuid, network uuid, at timestamptz) returns boolean
  language plpgsql volatile security definer set search_path = public, pg_temp
as $$
declare
  networks_before text := current_setting('trame.networks', true);
  today date;
  answer boolean;
begin
  perform set_config('trame.networks', network::text, true);
  select (at at time zone n.time_zone)::date into today from networks n where n.id = network;
  select exists (
    select from directory_people person
      where person.network_id = network and person.user_id = account and person.merged_into_id is null and person.archived_at is null
        and (
          exists (
            select from directory_memberships own
              where own.network_id = network and own.person_id = person.id and own.state = 'active')
          or exists (
            select from directory_situations place
              join directory_memberships theirs
                on theirs.structure_id = place.structure_id and theirs.network_id = network and theirs.state = 'active'
              where place.network_id = network and place.person_id = person.id
                and (place.starts_on is null or place.starts_on <= today)
                and (place.ends_on is null or place.ends_on >= today))))
    into answer;
  perform set_config('trame.networks', coalesce(networks_before, ''), true);
  return answer;
end $$;
--> statement-breakpoint
revoke all on function reads_as_member(uuid, uuid, timestamptz) from public;
--> statement-breakpoint
grant execute on function reads_as_member(uuid, uuid, timestamptz) to trame_app;
