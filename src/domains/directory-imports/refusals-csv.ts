import type { CsvDocument } from '../../web/csv.js'
import { formatInstant } from '../../web/dates.js'
import type { ImportRow, ImportSummary } from './schemas.js'

/** What was refused, and what was kept with a reservation, line by line: to be put right in the file. */
export function refusalsCsv(
  summary: ImportSummary,
  rows: readonly ImportRow[],
  timeZone: string,
): CsvDocument {
  return {
    preamble: [
      ['Titre', 'Lignes refusées et lignes à vérifier'],
      ['Fichier', summary.fileName],
      ['Reçu le', formatInstant(new Date(summary.receivedAt), timeZone)],
      ['Source', 'Trame, comparaison avec l’annuaire du réseau'],
    ],
    columns: ['Ligne', 'Suite donnée', 'Colonne', 'Raison', 'Fiche'],
    rows: rows.map(({ line, verdict, column, reason, label }) => [
      line,
      verdict === 'refused' ? 'Refusée : rien n’est écrit' : 'Lue, à vérifier',
      column ?? (verdict === 'refused' ? 'ligne entière' : ''),
      reason ?? '',
      label,
    ]),
  }
}
