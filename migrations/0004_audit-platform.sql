-- The verifier reads the platform's own entries (sign-ins outside any network) in a transaction that names no network.
-- No service reads them: a coordinator's transaction always names hers.
create policy audit_entries_platform on audit_entries for select
  using (network_id is null and (select trame_platform()));
