import type { CsvDocument } from '../../web/csv.js'
import { formatInstant } from '../../web/dates.js'
import { factWords, roleWords } from './fact-words.js'
import type { JournalExport } from './service.js'
import { kindWords } from './views.js'

/** The journal as a file for Excel, one act a line. */
export function journalCsv({ entries, timeZone, networkName, isCut }: JournalExport): CsvDocument {
  return {
    preamble: [
      ['Journal', networkName],
      ['Heures', timeZone],
      ...(isCut
        ? ([['Attention', 'Liste coupée aux actes les plus récents : filtrez par période.']] as const)
        : []),
    ],
    columns: ['N°', 'Quand', 'Nature', 'Qui', 'Rôle', 'Acte', 'Précisions', 'Avant', 'Après'],
    rows: entries.map((entry) => [
      entry.position,
      formatInstant(new Date(entry.at), timeZone),
      kindWords(entry.action),
      entry.actorName,
      roleWords(entry.actorRole),
      entry.sentence,
      factWords(entry.details),
      factWords(entry.before),
      factWords(entry.after),
    ]),
  }
}
