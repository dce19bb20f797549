CREATE INDEX "birth_house_midwives_person_id_idx" ON "birth_house_midwives" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "birth_houses_structure_id_idx" ON "birth_houses" USING btree ("structure_id");--> statement-breakpoint
CREATE INDEX "directory_record_requests_person_id_idx" ON "directory_record_requests" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "directory_offers_situation_id_idx" ON "directory_offers" USING btree ("situation_id") WHERE "directory_offers"."situation_id" is not null;--> statement-breakpoint
CREATE INDEX "directory_people_merged_into_id_idx" ON "directory_people" USING btree ("merged_into_id") WHERE "directory_people"."merged_into_id" is not null;--> statement-breakpoint
CREATE INDEX "directory_structures_merged_into_id_idx" ON "directory_structures" USING btree ("merged_into_id") WHERE "directory_structures"."merged_into_id" is not null;