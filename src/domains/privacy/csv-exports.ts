import { CLASS_WORDS } from '../../privacy/words.js'
import type { CsvDocument } from '../../web/csv.js'
import { COLUMN_WORDS, cellWords } from './column-words.js'
import type { OwnData, Register } from './schemas.js'

/** The register as a file for Excel, one kind of data a line. */
export function registerCsv(register: Register): CsvDocument {
  return {
    preamble: [
      ['Registre des traitements (article 30 du RGPD)', register.network],
      ['Délégué à la protection des données', register.dataProtectionOfficer ?? 'non renseigné'],
      ['Hébergeur de données de santé', register.healthDataHost ?? 'non renseigné'],
    ],
    columns: [
      'Traitement',
      'Finalité',
      'Base légale',
      'Destinataires',
      'Données',
      'Nature',
      'Personnes',
      'Durée',
      'Table',
    ],
    rows: register.processings.flatMap(({ title, purpose, basis, recipients, tables }) =>
      tables.map((table) => [
        title,
        purpose,
        basis,
        recipients,
        table.holds,
        CLASS_WORDS[table.class],
        table.people.join(' ; '),
        table.retention,
        table.table,
      ]),
    ),
  }
}

/** A person's data as a file for Excel, one value a line. */
export function ownDataCsv(data: OwnData, timeZone: string): CsvDocument {
  return {
    preamble: [['Vos données dans Trame', cellWords(data.exportedAt, timeZone)]],
    columns: ['Données', 'Ligne', 'Champ', 'Valeur', 'Pourquoi', 'Gardées'],
    rows: data.tables.flatMap(({ holds, purpose, retention, rows }) =>
      rows.flatMap((row, index) =>
        Object.entries(row).map(([key, value]) => [
          holds,
          index + 1,
          COLUMN_WORDS[key] ?? key,
          cellWords(value, timeZone),
          purpose,
          retention,
        ]),
      ),
    ),
  }
}
