CREATE TABLE "directory_name_words" (
	"network_id" uuid NOT NULL,
	"key" varchar(40) NOT NULL,
	"word" varchar(40) NOT NULL,
	"for_public" boolean NOT NULL
);
--> statement-breakpoint
CREATE INDEX "directory_name_words_key_idx" ON "directory_name_words" USING btree ("network_id","key","word","for_public");--> statement-breakpoint
alter table directory_name_words enable row level security;
--> statement-breakpoint
alter table directory_name_words force row level security;
--> statement-breakpoint
create policy directory_name_words_tenant on directory_name_words
  using (network_id = any ((select trame_networks())::uuid[])) with check (network_id = any ((select trame_networks())::uuid[]));
--> statement-breakpoint
create policy directory_name_words_public on directory_name_words as restrictive
  using (for_public or not (select trame_public()));
--> statement-breakpoint
-- What the planner knows of the records of a directory, asked for by a transaction that has just written many of them:
-- only the owner of a table may, and what reads by identifiers would walk a whole network for each batch. What somebody
-- else is looking through, or the system itself, is left as it is.
create function analyze_directory() returns void
  language sql volatile security definer set search_path = public, pg_temp
as $$
  analyze (skip_locked) directory_people (id, network_id), directory_structures (id, network_id),
    directory_situations (id, network_id, person_id, structure_id) $$;
--> statement-breakpoint
revoke all on function analyze_directory() from public;
--> statement-breakpoint
grant execute on function analyze_directory() to trame_app;
