CREATE TABLE "antennas" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"network_id" uuid NOT NULL,
	"territory_id" uuid NOT NULL,
	"name" varchar(200) NOT NULL,
	"address" varchar(500),
	"phone" varchar(20),
	"email" varchar(254),
	"opened_on" date,
	"closed_on" date,
	CONSTRAINT "antennas_dates_check" CHECK ("antennas"."opened_on" is null or "antennas"."closed_on" is null or "antennas"."opened_on" <= "antennas"."closed_on")
);
--> statement-breakpoint
ALTER TABLE "territories" ADD COLUMN "closed_on" date;--> statement-breakpoint
ALTER TABLE "antennas" ADD CONSTRAINT "antennas_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "antennas" ADD CONSTRAINT "antennas_territory_id_territories_id_fk" FOREIGN KEY ("territory_id") REFERENCES "public"."territories"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "antennas_territory_id_name_key" ON "antennas" USING btree ("territory_id","name");--> statement-breakpoint
CREATE INDEX "antennas_network_id_idx" ON "antennas" USING btree ("network_id");--> statement-breakpoint
alter table antennas enable row level security;
--> statement-breakpoint
alter table antennas force row level security;
--> statement-breakpoint
create policy antennas_tenant on antennas
  using (network_id = any ((select trame_networks())::uuid[]))
  with check (network_id = any ((select trame_networks())::uuid[]));
