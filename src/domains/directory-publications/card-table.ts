import { type CsvDocument, type CsvValue, csvCode, csvDate } from '../../web/csv.js'
import {
  type Access,
  accessesOf,
  categoryLabel,
  languageLabel,
  legalStatusLabel,
  modeLabel,
  occupationOf,
  offerWords,
  professionLabel,
  SOURCE_CITATIONS,
  skillLabels,
} from '../directory/card-labels.js'
import type { CardAddress, CardOffer, CardPlace, DirectoryCard } from '../directory/cards.js'
import { displayPhone } from '../directory/national/phone.js'
import { MEMBERSHIP_STATES } from '../directory/vocabulary.js'
import { offerSentence } from './offer-words.js'

type Column = {
  label: string
  value: (card: DirectoryCard, shown: Shown) => CsvValue
  /** What it holds, for who takes it from the open data; a column without it is not among them. */
  open?: string
}

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

/** The columns of the open data, each with what it holds. */
export function openColumns(): { label: string; description: string }[] {
  return OPEN_COLUMNS.map(({ label, open }) => ({ label, description: open }))
}

/** Public cards as open data: the header on the first line, as programs read it. */
export function openTable(cards: readonly DirectoryCard[], shown: Shown): CsvDocument {
  return {
    preamble: [],
    columns: OPEN_COLUMNS.map(({ label }) => label),
    rows: rowsOf(cards, shown, OPEN_COLUMNS),
  }
}

function* rowsOf(
  cards: readonly DirectoryCard[],
  shown: Shown,
  columns: readonly Column[] = COLUMNS,
): Generator<CsvValue[]> {
  for (const card of cards) yield columns.map(({ value }) => value(card, shown))
}

const COLUMNS: readonly Column[] = [
  {
    label: 'Type',
    open: '« Personne » ou « Structure ».',
    value: ({ kind }) => (kind === 'person' ? 'Personne' : 'Structure'),
  },
  {
    label: 'Nom',
    open: 'Nom de famille de la personne, ou nom de la structure.',
    value: ({ lastName, name }) => lastName ?? name,
  },
  { label: 'Prénom', open: 'Prénom de la personne.', value: ({ firstName }) => firstName },
  { label: 'Civilité', value: ({ title }) => title },
  {
    label: 'Profession',
    open: 'Libellé de la profession (nomenclature TRE_G15), et précision donnée par la personne.',
    value: (card, { day }) => professionOf(card, day),
  },
  {
    label: 'Compétences',
    open: 'Savoir-faire et spécialités (nomenclature TRE_R38), séparés par « ; ».',
    value: (card, { day }) => listed(skillLabels(card, day)),
  },
  {
    label: 'Catégorie',
    open: 'Catégorie d’acteur du cahier des charges des réseaux de santé en périnatalité.',
    value: ({ category }) => categoryLabel(category),
  },
  {
    label: 'Nature de la structure',
    open: 'Libellé de la catégorie FINESS de la structure.',
    value: (card, { day }) => (card.kind === 'structure' ? occupationOf(card, day) : null),
  },
  {
    label: 'Statut de la structure',
    open: 'Public ou privé, d’après FINESS ou le réseau. Vide quand on ne le sait pas.',
    value: ({ legalStatus }) => legalStatus && legalStatusLabel(legalStatus),
  },
  {
    label: 'N° RPPS',
    open: 'Identifiant de la personne au répertoire partagé des professionnels de santé, onze chiffres.',
    value: ({ rppsNumber }) => rppsNumber && csvCode(rppsNumber),
  },
  {
    label: 'N° FINESS',
    open: 'Numéro FINESS géographique de la structure, neuf caractères.',
    value: ({ finessNumber }) => finessNumber && csvCode(finessNumber),
  },
  {
    label: 'Lieu',
    open: 'Nom du premier lieu où la personne exerce.',
    value: ({ places }) => places[0]?.structureName ?? null,
  },
  {
    label: 'Fonction',
    open: 'Fonction de la personne dans ce lieu.',
    value: ({ places }) => places[0]?.functionWords ?? null,
  },
  {
    label: 'Mode d’exercice',
    open: 'Libéral, salarié… (nomenclature TRE_R23).',
    value: ({ places }, { day }) => modeOf(places[0], day),
  },
  {
    label: 'Adresse',
    open: 'Numéro et voie. Vide quand l’adresse n’est pas publique.',
    value: (card) => mainAddress(card)?.street ?? null,
  },
  {
    label: 'Complément',
    open: 'Bâtiment, étage, boîte postale.',
    value: (card) => mainAddress(card)?.more ?? null,
  },
  { label: 'Code postal', open: 'Cinq chiffres.', value: (card) => codeOf(mainAddress(card)?.postcode) },
  { label: 'Commune', open: 'Nom de la commune.', value: (card) => mainAddress(card)?.commune ?? null },
  {
    label: 'Code commune',
    open: 'Code Insee de la commune.',
    value: (card) => codeOf(mainAddress(card)?.communeCode),
  },
  {
    label: 'Autres lieux',
    open: 'Autres lieux d’exercice, avec leur adresse et comment l’y joindre, séparés par « ; ».',
    value: ({ places }) => listed(places.slice(1).map(placeWords)),
  },
  {
    label: 'Téléphone',
    open: 'Premier numéro à appeler.',
    value: (card) => phoneOf(phonesOf(card)[0]),
  },
  {
    label: 'Autre téléphone',
    open: 'Second numéro d’une structure, ou numéros des autres lieux d’une personne, séparés par « ; ».',
    value: (card) => phonesIn(phonesOf(card).slice(1)),
  },
  {
    label: 'Portable',
    open: 'Téléphone portable d’une personne qui a choisi de le donner à tous.',
    value: ({ mobile }) => phoneOf(mobile ?? undefined),
  },
  {
    label: 'Ligne directe pour les urgences',
    open: 'Numéro d’une structure pour les professionnels, si elle a choisi de le donner à tous.',
    value: ({ emergencyPhone }) => phoneOf(emergencyPhone ?? undefined),
  },
  {
    label: 'Télécopie',
    open: 'Télécopie d’une structure qui a choisi de la donner à tous.',
    value: ({ fax }) => phoneOf(fax ?? undefined),
  },
  {
    label: 'Adresse électronique',
    open: 'Premier courriel ouvert à tous.',
    value: (card) => emailsOf(card)[0] ?? null,
  },
  {
    label: 'Autre adresse électronique',
    open: 'Courriels des autres lieux d’une personne, séparés par « ; ».',
    value: (card) => listed(emailsOf(card).slice(1)),
  },
  { label: 'Site internet', open: 'Adresse du site.', value: ({ website }) => website },
  { label: 'Horaires', open: 'Horaires d’ouverture, en texte libre.', value: ({ hours }) => hours },
  {
    label: 'Langues',
    open: 'Langues parlées, dont la langue des signes française, séparées par « ; ».',
    value: ({ languages }) => listed(languages.map(languageLabel)),
  },
  {
    label: 'Accessibilité',
    open: 'Types de handicap que le lieu peut recevoir, séparés par « ; », chacun précédé de son lieu quand ceux d’une personne diffèrent. Vide quand ce n’est pas renseigné.',
    value: (card) => listed(accessesOf(card).flatMap(accessWords)),
  },
  {
    label: 'Précision sur l’accès',
    open: 'Texte libre.',
    value: ({ accessibilityNote }) => accessibilityNote,
  },
  {
    label: 'Offres de soins',
    open: 'Ce qui est proposé, séparé par « ; ».',
    value: ({ offers }) => listed([...new Set(offers.map(offerWords))]),
  },
  {
    label: 'Précisions sur les offres',
    open: 'Pour les offres qui en ont : terme, lieu, public, délai, horaires, tarifs, langues, accessibilité, contact. Offres séparées par « ; ».',
    value: ({ offers }) => listed(offers.filter(isDetailed).map(offerSentence)),
  },
  { label: 'Adhésion', value: ({ membership }) => membership && stateWords(membership.state) },
  { label: 'Collège', value: ({ membership }) => membership?.college ?? null },
  {
    label: 'Territoires',
    open: 'Territoires du réseau dont relève la fiche, séparés par « ; ».',
    value: ({ territoryIds }, { territories }) =>
      listed(territoryIds.flatMap((id) => territories.get(id) ?? [])),
  },
  {
    label: 'Vérifiée le',
    open: 'Jour où la fiche a été confirmée exacte pour la dernière fois (JJ/MM/AAAA). Vide quand elle ne l’a pas encore été.',
    value: ({ verifiedOn }) => verifiedOn && csvDate(verifiedOn),
  },
  {
    label: 'Modifiée le',
    open: 'Jour de la dernière modification (JJ/MM/AAAA).',
    value: ({ updatedOn }) => csvDate(updatedOn),
  },
  {
    label: 'Sources',
    open: 'Fichiers nationaux repris, avec leur date de mise à jour ; leur licence demande de les citer.',
    value: ({ sources }) => listed(sources.map(sourceWords)),
  },
  {
    label: 'Identifiant de la fiche',
    open: 'Identifiant stable de la fiche dans cet annuaire (UUID).',
    value: ({ id }) => id,
  },
]

const OPEN_COLUMNS = COLUMNS.filter(
  (column): column is Column & { open: string } => column.open !== undefined,
)

function professionOf({ professionCode, professionWords }: DirectoryCard, day: string): string | null {
  const words = [professionCode && professionLabel(professionCode, day), professionWords].filter(Boolean)
  return words.length === 0 ? null : words.join(', ')
}

function mainAddress({ address, places }: DirectoryCard): CardAddress | null {
  return address ?? places[0]?.address ?? null
}

/** Her own number or that of the structure, then those of the places; each once. */
function phonesOf({ phone, phone2, places }: DirectoryCard): string[] {
  return known([phone, phone2, ...places.map(({ phone }) => phone)])
}

function emailsOf({ email, places }: DirectoryCard): string[] {
  return known([email, ...places.map(({ email }) => email)])
}

function known(values: readonly (string | null)[]): string[] {
  return [...new Set(values.filter((value) => value !== null))]
}

function placeWords({ structureName, address, phone, email }: CardPlace): string {
  const town = [address.postcode, address.commune].filter(Boolean).join(' ')
  return [structureName, address.street, town, phone && displayPhone(phone), email].filter(Boolean).join(', ')
}

function isDetailed(offer: CardOffer): boolean {
  return offerSentence(offer) !== offerWords(offer)
}

function accessWords({ where, kinds }: Access): string[] {
  return kinds.map((kind) => (where === null ? kind : `${where} : ${kind}`))
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
function phoneOf(number: string | undefined): CsvValue {
  return number === undefined ? null : csvCode(displayPhone(number))
}

function phonesIn(numbers: readonly string[]): CsvValue {
  return numbers.length > 1 ? listed(numbers.map(displayPhone)) : phoneOf(numbers[0])
}

function codeOf(code: string | null | undefined): CsvValue {
  return code ? csvCode(code) : null
}

function listed(words: readonly string[]): string | null {
  return words.length === 0 ? null : words.join(' ; ')
}
