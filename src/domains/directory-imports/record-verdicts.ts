import type { Source } from '../directory/provenance.js'
import { personLabel, structureLabel } from './labels.js'
import type {
  ConsentChange,
  Fields,
  IncomingActivity,
  IncomingSituation,
  KnownActivity,
  RowChanges,
  RowPayload,
} from './records.js'
import { compareSituations, type KnownSituation, type PlaceVerdicts } from './situations.js'
import { compareFields, type Known } from './verdicts.js'

/** A record of the file, beside the one of the directory it is about. Those that are new are compared with nothing. */
export type StagedRecord = {
  key: string
  line: number | null
  id: string
  fields: Fields
  supposed?: string[] | null
  warning: string | null
  known: Known & { goneSince: string | null; archivedAt: string | null }
  /** Of a person. */
  consent?: boolean | null
  consents?: { newId: string; inForce: boolean; withdrawn: boolean; isChosen: boolean } | null
  hasObjected?: boolean
  incoming?: (IncomingSituation & { id: string })[] | null
  situations?: KnownSituation[] | null
  /** Of a structure. */
  incomingActivities?: IncomingActivity[] | null
  activities?: KnownActivity[] | null
}

export type ComparedRow = {
  line: number | null
  verdict: 'changed' | 'unchanged' | 'gone'
  subjectKind: 'person' | 'structure'
  id: string
  label: string
  payload: RowPayload | null
  changes: RowChanges | null
  warning: string | null
}

type How = { source: Source; departments: readonly string[] | null; addsSkills: boolean }

/** What a file changes for one person. */
export function comparePerson(record: StagedRecord, how: How): ComparedRow {
  const { fields, known, incoming, situations } = record
  const consent = consentOf(record)
  const arrivals = incoming ?? []
  const places = compareSituations(arrivals, situations ?? [], how)
  const payload: RowPayload = {
    key: record.key,
    fields,
    situations: arrivals.map(({ structureId, place, fields }) => ({ structureId, place, fields })),
    ...(record.consent != null && { consent: record.consent }),
  }
  const changes = {
    ...(places.changes.length > 0 && { situations: places.changes }),
    ...(consent.change !== null && { consent: consent.change }),
  }
  const row = {
    ...({ line: record.line, subjectKind: 'person', id: record.id } as const),
    label: personLabel(fields, known.fields),
    warning: [record.warning, consent.warning].filter((one) => one !== null).join(' ') || null,
  }
  const said = how.addsSkills ? withKnownSkills(fields, known) : fields
  return compared(row, payload, said, known, how.source, changes, places)
}

/** What a file changes for one structure. */
export function compareStructure(record: StagedRecord, how: How): ComparedRow {
  const { fields, supposed, known, incomingActivities, activities } = record
  const hasOther = incomingActivities != null && !sameActivities(incomingActivities, activities ?? [])
  const payload: RowPayload = {
    key: record.key,
    fields,
    ...(supposed != null && { supposed }),
    ...(incomingActivities != null && { activities: incomingActivities }),
  }
  const changes = hasOther ? { activities: { before: activities ?? [], after: incomingActivities } } : {}
  const row = {
    ...({ line: record.line, subjectKind: 'structure', id: record.id } as const),
    label: structureLabel(fields, known.fields),
    warning: record.warning,
  }
  const said = Object.entries(fields).filter(([field]) => !supposed?.includes(field))
  return compared(row, payload, Object.fromEntries(said), known, how.source, changes)
}

type Row = Omit<ComparedRow, 'verdict' | 'payload' | 'changes'>

function compared(
  row: Row,
  payload: RowPayload,
  fields: Fields,
  known: StagedRecord['known'],
  source: Source,
  others: RowChanges,
  places: Omit<PlaceVerdicts, 'changes'> = { kept: [], settled: [], isNews: false },
): ComparedRow {
  // A record withdrawn by the team stays as it is, whatever a file says.
  if (known.archivedAt !== null)
    return { ...row, verdict: 'unchanged', payload: null, changes: null, warning: WITHDRAWN }
  const { changes: written, kept, settled, isNews } = compareFields(fields, known, source)
  const isBack = known.goneSince !== null && source === REGISTERS[row.subjectKind]
  const changes: RowChanges = {
    ...others,
    ...(isFilled(written) && { fields: written }),
    ...(isBack && known.goneSince !== null && { backSince: known.goneSince }),
  }
  const isChanged = isFilled(changes)
  const beside: RowChanges = {
    ...(isFilled(kept) && { kept }),
    ...(isFilled(settled) && { settled }),
    ...(places.kept.length > 0 && { keptPlaces: places.kept }),
    ...(places.settled.length > 0 && { settledPlaces: places.settled }),
  }
  return {
    ...row,
    verdict: isChanged ? 'changed' : 'unchanged',
    payload: isChanged || isNews || places.isNews ? payload : null,
    changes: isChanged || isFilled(beside) ? { ...changes, ...beside } : null,
  }
}

/** Which register says that a record is no longer named, or is again. */
const REGISTERS = { person: 'rpps', structure: 'finess' } as const

function isFilled(object: object): boolean {
  return Object.keys(object).length > 0
}

const WITHDRAWN = 'Cette fiche a été retirée de l’annuaire : elle est laissée telle quelle.'

/** The lines of a file that is cut by department do not say every skill: those it does not name stay. */
function withKnownSkills(fields: Fields, { fields: held, provenance }: Known): Fields {
  if (provenance.skillCodes?.source !== 'rpps') return fields
  const codes = [held.skillCodes, fields.skillCodes].flat().filter((one) => typeof one === 'string')
  return { ...fields, skillCodes: [...new Set(codes)].sort() }
}

/** « Accord de diffusion »: yes opens her record, unless she has ever said otherwise; no closes it. */
function consentOf({ consent, consents, hasObjected }: StagedRecord): {
  change: ConsentChange | null
  warning: string | null
} {
  if (consent == null || consents == null) return { change: null, warning: null }
  const { inForce, withdrawn } = consents
  if (!consent)
    return { change: inForce ? { what: 'withdrawn', id: null, opens: false } : null, warning: null }
  if (hasObjected === true) return { change: null, warning: OBJECTED }
  if (withdrawn && !inForce) return { change: null, warning: WITHDREW }
  if (inForce) return { change: null, warning: null }
  return { change: { what: 'given', id: consents.newId, opens: !consents.isChosen }, warning: null }
}

const OBJECTED =
  'Cette personne s’est opposée à figurer dans l’annuaire : l’accord du tableau n’est pas enregistré.'
const WITHDREW =
  'Cette personne a retiré son accord : celui du tableau n’est pas enregistré. Si elle l’a redonné, notez-le sur sa fiche.'

function sameActivities(some: readonly IncomingActivity[], others: readonly IncomingActivity[]): boolean {
  const words = (activities: readonly IncomingActivity[]) => activities.map(activityKey).sort().join('\n')
  return words(some) === words(others)
}

function activityKey(one: IncomingActivity): string {
  return JSON.stringify([
    ...[one.regime, one.activityCode, one.modalityCode, one.formCode],
    ...[one.startsOn, one.endsOn, one.isActive],
  ])
}

/** Somebody, or something, that a national file no longer names. */
export type GoneRecord = {
  kind: 'person' | 'structure'
  id: string
  /** False for a person who still works in departments the file was not read for. */
  isWhole: boolean
  lastName: string | null
  firstName: string | null
  professionCode: string | null
  name: string | null
  communeName: string | null
  situations: KnownSituation[] | null
  departments: string[] | null
}

/** The row of what is no longer named: marked on the day of the file, never deleted. */
export function goneRow(gone: GoneRecord): ComparedRow {
  const { kind, id, isWhole, lastName, name, situations, departments } = gone
  const { changes: places } = compareSituations([], situations ?? [], { source: 'rpps', departments })
  return {
    line: null,
    verdict: isWhole ? 'gone' : 'changed',
    subjectKind: kind,
    id,
    label:
      kind === 'person'
        ? personLabel({ ...gone, lastName: lastName ?? '' })
        : structureLabel({ name, communeName: gone.communeName }),
    payload: null,
    changes: places.length > 0 ? { situations: places } : {},
    warning: null,
  }
}
