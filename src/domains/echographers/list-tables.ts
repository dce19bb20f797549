import { type CsvDocument, type CsvValue, csvCode, csvDate } from '../../web/csv.js'
import { formatDate } from '../../web/dates.js'
import type { IdentifierList, ListedIdentifier, Recipient } from './exports.js'
import { plannedEnd, STATE_LABELS } from './rules.js'

/** A list of identifiers as a table, for a file. Pure. */
export function identifierTable({
  recipient,
  networkName,
  regionName,
  on,
  identifiers,
}: IdentifierList): CsvDocument {
  const columns = [...WHO, ...DATES[recipient]]
  return {
    preamble: [
      ['Liste', TITLES[recipient]],
      ['Réseau', networkName],
      ['Région', regionName],
      ['À la date du', formatDate(on)],
      ['Identifiants', String(identifiers.length)],
    ],
    columns: columns.map(({ label }) => label),
    rows: identifiers.map((row) => columns.map(({ value }) => value(row))),
  }
}

/** What the file of a list is called, without its extension. Pure. */
export function identifierFileName({ recipient, on }: Pick<IdentifierList, 'recipient' | 'on'>): string {
  return `echographistes-${RECIPIENT_WORDS[recipient]}-${on}`
}

export const RECIPIENT_WORDS = {
  laboratories: 'laboratoires',
  federation: 'federation',
} as const satisfies Record<Recipient, string>

const TITLES: Record<Recipient, string> = {
  laboratories: 'Identifiants en cours des échographistes du dépistage de la trisomie 21',
  federation: 'Identifiants des échographistes, en cours et passés',
}

type Column = { label: string; value: (row: ListedIdentifier) => CsvValue }

const WHO: Column[] = [
  { label: 'Identifiant', value: ({ identifier }) => csvCode(identifier) },
  { label: 'Nom', value: ({ lastName }) => lastName },
  { label: 'Prénom', value: ({ firstName }) => firstName },
  { label: 'N° RPPS', value: ({ rppsNumber }) => rppsNumber && csvCode(rppsNumber) },
  { label: 'Lieux d’exercice', value: ({ places }) => places.join(' ; ') },
]

const UNTIL: Column = { label: 'Valable jusqu’au', value: ({ validUntil }) => dayOf(validUntil) }

const DATES: Record<Recipient, Column[]> = {
  laboratories: [UNTIL, { label: 'Fin ou suspension prévue le', value: (row) => dayOf(plannedEnd(row)) }],
  federation: [
    { label: 'État', value: ({ state }) => STATE_LABELS[state] },
    { label: 'Attribué le', value: ({ attributedOn }) => csvDate(attributedOn) },
    UNTIL,
    { label: 'Suspendu le', value: ({ suspendedOn }) => dayOf(suspendedOn) },
    { label: 'Cessé le', value: ({ ceasedOn }) => dayOf(ceasedOn) },
  ],
}

function dayOf(civilDate: string | null): CsvValue {
  return civilDate === null ? null : csvDate(civilDate)
}
