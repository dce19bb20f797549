ALTER TABLE "directory_cards" DROP CONSTRAINT "directory_cards_network_id_networks_id_fk";
--> statement-breakpoint
ALTER TABLE "directory_changes" DROP CONSTRAINT "directory_changes_network_id_networks_id_fk";
