CREATE TABLE "sent_requests" (
	"user_id" uuid NOT NULL,
	"key" varchar(64) NOT NULL,
	"signature" varchar(43) NOT NULL,
	"result" jsonb,
	"sent_at" timestamp with time zone NOT NULL,
	CONSTRAINT "sent_requests_pkey" PRIMARY KEY("user_id","key")
);
--> statement-breakpoint
-- A sending concerns the person who sent it, and the purge.
alter table sent_requests enable row level security;
--> statement-breakpoint
alter table sent_requests force row level security;
--> statement-breakpoint
create policy sent_requests_own on sent_requests
  using (user_id = (select trame_user()) or (select trame_platform()))
  with check (user_id = (select trame_user()));
