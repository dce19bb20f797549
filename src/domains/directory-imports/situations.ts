import { isLocal, type Provenance, type SaidElsewhere, type Source } from '../directory/provenance.js'
import type { Fields, IncomingSituation, KeptPlace, SettledPlace, SituationChange } from './records.js'
import { compareFields } from './verdicts.js'

/** A place and function the directory already has for a person. */
export type KnownSituation = {
  id: string
  structureId: string
  place: string
  departmentCode: string | null
  fields: Fields
  provenance: Provenance
  saidElsewhere: SaidElsewhere
  goneSince: string | null
}

/** What a file changes in the places of one person, and what it leaves although it says otherwise. */
export type PlaceVerdicts = {
  changes: SituationChange[]
  kept: KeptPlace[]
  settled: SettledPlace[]
  /** Whether the places do not yet say all that is kept. */
  isNews: boolean
}

/**
 * What a file changes in the places of one person. A situation is known by its structure and its mode; one without a
 * mode takes that of the file, one whose mode somebody corrected keeps it. Those the same register had given in
 * `departments` and gives no more are gone.
 */
export function compareSituations(
  incoming: readonly Arrival[],
  known: readonly KnownSituation[],
  { source, departments }: { source: Source; departments: readonly string[] | null },
): PlaceVerdicts {
  const { found, left } = pairUp(incoming, known)
  const verdicts: PlaceVerdicts = { changes: [], kept: [], settled: [], isNews: false }
  for (const one of incoming) {
    const match = found.get(one)
    if (match === undefined) verdicts.changes.push(added(one))
    else compareOne(one, match, source, verdicts)
  }
  if (departments !== null) {
    const isHere = ({ departmentCode }: KnownSituation) =>
      departmentCode !== null && departments.includes(departmentCode)
    const gone = left.filter(
      (one) => one.goneSince === null && one.provenance.structureId?.source === source && isHere(one),
    )
    verdicts.changes.push(
      ...gone.map(
        ({ id, structureId, place }): SituationChange => ({
          what: 'gone',
          ...{ id, structureId, place },
          fields: {},
          goneSince: null,
        }),
      ),
    )
  }
  return verdicts
}

type Arrival = IncomingSituation & { id: string }

/** Who is who: the surest likeness first, for all of them, so that a corrected mode does not take the place of a true one. */
function pairUp(incoming: readonly Arrival[], known: readonly KnownSituation[]) {
  const found = new Map<Arrival, KnownSituation>()
  let left = [...known]
  for (const isLike of LIKENESSES)
    for (const one of incoming) {
      if (found.has(one)) continue
      const match = left.find(
        (other) => other.structureId === one.structureId && isLike(one, other) && !isOtherStay(one, other),
      )
      if (match === undefined) continue
      found.set(one, match)
      left = left.filter((other) => other !== match)
    }
  return { found, left }
}

const LIKENESSES: readonly ((one: Arrival, other: KnownSituation) => boolean)[] = [
  (one, other) => modeOf(one) === modeOf(other),
  (one, other) => modeOf(one) === null || modeOf(other) === null,
  (_, { provenance }) => isLocal(provenance, 'modeCode'),
]

/** She left the place, and came back: two stays are two situations. */
function isOtherStay({ fields: one }: Arrival, { fields: other }: KnownSituation): boolean {
  return isBefore(one.endsOn, other.startsOn) || isBefore(other.endsOn, one.startsOn)
}

function isBefore(end: unknown, start: unknown): boolean {
  return typeof end === 'string' && typeof start === 'string' && end < start
}

function modeOf({ fields }: { fields: Fields }): unknown {
  return fields.modeCode ?? null
}

function compareOne(one: Arrival, match: KnownSituation, source: Source, verdicts: PlaceVerdicts): void {
  const { id, structureId, place, goneSince } = match
  const { changes: fields, kept, settled, isNews } = compareFields(one.fields, match, source)
  if (Object.keys(kept).length > 0) verdicts.kept.push({ id, place, kept })
  if (Object.keys(settled).length > 0) verdicts.settled.push({ id, settled })
  verdicts.isNews ||= isNews
  const isBack = goneSince !== null
  if (!isBack && Object.keys(fields).length === 0) return
  verdicts.changes.push({ what: isBack ? 'back' : 'changed', id, structureId, place, fields, goneSince })
}

function added({ id, structureId, place, fields }: Arrival): SituationChange {
  const said = Object.entries(fields).filter(([, value]) => value !== null)
  return {
    what: 'added',
    id,
    structureId,
    place,
    fields: Object.fromEntries(said.map(([field, after]) => [field, { before: null, after, from: null }])),
    goneSince: null,
  }
}
