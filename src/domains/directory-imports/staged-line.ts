import { copyJson, copyLine } from '../../db/copy.js'
import { personLabel, structureLabel } from './labels.js'
import type { Fields, IncomingActivity } from './records.js'

/** What one line of a file says of a person, of a structure, and of her place there. */
export type StagedLine = {
  line: number | null
  person: (Said & { consent?: boolean }) | null
  structure: (Said & { activities?: IncomingActivity[] }) | null
  /** Mode, sector, function: what links the two. */
  situation: Fields | null
}

type Said = {
  key: string
  fields: Fields
  /** Fields the file does not say, for a record that would be new. */
  supposed?: readonly string[]
  /** Reservations on values kept, in French. */
  warnings?: readonly string[]
}

export const STAGED_COLUMNS = [
  'line',
  'person_key',
  'person',
  'structure_key',
  'structure',
  'richness',
  'situation',
] as const

/** A line as COPY takes it. Of several descriptions of one place, the richest is kept: `richness` tells. */
export function stagedCopyLine({ line, person, structure, situation }: StagedLine): string {
  return `${copyLine([
    line,
    person?.key ?? null,
    person &&
      copyJson({
        label: personLabel(person.fields),
        fields: person.fields,
        consent: person.consent,
        warning: words(person),
      }),
    structure?.key ?? null,
    structure &&
      copyJson({
        label: structureLabel(structure.fields),
        fields: structure.fields,
        supposed: structure.supposed,
        activities: structure.activities,
        warning: words(structure),
      }),
    structure ? Object.values(structure.fields).filter((value) => value !== null).length : 0,
    situation && copyJson(situation),
  ])}\n`
}

function words({ warnings = [] }: Said): string | undefined {
  return warnings.length === 0 ? undefined : warnings.join(' ')
}
