import { NARROW_SPACE, NO_BREAK_SPACE } from '../../web/typography.js'
import { AUDIENCE_LABELS, AUDIENCES } from '../directory/visibility.js'
import type { HistoryEntry } from './history.js'
import { FIELD_LABELS, fieldLabel, valueWords, type WordsContext } from './words.js'

type Values = Record<string, unknown>
type Kind = 'person' | 'structure'

/** What changed, as a list of clauses: « a changé le téléphone : 01… → 02… ». Who did it comes before. */
export function changeClauses(kind: Kind, entry: HistoryEntry, context: WordsContext): string[] {
  const { what, before, after } = entry
  const clauses = CLAUSES[what](kind, before, after ?? {}, context)
  return clauses.length === 0 ? ['a mis la fiche à jour'] : clauses
}

type Clauses = (kind: Kind, before: Values | null, after: Values, context: WordsContext) => string[]

const CLAUSES: Record<HistoryEntry['what'], Clauses> = {
  person: ofRecord,
  structure: ofRecord,
  situation: (_kind, before, after, context) =>
    ofPart({ added: 'le lieu', changed: 'le lieu', removed: 'le lieu' }, 'structureId', {
      before,
      after,
      context,
    }),
  offer: (_kind, before, after, context) =>
    ofPart({ added: 'l’offre', changed: 'l’offre', removed: 'l’offre' }, 'kind', { before, after, context }),
  consent: ofConsent,
  membership: ofMembership,
}

/** Fields told by what they mean rather than by their value. */
const ACTS: Record<string, (value: unknown, after: Values) => string> = {
  archivedAt: (value, { archivedReason }) =>
    value === null
      ? 'a remis la fiche dans l’annuaire'
      : `a retiré la fiche de l’annuaire${because(archivedReason)}`,
  objectedAt: (value, { objectionSource }) =>
    value === null
      ? 'a levé l’opposition'
      : `a enregistré l’opposition de la personne${because(objectionSource)}`,
  verifiedAt: (value) => (value === null ? 'a annulé la vérification' : 'a confirmé que la fiche est exacte'),
  mergedIntoId: (value) =>
    value === null ? 'a séparé la fiche d’une autre' : 'a réuni la fiche à une autre',
  userId: (value) => (value === null ? 'a délié la fiche de son compte' : 'a relié la fiche à un compte'),
  goneSince: (value) =>
    value === null
      ? 'a retrouvé la fiche dans le répertoire national'
      : 'n’a plus trouvé la fiche dans le répertoire national',
}

/** Fields that go with another, or that say nothing to a reader. */
const SILENT = new Set([
  'archivedReason',
  'objectionSource',
  'verifiedBy',
  'saidElsewhere',
  'provenance',
  'revision',
  'updatedAt',
  'updatedBy',
  'createdAt',
  'networkId',
  'id',
  'personId',
  'technicalId',
])

function ofRecord(kind: Kind, before: Values | null, after: Values, context: WordsContext): string[] {
  if (before === null) return ['a créé la fiche']
  return Object.keys(after).flatMap((field) => {
    const act = ACTS[field]
    if (act !== undefined) return [act(after[field] ?? null, after)]
    if (field === 'visibility') return visibilityClauses(kind, before.visibility, after.visibility)
    return SILENT.has(field) ? [] : [changed(field, before[field], after[field], context)]
  })
}

function changed(field: string, before: unknown, after: unknown, context: WordsContext): string {
  const label = (FIELD_LABELS[field] ?? field).replace(/^\p{Lu}(?!\p{Lu})/u, (letter) =>
    letter.toLocaleLowerCase('fr'),
  )
  // Notes are read on the record itself: their whole text would drown the rest.
  if (field === 'notes') return 'a changé les notes de l’équipe'
  const [was, is] = [before, after].map((value) => cut(valueWords(field, value, context)))
  return `a changé ${quoted(label)}${NO_BREAK_SPACE}: ${was} → ${is}`
}

function quoted(text: string): string {
  return `«${NARROW_SPACE}${text}${NARROW_SPACE}»`
}

function visibilityClauses(kind: Kind, before: unknown, after: unknown): string[] {
  const [was, is] = [choices(before), choices(after)]
  const fields = [...new Set([...was.keys(), ...is.keys()])].filter(
    (field) => was.get(field) !== is.get(field),
  )
  return fields.map((field) => {
    const audience = AUDIENCES.find((one) => one === is.get(field))
    const to = audience === undefined ? 'qui la voit d’habitude' : AUDIENCE_LABELS[audience]
    return `a choisi qui voit ${quoted(fieldLabel(kind, field))}${NO_BREAK_SPACE}: ${to}`
  })
}

function choices(value: unknown): Map<string, unknown> {
  return new Map(Object.entries(Object(value)))
}

type Part = { before: Values | null; after: Values; context: WordsContext }

/** A place or an offer: added, removed, or changed field by field. */
function ofPart(
  words: { added: string; changed: string; removed: string },
  nameField: string,
  { before, after, context }: Part,
): string[] {
  const name = (values: Values) => cut(valueWords(nameField, values[nameField], context))
  if (before === null) return [`a ajouté ${words.added}${NO_BREAK_SPACE}: ${name(after)}`]
  if (Object.keys(after).length === 0) return [`a retiré ${words.removed}${NO_BREAK_SPACE}: ${name(before)}`]
  return Object.keys(after)
    .filter((field) => !SILENT.has(field) && field !== 'visibility')
    .map((field) => `${changed(field, before[field], after[field], context)} (dans ${words.changed})`)
}

function ofConsent(_kind: Kind, before: Values | null, after: Values, context: WordsContext): string[] {
  const scope = quoted(fieldLabel('person', String((before ?? after).scope)))
  if (before === null) {
    const given = valueWords('givenOn', after.givenOn, context)
    return [`a enregistré l’accord pour ${scope}, donné le ${given}${because(after.source)}`]
  }
  return [`a enregistré le retrait de l’accord pour ${scope}${because(after.withdrawnSource)}`]
}

function ofMembership(_kind: Kind, before: Values | null, after: Values, context: WordsContext): string[] {
  return Object.keys(before === null ? MEMBERSHIP_MADE : after)
    .filter((field) => !SILENT.has(field) && field !== 'stateSince' && after[field] !== null)
    .flatMap((field) => (field in after ? [changed(field, before?.[field], after[field], context)] : []))
}

const MEMBERSHIP_MADE = { state: true, appliedOn: true, charterSignedOn: true, college: true }

function because(reason: unknown): string {
  return typeof reason === 'string' && reason !== '' ? ` (${reason})` : ''
}

function cut(text: string): string {
  return text.length > 120 ? `${text.slice(0, 119)}…` : text
}
