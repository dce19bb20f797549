import { type CsvDocument, type CsvValue, csvCode, csvDate } from '../../web/csv.js'
import {
  accessibilityLabel,
  categoryLabel,
  languageLabel,
  modeLabel,
  occupationOf,
  offerWords,
  professionLabel,
  SOURCE_CITATIONS,
  skillLabels,
} from '../directory/card-labels.js'
import type { CardAddress, CardPlace, DirectoryCard } from '../directory/cards.js'
import { displayPhone } from '../directory/national/phone.js'
import { MEMBERSHIP_STATES } from '../directory/vocabulary.js'

type Column = { label: string; value: (card: DirectoryCard, shown: Shown) => CsvValue }

/** What a table of cards is read with: the day of its labels, the names of territories. */
export type Shown = { day: string; territories: ReadonlyMap<string, string> }

/** Cards as a table, one a line; what its audience may not know is blank. */
export function cardTable(
  preamble: CsvDocument['preamble'],
  cards: readonly DirectoryCard[],
  shown: Shown,
): CsvDocument {
  return {
    preamble,
    columns: COLUMNS.map(({ label }) => label),
    rows: rowsOf(cards, shown),
  }
}

function* rowsOf(cards: readonly DirectoryCard[], shown: Shown): Generator<CsvValue[]> {
  for (const card of cards) yield COLUMNS.map(({ value }) => value(card, shown))
}

const COLUMNS: readonly Column[] = [
  { label: 'Type', value: ({ kind }) => (kind === 'person' ? 'Personne' : 'Structure') },
  { label: 'Nom', value: ({ lastName, name }) => lastName ?? name },
  { label: 'Prénom', value: ({ firstName }) => firstName },
  { label: 'Civilité', value: ({ title }) => title },
  { label: 'Profession', value: (card, { day }) => professionOf(card, day) },
  { label: 'Compétences', value: (card, { day }) => listed(skillLabels(card, day)) },
  { label: 'Catégorie', value: ({ category }) => categoryLabel(category) },
  {
    label: 'Nature de la structure',
    value: (card, { day }) => (card.kind === 'structure' ? occupationOf(card, day) : null),
  },
  { label: 'N° RPPS', value: ({ rppsNumber }) => rppsNumber && csvCode(rppsNumber) },
  { label: 'N° FINESS', value: ({ finessNumber }) => finessNumber && csvCode(finessNumber) },
  { label: 'Lieu', value: ({ places }) => places[0]?.structureName ?? null },
  { label: 'Fonction', value: ({ places }) => places[0]?.functionWords ?? null },
  { label: 'Mode d’exercice', value: ({ places }, { day }) => modeOf(places[0], day) },
  { label: 'Adresse', value: (card) => mainAddress(card)?.street ?? null },
  { label: 'Complément', value: (card) => mainAddress(card)?.more ?? null },
  { label: 'Code postal', value: (card) => codeOf(mainAddress(card)?.postcode) },
  { label: 'Commune', value: (card) => mainAddress(card)?.commune ?? null },
  { label: 'Code commune', value: (card) => codeOf(mainAddress(card)?.communeCode) },
  { label: 'Autres lieux', value: ({ places }) => listed(places.slice(1).map(placeWords)) },
  { label: 'Téléphone', value: ({ phone, places }) => phoneOf(phone ?? placePhone(places)) },
  { label: 'Autre téléphone', value: ({ phone2 }) => phoneOf(phone2) },
  { label: 'Portable', value: ({ mobile }) => phoneOf(mobile) },
  { label: 'Ligne directe pour les urgences', value: ({ emergencyPhone }) => phoneOf(emergencyPhone) },
  { label: 'Télécopie', value: ({ fax }) => phoneOf(fax) },
  { label: 'Adresse électronique', value: ({ email }) => email },
  { label: 'Site internet', value: ({ website }) => website },
  { label: 'Horaires', value: ({ hours }) => hours },
  { label: 'Langues', value: ({ languages }) => listed(languages.map(languageLabel)) },
  { label: 'Accessibilité', value: ({ accessibility }) => listed(accessibility.map(accessibilityLabel)) },
  { label: 'Précision sur l’accès', value: ({ accessibilityNote }) => accessibilityNote },
  { label: 'Offres de soins', value: ({ offers }) => listed([...new Set(offers.map(offerWords))]) },
  { label: 'Adhésion', value: ({ membership }) => membership && stateWords(membership.state) },
  { label: 'Collège', value: ({ membership }) => membership?.college ?? null },
  {
    label: 'Territoires',
    value: ({ territoryIds }, { territories }) =>
      listed(territoryIds.flatMap((id) => territories.get(id) ?? [])),
  },
  { label: 'Vérifiée le', value: ({ verifiedOn }) => verifiedOn && csvDate(verifiedOn) },
  { label: 'Modifiée le', value: ({ updatedOn }) => csvDate(updatedOn) },
  { label: 'Sources', value: ({ sources }) => listed(sources.map(sourceWords)) },
  { label: 'Identifiant de la fiche', value: ({ id }) => id },
]

function professionOf({ professionCode, professionWords }: DirectoryCard, day: string): string | null {
  const words = [professionCode && professionLabel(professionCode, day), professionWords].filter(Boolean)
  return words.length === 0 ? null : words.join(', ')
}

function mainAddress({ address, places }: DirectoryCard): CardAddress | null {
  return address ?? places[0]?.address ?? null
}

function placePhone(places: readonly CardPlace[]): string | null {
  return places.find(({ phone }) => phone !== null)?.phone ?? null
}

function placeWords({ structureName, address }: CardPlace): string {
  return [structureName, address.street, [address.postcode, address.commune].filter(Boolean).join(' ')]
    .filter((part) => part !== null && part !== '')
    .join(', ')
}

function modeOf(place: CardPlace | undefined, day: string): string | null {
  return place?.modeCode ? modeLabel(place.modeCode, day) : null
}

function stateWords(state: string): string {
  return Object.hasOwn(MEMBERSHIP_STATES, state)
    ? MEMBERSHIP_STATES[state as keyof typeof MEMBERSHIP_STATES]
    : state
}

function sourceWords({ source, on }: DirectoryCard['sources'][number]): string {
  return `${SOURCE_CITATIONS[source] ?? source}, ${on.split('-').reverse().join('/')}`
}

/** A number as it is dialled. « + » and the zero in front make a spreadsheet compute: it is a code, not a text. */
function phoneOf(number: string | null): CsvValue {
  return number === null ? null : csvCode(displayPhone(number))
}

function codeOf(code: string | null | undefined): CsvValue {
  return code ? csvCode(code) : null
}

function listed(words: readonly string[]): string | null {
  return words.length === 0 ? null : words.join(' ; ')
}
