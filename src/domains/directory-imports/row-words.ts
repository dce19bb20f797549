import { formatDate } from '../../web/dates.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import { LEGAL_STATUSES } from '../directory/national/legal-status.js'
import { codeWords, type Nomenclature } from '../directory/national/nomenclature.js'
import { displayPhone } from '../directory/national/phone.js'
import { MODES, PROFESSIONS, SKILLS } from '../directory/national/professions.js'
import { SECTORS } from '../directory/national/sectors.js'
import { CAHIER_CATEGORIES, FINESS_CATEGORIES } from '../directory/national/structure-categories.js'
import type { Source } from '../directory/provenance.js'
import { ACCESSIBILITY_KINDS, LANGUAGE_LABELS } from '../directory/vocabulary.js'
import { ACTIVITY_WORDS } from './activity-words.js'
import type { IncomingActivity, KeptValue, RowChanges, RowPayload, SituationChange } from './records.js'
import { type FieldChangeWords, type ImportRow, VERDICTS } from './schemas.js'
import type { directoryImportRows } from './tables.js'

type Row = typeof directoryImportRows.$inferSelect

/** A row of a comparison in words, for a page or a program. */
export function importedRow(row: Row): ImportRow {
  const { changes, payload } = row
  return {
    line: row.line,
    verdict: VERDICTS.find((verdict) => verdict === row.verdict) ?? 'refused',
    subjectKind: row.subjectKind === 'person' || row.subjectKind === 'structure' ? row.subjectKind : null,
    subjectId: row.subjectId,
    label: row.label ?? '',
    changes: [...fieldWords(row.verdict, changes, payload), ...otherWords(changes)],
    kept: [
      ...Object.entries(changes?.kept ?? {}).map(keptWords),
      ...(changes?.keptPlaces ?? []).flatMap(({ place, kept }) =>
        Object.entries(kept)
          .map(keptWords)
          .map((words) => ({ ...words, field: `${words.field} (${place})` })),
      ),
    ],
    column: row.columnName,
    reason: row.reason,
    remark: row.remark,
  }
}

/** Of a new record, what it will say; of one that changes, each value before and after. */
function fieldWords(
  verdict: string,
  changes: RowChanges | null,
  payload: RowPayload | null,
): FieldChangeWords[] {
  if (verdict === 'new')
    return Object.entries(payload?.fields ?? {})
      .filter(([field, value]) => FIELD_WORDS[field] !== undefined && valueWords(field, value) !== NOTHING)
      .map(([field, value]) => ({ field: labelOf(field), before: '', after: valueWords(field, value) }))
  return Object.entries(changes?.fields ?? {})
    .filter(([field]) => FIELD_WORDS[field] !== undefined)
    .map(([field, { before, after }]) => ({
      field: labelOf(field),
      before: valueWords(field, before),
      after: valueWords(field, after),
    }))
}

function otherWords(changes: RowChanges | null): FieldChangeWords[] {
  if (changes === null) return []
  const { situations = [], activities, consent, backSince } = changes
  return [
    ...situations.map(situationWords),
    ...(activities
      ? [
          {
            field: 'Activités autorisées',
            before: activitiesWords(activities.before),
            after: activitiesWords(activities.after),
          },
        ]
      : []),
    ...(consent === undefined
      ? []
      : [{ field: 'Accord de diffusion', before: '', after: CONSENTS[consent.what] }]),
    ...(backSince === undefined
      ? []
      : [
          {
            field: 'Présence dans le fichier',
            before: `absente depuis le ${formatDate(backSince)}`,
            after: 'de nouveau présente',
          },
        ]),
  ]
}

const CONSENTS = { given: 'donné', withdrawn: 'retiré' } as const

const SITUATIONS: Record<SituationChange['what'], string> = {
  added: 'Lieu ajouté',
  changed: 'Lieu modifié',
  gone: 'Lieu qui n’y est plus',
  back: 'Lieu de nouveau présent',
}

const DATE_WORDS: Readonly<Record<string, string>> = { startsOn: 'depuis le ', endsOn: 'jusqu’au ' }

/** Dates last, the start first. */
function rankOf(field: string): number {
  return Object.keys(DATE_WORDS).indexOf(field)
}

function situationWords({ what, place, fields }: SituationChange): FieldChangeWords {
  const words = (side: 'before' | 'after') =>
    Object.entries(fields)
      .sort(([one], [other]) => rankOf(one) - rankOf(other))
      .filter(([field, change]) => valueWords(field, change[side]) !== NOTHING)
      .map(([field, change]) => `${DATE_WORDS[field] ?? ''}${valueWords(field, change[side])}`)
      .join(', ')
  const after = [place, words('after')].filter((one) => one !== '').join(', ')
  if (what === 'gone') return { field: SITUATIONS[what], before: place, after: '' }
  return { field: SITUATIONS[what], before: what === 'changed' ? words('before') || NOTHING : '', after }
}

function activitiesWords(activities: readonly IncomingActivity[]): string {
  if (activities.length === 0) return NOTHING
  return activities.map(activityWords).join(' ; ')
}

function activityWords({ regime, activityCode, modalityCode, startsOn, endsOn }: IncomingActivity): string {
  const code = [regime, activityCode, modalityCode].filter((one) => one !== null).join(' ')
  const since = startsOn === null ? '' : ` depuis le ${formatDate(startsOn)}`
  const until = endsOn === null ? '' : ` jusqu’au ${formatDate(endsOn)}`
  return `${ACTIVITY_WORDS.get(code) ?? code}${since}${until}`
}

const SOURCES: Partial<Record<Source, string>> = {
  rpps: 'le RPPS dit',
  finess: 'FINESS dit',
  sheet: 'votre tableau dit',
}

function keptWords([field, { ours, theirs, source }]: [string, KeptValue]) {
  return {
    field: labelOf(field),
    ours: valueWords(field, ours),
    theirs: valueWords(field, theirs),
    why: SOURCES[source] ?? 'le fichier dit',
  }
}

/** What is shown where nothing is known. */
const NOTHING = 'rien'

/** A value as somebody of the network reads it. */
export function valueWords(field: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return NOTHING
  if (Array.isArray(value)) {
    return value.length === 0 ? NOTHING : value.map((one) => valueWords(field, one)).join(', ')
  }
  if (typeof value === 'boolean') return value ? 'oui' : 'non'
  if (typeof value === 'number') return String(value).replace('.', ',')
  if (typeof value !== 'string') return NOTHING
  if (PHONES.has(field)) return displayPhone(value)
  if (DATES.has(field)) return formatDate(value.slice(0, 10))
  const codes = CODES[field]
  return codes === undefined ? value : codeWords(codes, value, LATEST)
}

const PHONES = new Set(['phone', 'phone2', 'mobile', 'fax', 'emergencyPhone'])
const DATES = new Set(['openedOn', 'closedOn', 'verifiedAt', 'startsOn', 'endsOn'])
/** A label that has changed is shown under its present name. */
const LATEST = '9999-12-31'

const CODES: Record<string, Nomenclature> = {
  professionCode: PROFESSIONS,
  skillCodes: SKILLS,
  modeCode: MODES,
  sectorCode: SECTORS,
  categoryCode: FINESS_CATEGORIES,
  category: plain(CAHIER_CATEGORIES),
  legalStatus: plain(LEGAL_STATUSES),
  languages: plain(LANGUAGE_LABELS),
  accessibility: plain(ACCESSIBILITY_KINDS),
}

function plain(labels: Readonly<Record<string, string>>): Nomenclature {
  const codes = Object.entries(labels).map(([code, label]) => ({
    code,
    labels: [{ label, validFrom: null, validTo: null }],
    withdrawnOn: null,
  }))
  return { title: '', source: '', codes: new Map(codes.map((one) => [one.code, one])) }
}

export function labelOf(field: string): string {
  return FIELD_WORDS[field] ?? field
}

/** Fields shown to a person, in her words; identifiers of rows are not. */
export const FIELD_WORDS: Record<string, string> = {
  rppsNumber: `N°${NO_BREAK_SPACE}RPPS`,
  formerIdentifier: 'Ancien identifiant',
  title: 'Civilité',
  lastName: 'Nom',
  firstName: 'Prénom',
  professionCode: 'Profession',
  professionWords: 'Profession',
  skillCodes: 'Compétences',
  phone: 'Téléphone',
  phone2: 'Autre téléphone',
  mobile: 'Téléphone portable',
  fax: 'Télécopie',
  email: 'Adresse électronique',
  website: 'Site internet',
  languages: 'Langues',
  notes: 'Remarques (équipe)',
  verifiedAt: 'Vérifiée le',
  finessNumber: `N°${NO_BREAK_SPACE}FINESS`,
  legalFinessNumber: `N°${NO_BREAK_SPACE}FINESS juridique`,
  siret: 'SIRET',
  name: 'Nom',
  longName: 'Nom long',
  category: 'Catégorie',
  categoryCode: 'Catégorie FINESS',
  legalStatus: 'Statut (public ou privé)',
  street: 'Adresse',
  addressMore: 'Complément d’adresse',
  postcode: 'Code postal',
  communeName: 'Commune',
  accessibility: 'Accessibilité',
  hours: 'Horaires',
  openedOn: 'Ouverture',
  closedOn: 'Fermeture',
  functionWords: 'Fonction',
  modeCode: 'Mode d’exercice',
  sectorCode: 'Secteur d’activité',
  startsOn: 'Depuis le',
  endsOn: 'Jusqu’au',
  latitude: 'Latitude',
  longitude: 'Longitude',
}
