ALTER TABLE "directory_import_rows" DROP CONSTRAINT "directory_import_rows_import_id_directory_imports_id_fk";
--> statement-breakpoint
ALTER TABLE "directory_people" DROP CONSTRAINT "directory_people_network_id_networks_id_fk";
--> statement-breakpoint
ALTER TABLE "directory_situations" DROP CONSTRAINT "directory_situations_network_id_networks_id_fk";
--> statement-breakpoint
ALTER TABLE "directory_structures" DROP CONSTRAINT "directory_structures_network_id_networks_id_fk";
