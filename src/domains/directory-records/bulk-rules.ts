/** What the team may do to many records at once, and undo. */
export const BULK_ACTS = ['territory', 'membership', 'archive'] as const
export type BulkAct = (typeof BULK_ACTS)[number]

/** Most records changed by one act. */
export const MOST_BULK = 200

/** The acts as addresses say them. */
export const BULK_WORDS = {
  territory: 'territoire',
  membership: 'adhesion',
  archive: 'retrait',
} as const satisfies Record<BulkAct, string>

/** The acts as a list of choices says them. */
export const BULK_LABELS: Record<BulkAct, string> = {
  territory: 'Mettre dans un territoire',
  membership: 'Noter l’adhésion',
  archive: 'Retirer de l’annuaire',
}
