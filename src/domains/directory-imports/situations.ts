import type { Provenance, SaidElsewhere, Source } from '../directory/provenance.js'
import type { Fields, IncomingSituation, SituationChange } from './records.js'
import { compareFields } from './verdicts.js'

/** A place and function the directory already has for a person. */
export type KnownSituation = {
  id: string
  structureId: string
  place: string
  departmentCode: string | null
  fields: Fields
  provenance: Provenance
  goneSince: string | null
}

const NOTHING: SaidElsewhere = {}

/**
 * What a file changes in the places of one person. A situation is known by its structure and its mode; one without a
 * mode takes that of the file. Those the same register had given in `departments` and gives no more are gone.
 */
export function compareSituations(
  incoming: readonly (IncomingSituation & { id: string })[],
  known: readonly KnownSituation[],
  { source, departments }: { source: Source; departments: readonly string[] | null },
): SituationChange[] {
  const left = [...known]
  const changes = incoming.flatMap((one): SituationChange[] => {
    const match = bestOf(left, one)
    if (match === undefined) return [added(one)]
    left.splice(left.indexOf(match), 1)
    const { changes: fields } = compareFields(
      one.fields,
      { fields: match.fields, provenance: match.provenance, saidElsewhere: NOTHING },
      source,
    )
    const isBack = match.goneSince !== null
    if (!isBack && Object.keys(fields).length === 0) return []
    const { id, structureId, place, goneSince } = match
    return [{ what: isBack ? 'back' : 'changed', id, structureId, place, fields, goneSince }]
  })
  if (departments === null) return changes
  const gone = left.filter(
    ({ goneSince, provenance, departmentCode }) =>
      goneSince === null &&
      provenance.structureId?.source === source &&
      departmentCode !== null &&
      departments.includes(departmentCode),
  )
  return [
    ...changes,
    ...gone.map(
      ({ id, structureId, place }): SituationChange => ({
        what: 'gone',
        ...{ id, structureId, place },
        fields: {},
        goneSince: null,
      }),
    ),
  ]
}

function bestOf(known: readonly KnownSituation[], { structureId, fields }: IncomingSituation) {
  const there = known.filter((one) => one.structureId === structureId)
  const mode = fields.modeCode ?? null
  return (
    there.find((one) => (one.fields.modeCode ?? null) === mode) ??
    there.find((one) => mode === null || (one.fields.modeCode ?? null) === null)
  )
}

function added({ id, structureId, place, fields }: IncomingSituation & { id: string }): SituationChange {
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
