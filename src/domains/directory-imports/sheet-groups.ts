import { foldText } from '../directory/national/plain-text.js'
import { contradict, type Told, tell, warningsOf } from './contradictions.js'
import type { Fields } from './records.js'
import type { Hints, SheetRecord } from './sheet-lines.js'
import { joinSituations, PLACE_CONTACTS } from './sheet-situations.js'
import type { StagedLine } from './staged-line.js'
import { isBlank, isSame } from './verdicts.js'

/** One record made of the lines that name it. */
export type SheetGroup = {
  key: string
  line: number
  fields: Fields
  /** Fields that no line says: they are for a record that would be new. */
  supposed: readonly string[]
  hints: Hints[]
  consent?: boolean
  territory: string | null
  /** What the reading of its lines has to say. */
  told: Told
  /** What putting them together has. */
  warnings: string[]
  /** Values that later lines give otherwise. */
  contradictions: Told
}

/** A table as records, and who is where, line by line. */
export type SheetGroups = {
  people: SheetGroup[]
  structures: SheetGroup[]
  links: SheetLink[]
}

export type SheetLink = {
  line: number
  who: SheetGroup | null
  where: SheetGroup | null
  situation: Fields | null
}

/**
 * Puts together the lines about one person (same RPPS number; same name and telephone, mail or commune) and those
 * about one structure (same FINESS number; same name in the same commune; same address when it has no name of its own).
 * What lines say of one person at one place is joined too: she may have several functions there.
 */
export function groupSheet(records: readonly SheetRecord[]): SheetGroups {
  const people = new Groups('person')
  const structures = new Groups('structure')
  const links = records.map(({ line, person, structure, situation, territory, warnings }): SheetLink => {
    const ofPlace = structure === null ? [] : PLACE_CONTACTS
    const who = person && people.add(namesOf(person), { line, territory, warnings, ofPlace, ...person })
    const about = { line, territory, warnings: person === null ? warnings : [], ofPlace: [] }
    const where =
      structure && structures.add(placesOf(structure, who?.key ?? null), { ...about, ...structure })
    return { line, who, where, situation }
  })
  joinSituations(links)
  return { people: people.all, structures: structures.all, links }
}

/** Whether no line gives this place a name: the one it has is made of its commune. */
export function isUnnamed({ supposed }: Pick<SheetGroup, 'supposed'>): boolean {
  return supposed.includes('name')
}

/** The lines of a table for COPY: the values of a record go with its first one, the others say where she works. */
export function* stagedLines({ links }: SheetGroups): Generator<StagedLine> {
  for (const { line, who, where, situation } of links)
    yield { line, person: who && saidOn(line, who), structure: where && saidOn(line, where), situation }
}

function saidOn(line: number, group: SheetGroup): NonNullable<StagedLine['person']> {
  const { key, fields, supposed, consent } = group
  if (group.line !== line) return { key, fields: {} }
  return {
    ...{ key, fields, warnings: warningsOf(group) },
    ...(supposed.length > 0 && { supposed }),
    ...(consent !== undefined && { consent }),
  }
}

type Added = {
  line: number
  fields: Fields
  supposed?: readonly string[]
  hints: Hints
  consent?: boolean
  territory: string | null
  warnings: readonly string[]
  /** Fields that, said otherwise, are those of the place of this line. */
  ofPlace: readonly string[]
}

class Groups {
  readonly all: SheetGroup[] = []
  private readonly byName = new Map<string, SheetGroup | 'several'>()

  constructor(private readonly kind: 'person' | 'structure') {}

  /** Joins the group that already has one of these names, the surest name first; two groups for one name are neither. */
  add(names: readonly string[], added: Added): SheetGroup {
    const known = names.map((name) => this.byName.get(name)).find((found) => found !== undefined)
    const group =
      known !== undefined && known !== 'several' && agrees(known, added) ? known : this.open(added)
    if (group === known) join(group, added)
    for (const name of names) {
      const holder = this.byName.get(name)
      this.byName.set(name, holder === undefined || holder === group ? group : 'several')
    }
    return group
  }

  private open({ line, fields, supposed = [], hints, consent, territory, warnings }: Added): SheetGroup {
    const group: SheetGroup = {
      key: `${this.kind}:${line}`,
      line,
      fields: { ...fields },
      supposed,
      hints: [hints],
      territory,
      told: new Map(),
      warnings: [],
      contradictions: new Map(),
      ...(consent !== undefined && { consent }),
    }
    for (const words of warnings) tell(group.told, line, words)
    this.all.push(group)
    return group
  }
}

/** Two numbers are two people, whatever their names. */
function agrees({ fields }: SheetGroup, added: Added): boolean {
  return ['rppsNumber', 'finessNumber'].every(
    (field) =>
      isBlank(fields[field]) || isBlank(added.fields[field]) || fields[field] === added.fields[field],
  )
}

/** The first line that says something is right; what a later one says otherwise is told. */
function join(
  group: SheetGroup,
  { line, fields, supposed = [], hints, consent, territory, warnings, ofPlace }: Added,
): void {
  for (const [field, value] of Object.entries(fields)) {
    const known = group.fields[field]
    if (isBlank(value) || supposed.includes(field)) continue
    const isFirst = isBlank(known) || group.supposed.includes(field)
    group.supposed = group.supposed.filter((one) => one !== field)
    if (isSame(field, known ?? null, value)) continue
    if (isFirst) group.fields[field] = value
    else if (Array.isArray(known) && Array.isArray(value))
      group.fields[field] = [...new Set([...known, ...value])]
    else if (field === 'notes') group.fields[field] = `${String(known)}\n${String(value)}`
    else if (!field.startsWith('verified') && !ofPlace.includes(field)) contradict(group, line, known, value)
  }
  // A refusal on any line is a refusal.
  if (consent !== undefined) group.consent = group.consent !== false && consent
  group.territory ??= territory
  group.hints.push(hints)
  for (const words of warnings) tell(group.told, line, words)
}

function namesOf({ fields, hints }: { fields: Fields; hints: Hints }): string[] {
  const { name, phones, email, postcode, commune } = hints
  return [
    isBlank(fields.rppsNumber) ? null : `rpps ${String(fields.rppsNumber)}`,
    ...phones.map((phone) => `${name} | ${phone}`),
    email && `${name} | ${email}`,
    commune && `${name} | ${commune}`,
    postcode && `${name} | ${postcode}`,
  ].filter((one) => one !== null)
}

function placesOf(
  { fields, hints, isNamed }: { fields: Fields; hints: Hints; isNamed: boolean },
  person: string | null,
): string[] {
  const place = hints.commune ?? hints.postcode ?? ''
  const finess = isBlank(fields.finessNumber) ? [] : [`finess ${String(fields.finessNumber)}`]
  if (isNamed) return [...finess, `name ${hints.name} | ${place}`]
  const street = isBlank(fields.street) ? null : foldText(String(fields.street))
  return [...finess, street === null ? `of ${person ?? ''} | ${place}` : `street ${street} | ${place}`]
}
