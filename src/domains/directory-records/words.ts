import { formatDate, formatInstant } from '../../web/dates.js'
import { formatCount } from '../../web/numbers.js'
import { termWords } from '../directory/card-labels.js'
import { LEGAL_STATUSES } from '../directory/national/legal-status.js'
import { codeWords, labelOn } from '../directory/national/nomenclature.js'
import { displayPhone } from '../directory/national/phone.js'
import { MODES, PROFESSIONS, SKILLS } from '../directory/national/professions.js'
import { SECTORS } from '../directory/national/sectors.js'
import { CAHIER_CATEGORIES, FINESS_CATEGORIES } from '../directory/national/structure-categories.js'
import type { Provenance, Source } from '../directory/provenance.js'
import { AUDIENCE_LABELS, PERSON_FIELDS, STRUCTURE_FIELDS } from '../directory/visibility.js'
import {
  ACCESSIBILITY_KINDS,
  CONTACT_CHANNELS,
  IVG_METHODS,
  LANGUAGE_LABELS,
  MEMBERSHIP_STATES,
  OFFER_KINDS,
} from '../directory/vocabulary.js'

/** What is shown of a field nobody has filled. */
export const BLANK = 'non renseigné'

/** What a page calls each field of a record, of its places, its offers and its membership. */
export const FIELD_LABELS: Readonly<Record<string, string>> = {
  rppsNumber: 'N° RPPS',
  formerIdentifier: 'Ancien identifiant (ADELI…)',
  title: 'Civilité ou titre',
  lastName: 'Nom',
  firstName: 'Prénom',
  professionCode: 'Profession',
  professionWords: 'Profession, en toutes lettres',
  skillCodes: 'Savoir-faire',
  phone: 'Téléphone',
  mobile: 'Téléphone portable',
  email: 'Adresse électronique',
  website: 'Site internet',
  languages: 'Langues parlées',
  notes: 'Notes de l’équipe',
  territoryId: 'Territoire',
  finessNumber: 'N° FINESS géographique',
  legalFinessNumber: 'N° FINESS juridique',
  siret: 'N° SIRET',
  name: 'Nom',
  longName: 'Nom complet',
  categoryCode: 'Catégorie FINESS',
  category: 'Catégorie du cahier des charges',
  legalStatus: 'Statut (public ou privé)',
  establishmentId: 'Maternité des indicateurs',
  street: 'Adresse',
  addressMore: 'Complément d’adresse',
  postcode: 'Code postal',
  communeCode: 'Code Insee de la commune',
  communeName: 'Commune',
  departmentCode: 'Département',
  latitude: 'Latitude',
  longitude: 'Longitude',
  positionSource: 'Origine de la position',
  isPrivateAddress: 'Quelqu’un y habite',
  phone2: 'Autre téléphone',
  emergencyPhone: 'Ligne directe pour les urgences',
  fax: 'Télécopie',
  hours: 'Horaires',
  accessibility: 'Accessibilité',
  accessibilityNote: 'Précisions sur l’accessibilité',
  openedOn: 'Ouverte le',
  closedOn: 'Fermée le',
  owner: 'Qui répond de la fiche',
  structureId: 'Lieu',
  functionWords: 'Fonction',
  modeCode: 'Mode d’exercice',
  sectorCode: 'Secteur d’activité',
  startsOn: 'Depuis le',
  endsOn: 'Jusqu’au',
  kind: 'Offre',
  situationId: 'Lieu',
  audienceWords: 'Pour qui',
  methods: 'Méthodes',
  latestTermWeeks: 'Terme au plus tard',
  fees: 'Tarifs',
  delayDays: 'Délai habituel',
  link: 'Prise de rendez-vous en ligne',
  message: 'Messagerie sécurisée (MSSanté)',
  // In the history of offers, from when they had one contact.
  contactChannel: 'Moyen de contact',
  contactValue: 'Contact',
  note: 'Précisions',
  visibleTo: 'Qui la voit',
  state: 'État de l’adhésion',
  stateSince: 'Depuis le',
  appliedOn: 'Demande reçue le',
  charterSignedOn: 'Charte signée le',
  college: 'Collège',
  goneSince: 'Absente du répertoire national depuis le',
}

/** Names of territories, structures and people, by identifier: what a value that points at one is shown as. */
export type Names = ReadonlyMap<string, string>

export type WordsContext = { today: string; timeZone: string; names: Names }

/** A value of a record as a reader wants it, whatever the field. */
export function valueWords(field: string, value: unknown, context: WordsContext): string {
  if (value === null || value === undefined || value === '') return BLANK
  if (Array.isArray(value)) {
    return value.length === 0 ? BLANK : value.map((one) => oneWord(field, String(one), context)).join(', ')
  }
  if (typeof value === 'boolean') return value ? 'oui' : 'non'
  return oneWord(field, value instanceof Date ? value.toISOString() : String(value), context)
}

function oneWord(field: string, text: string, { today, timeZone, names }: WordsContext): string {
  switch (field) {
    case 'phone':
    case 'phone2':
    case 'mobile':
    case 'emergencyPhone':
    case 'fax':
      return displayPhone(text)
    case 'professionCode':
      return codeWords(PROFESSIONS, text, today)
    case 'skillCodes':
      return codeWords(SKILLS, text, today)
    case 'categoryCode':
      return labelOn(FINESS_CATEGORIES, text, today)
    case 'modeCode':
      return codeWords(MODES, text, today)
    case 'sectorCode':
      return codeWords(SECTORS, text, today)
    case 'latestTermWeeks':
      return termWords(Number(text))
    case 'delayDays':
      return formatCount(Number(text), 'jour', 'jours')
    case 'latitude':
    case 'longitude':
      return text.replace('.', ',')
    case 'territoryId':
    case 'structureId':
    case 'situationId':
    case 'establishmentId':
    case 'mergedIntoId':
      return names.get(text) ?? 'inconnu'
  }
  const words = CLOSED_LISTS[field]?.[text]
  if (words !== undefined) return words
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return formatDate(text)
  if (/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(text)) return formatInstant(new Date(text), timeZone)
  return text
}

const CLOSED_LISTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  category: CAHIER_CATEGORIES,
  legalStatus: LEGAL_STATUSES,
  languages: LANGUAGE_LABELS,
  accessibility: ACCESSIBILITY_KINDS,
  kind: OFFER_KINDS,
  methods: IVG_METHODS,
  contactChannel: CONTACT_CHANNELS,
  state: MEMBERSHIP_STATES,
  visibleTo: AUDIENCE_LABELS,
}

const FILES: Partial<Record<Source, string>> = { rpps: 'RPPS', finess: 'FINESS', sheet: 'tableau importé' }

/** « RPPS du 08/10/2026 », « saisi par Camille Roy le 12/03/2026 »; null when nothing says where the value is from. */
export function provenanceWords(provenance: Provenance, field: string): string | null {
  const from = provenance[field]
  if (from === undefined) return null
  const file = FILES[from.source]
  if (file !== undefined) return `${file} du ${formatDate(from.on)}`
  const by = from.by === undefined ? '' : ` par ${from.by}`
  const verb = from.source === 'report' ? 'signalé, accepté' : 'saisi'
  return `${verb}${by} le ${formatDate(from.on)}`
}

/** « le RPPS du 08/10/2026 »: who says something else. */
export function fileWords({ source, on }: { source: Source; on: string }): string {
  const file = source === 'sheet' ? 'un tableau importé' : `le ${FILES[source] ?? 'fichier'}`
  return `${file} du ${formatDate(on)}`
}

/** What somebody may open or close, as the pages of consent and of visibility call it. */
export function fieldLabel(kind: 'person' | 'structure', field: string): string {
  const fields: Readonly<Record<string, { label: string }>> =
    kind === 'person' ? PERSON_FIELDS : STRUCTURE_FIELDS
  return fields[field]?.label ?? FIELD_LABELS[field] ?? field
}
