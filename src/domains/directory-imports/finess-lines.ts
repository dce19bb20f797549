import { communeByCode } from '../directory/communes/gazetteer.js'
import { createEtalabReader } from '../directory/national/finess-etalab.js'
import { FINESS_FORM } from '../directory/national/finess-number.js'
import { createFinessPlusReader } from '../directory/national/finess-plus.js'
import type {
  FinessActivity,
  FinessSink,
  FinessStructure,
  FinessSummary,
} from '../directory/national/finess-record.js'
import type { ByteReader } from '../directory/national/pipe-reader.js'
import { FINESS_CATEGORIES } from '../directory/national/structure-categories.js'
import type { Rejection } from '../directory/national/verdict.js'
import type { Fields, IncomingActivity } from './records.js'
import type { StagedLine } from './staged-line.js'

/** Which establishments of the country a network wants: those of its field in its departments, and all it knows. */
export type FinessScope = {
  departments: ReadonlySet<string>
  categories: ReadonlySet<string>
  known: ReadonlySet<string>
}

type Kept = { structure: FinessStructure | null; position: Fields; activities: IncomingActivity[] }

/**
 * Reads a file of FINESS and keeps what is wanted of it: positions and activities come long after the structure they
 * are about, so that lines are only there once the file has been read to its end.
 */
export function finessLines(
  shape: 'etalab' | 'plus',
  scope: FinessScope,
  reject: (rejection: Rejection) => void,
): { reader: ByteReader<FinessSummary>; lines: () => Iterable<StagedLine> } {
  const kept = new Map<string, Kept>()
  const keptOf = (finess: string): Kept => {
    const found = kept.get(finess) ?? { structure: null, position: {}, activities: [] }
    kept.set(finess, found)
    return found
  }
  const sink: FinessSink = {
    structure: (structure) => {
      if (isWanted(structure, scope)) keptOf(structure.finessNumber).structure = structure
    },
    position: ({ finessNumber, point, warning }) => {
      const one = kept.get(finessNumber)
      if (one?.structure === undefined || one.structure === null) return
      one.position = { ...point, positionSource: 'FINESS' }
      if (warning !== null) one.structure.warnings.push(warning)
    },
    activity: (activity) => {
      const { finessNumber } = activity
      if (finessNumber === null || !(kept.has(finessNumber) || scope.known.has(finessNumber))) return
      keptOf(finessNumber).activities.push(activityOf(activity))
    },
    reject,
  }
  const reader = shape === 'etalab' ? createEtalabReader(sink) : createFinessPlusReader(sink)
  return {
    reader,
    *lines() {
      for (const [finess, one] of kept) yield lineOf(finess, one)
    },
  }
}

/** Legal entities are no place; they are kept as the number their establishments bear. */
function isWanted(structure: FinessStructure, { departments, categories, known }: FinessScope): boolean {
  if (structure.kind !== 'establishment') return false
  if (known.has(structure.finessNumber)) return true
  return (
    structure.isOpen &&
    departments.has(structure.departmentCode ?? '') &&
    categories.has(structure.categoryCode ?? '')
  )
}

const LONGEST_CODE = 10

function activityOf(activity: FinessActivity): IncomingActivity {
  const { regime, activityCode, modalityCode, formCode, startsOn, endsOn, isActive } = activity
  return {
    regime: regime.slice(0, LONGEST_CODE),
    activityCode: activityCode.slice(0, LONGEST_CODE),
    modalityCode: modalityCode?.slice(0, LONGEST_CODE) ?? null,
    formCode: formCode?.slice(0, LONGEST_CODE) ?? null,
    startsOn,
    endsOn,
    isActive,
  }
}

function lineOf(finess: string, { structure, position, activities }: Kept): StagedLine {
  return {
    line: null,
    person: null,
    structure: {
      key: `finess:${finess}`,
      fields: { finessNumber: finess, ...(structure && fieldsOf(structure)), ...position },
      ...(activities.length > 0 && { activities: activities.sort(byCode) }),
      warnings: structure?.warnings ?? [],
    },
    situation: null,
  }
}

function byCode(one: IncomingActivity, other: IncomingActivity): number {
  return JSON.stringify(one) < JSON.stringify(other) ? -1 : 1
}

/** What a file of activities alone does not say of a structure is left as it is known. */
function fieldsOf(structure: FinessStructure): Fields {
  const { categoryCode, legalStatus } = structure
  const category = categoryCode === null ? undefined : FINESS_CATEGORIES.codes.get(categoryCode)
  return {
    legalFinessNumber: formed(structure.legalFinessNumber, FINESS_FORM),
    siret: formed(structure.siret, /^\d{14}$/),
    name: structure.name.slice(0, 200),
    longName: structure.longName?.slice(0, 300) ?? null,
    categoryCode: formed(categoryCode, /^\d{3,4}$/),
    ...(category !== undefined && { category: category.cahierCategory }),
    // The old file tells less than FINESS+: what it cannot tell, it does not take away.
    ...(legalStatus !== null && { legalStatus }),
    street: structure.street?.slice(0, 300) ?? null,
    addressMore: [structure.complement, structure.locality].filter(Boolean).join(', ').slice(0, 300) || null,
    postcode: formed(structure.postcode, /^.{1,10}$/),
    communeCode: formed(structure.communeCode, /^[0-9AB]{5}$/),
    communeName: communeByCode(structure.communeCode)?.name ?? structure.city?.slice(0, 100) ?? null,
    departmentCode: formed(structure.departmentCode, /^.{2,3}$/),
    phone: structure.phone,
    fax: structure.fax,
    email: structure.email,
    openedOn: structure.openedOn,
    closedOn: structure.closedOn,
  }
}

/** A code of another form than its own is no value: readers let them through, a table does not. */
function formed(text: string | null, form: RegExp): string | null {
  return text !== null && form.test(text) ? text : null
}
