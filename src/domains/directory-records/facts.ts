import { secrecyOf } from '../directory/cards.js'
import { readEmail } from '../directory/national/email.js'
import { readFinessNumber } from '../directory/national/finess-number.js'
import { readRppsNumber } from '../directory/national/rpps-number.js'
import type { Verdict } from '../directory/national/verdict.js'
import type { Provenance, SaidElsewhere } from '../directory/provenance.js'
import {
  type Audience,
  type PersonField,
  personFieldAudience,
  type StructureField,
  structureFieldAudience,
} from '../directory/visibility.js'
import type { PersonFile, StructureFile } from './reading.js'
import { FIELD_LABELS, fileWords, provenanceWords, valueWords, type WordsContext } from './words.js'

/** A field of a record as its page shows it. */
export type Fact = {
  field: string
  label: string
  value: string
  /** « RPPS du 08/10/2026 ». */
  from: string | null
  /** Who sees it; null for what nobody chooses. */
  seenBy: Audience | null
  /** What a national file says instead, as long as nobody has chosen. */
  elsewhere: { file: string; value: string } | null
  /** What a control of the value finds odd. */
  doubt: string | null
}

/** The facts of a record, and the names of the fields nobody has filled. */
export type Facts = { known: Fact[]; blank: string[] }

const PERSON_FACTS: [field: string, seenAs: PersonField | null][] = [
  ['rppsNumber', 'listing'],
  ['formerIdentifier', null],
  ['title', 'listing'],
  ['lastName', 'listing'],
  ['firstName', 'listing'],
  ['professionCode', 'listing'],
  ['professionWords', 'listing'],
  ['skillCodes', 'listing'],
  ['phone', 'phone'],
  ['mobile', 'mobile'],
  ['email', 'email'],
  ['website', 'website'],
  ['languages', 'languages'],
  ['territoryId', null],
  ['owner', null],
  ['notes', null],
]

const STRUCTURE_FACTS: [field: string, seenAs: StructureField | null][] = [
  ['name', 'listing'],
  ['longName', null],
  ['category', 'listing'],
  ['categoryCode', 'listing'],
  ['legalStatus', 'listing'],
  ['finessNumber', 'listing'],
  ['legalFinessNumber', null],
  ['siret', null],
  ['street', 'address'],
  ['addressMore', 'address'],
  ['postcode', 'listing'],
  ['communeName', 'listing'],
  ['latitude', 'address'],
  ['longitude', 'address'],
  ['phone', 'phone'],
  ['phone2', 'phone'],
  ['emergencyPhone', 'emergencyPhone'],
  ['fax', 'fax'],
  ['email', 'email'],
  ['website', 'website'],
  ['hours', 'hours'],
  ['languages', 'listing'],
  ['accessibility', 'accessibility'],
  ['accessibilityNote', 'accessibility'],
  ['openedOn', null],
  ['closedOn', null],
  ['territoryId', null],
  ['owner', null],
  ['notes', null],
]

/** What the directory says of a person, field by field. */
export function personFacts({ person, consents, names, day }: PersonFile): Facts {
  const holds = { visibility: person.visibility, objectedAt: person.objectedAt, consents }
  return facts(person, PERSON_FACTS, { ...day, names }, (field) => personFieldAudience(field, holds))
}

/** The same for the person herself: what the team keeps to itself is neither told nor said to be blank. */
export function ownFacts(file: PersonFile): Facts {
  const { known, blank } = personFacts(file)
  return {
    known,
    blank: blank.filter((label) => label !== FIELD_LABELS.notes && label !== FIELD_LABELS.owner),
  }
}

/** What the directory says of a structure, field by field. */
export function structureFacts(file: StructureFile): Facts {
  const secrecy = secrecyOf(file)
  return facts(file.structure, STRUCTURE_FACTS, { ...file.day, names: file.names }, (field) =>
    structureFieldAudience(field, secrecy),
  )
}

type Row = Record<string, unknown> & { provenance: Provenance; saidElsewhere: SaidElsewhere }

function facts<Field extends string>(
  row: Row,
  fields: readonly [field: string, seenAs: Field | null][],
  context: WordsContext,
  audienceOf: (field: Field) => Audience,
): Facts {
  const known: Fact[] = []
  const blank: string[] = []
  for (const [field, seenAs] of fields) {
    const said = row.saidElsewhere[field]
    const isBlank = isEmpty(row[field])
    if (isBlank && said === undefined) {
      blank.push(FIELD_LABELS[field] ?? field)
      continue
    }
    known.push({
      field,
      label: FIELD_LABELS[field] ?? field,
      value: valueWords(field, row[field], context),
      from: provenanceWords(row.provenance, field),
      seenBy: isBlank || seenAs === null ? null : audienceOf(seenAs),
      elsewhere:
        said === undefined || said.keptOn !== undefined
          ? null
          : { file: fileWords(said), value: valueWords(field, said.value, context) },
      doubt: doubtOf(field, row[field]),
    })
  }
  return { known, blank }
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
}

const CONTROLS: Readonly<Record<string, (text: string) => Verdict<string>>> = {
  rppsNumber: readRppsNumber,
  finessNumber: readFinessNumber,
  legalFinessNumber: readFinessNumber,
  email: readEmail,
}

/** A check digit that fails is a doubt to be looked at, never a refusal. */
function doubtOf(field: string, value: unknown): string | null {
  const control = CONTROLS[field]
  if (control === undefined || typeof value !== 'string') return null
  const verdict = control(value)
  return 'refusal' in verdict ? verdict.refusal : verdict.warning
}
