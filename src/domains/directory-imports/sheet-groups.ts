import { foldText } from '../directory/national/plain-text.js'
import type { Fields } from './records.js'
import type { Hints, SheetRecord } from './sheet-lines.js'
import type { StagedLine } from './staged-line.js'
import { isBlank, isSame } from './verdicts.js'

/** One record made of the lines that name it. */
export type SheetGroup = {
  key: string
  line: number
  fields: Fields
  hints: Hints[]
  consent?: boolean
  territory: string | null
  warnings: string[]
}

/** A table as records: its people, its structures, and what links them line by line. */
export type SheetGroups = {
  people: SheetGroup[]
  structures: SheetGroup[]
  lines: StagedLine[]
}

/**
 * Puts together the lines about one person (same RPPS number; same name and telephone, mail or commune) and those
 * about one structure (same FINESS number; same name in the same commune; same address when it has no name of its own).
 */
export function groupSheet(records: readonly SheetRecord[]): SheetGroups {
  const people = new Groups()
  const structures = new Groups()
  const links = records.map((record) => {
    const { line, person, structure, territory } = record
    const warnings = person === null ? [] : record.warnings
    const who = person && people.add(namesOf(person), { line, territory, warnings, ...person })
    const about = person === null ? record.warnings : []
    const where =
      structure &&
      structures.add(placesOf(structure, who?.key ?? null), {
        line,
        territory,
        warnings: about,
        ...structure,
      })
    return { record, who, where }
  })
  const lines = links.map(({ record, who, where }): StagedLine => {
    // The values of all its lines go with the first one: the others only say where she works.
    const isFirstOfPerson = who?.line === record.line
    const isFirstOfStructure = where?.line === record.line
    return {
      line: record.line,
      person: who
        ? {
            key: who.key,
            fields: isFirstOfPerson ? who.fields : {},
            ...(isFirstOfPerson && who.consent !== undefined && { consent: who.consent }),
          }
        : null,
      structure: where ? { key: where.key, fields: isFirstOfStructure ? where.fields : {} } : null,
      situation: record.situation,
      warnings: [...(isFirstOfPerson ? who.warnings : []), ...(isFirstOfStructure ? where.warnings : [])],
    }
  })
  return { people: people.all, structures: structures.all, lines }
}

type Added = {
  line: number
  fields: Fields
  hints: Hints
  consent?: boolean
  territory: string | null
  warnings: readonly string[]
}

class Groups {
  readonly all: SheetGroup[] = []
  private readonly byName = new Map<string, SheetGroup | 'several'>()

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

  private open({ line, fields, hints, consent, territory, warnings }: Added): SheetGroup {
    const group: SheetGroup = {
      key: `line:${line}`,
      line,
      fields: { ...fields },
      hints: [hints],
      territory,
      warnings: [...warnings],
      ...(consent !== undefined && { consent }),
    }
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
function join(group: SheetGroup, { line, fields, hints, consent, territory, warnings }: Added): void {
  for (const [field, value] of Object.entries(fields)) {
    const known = group.fields[field]
    if (isBlank(value) || isSame(field, known ?? null, value)) continue
    if (isBlank(known)) group.fields[field] = value
    else if (Array.isArray(known) && Array.isArray(value))
      group.fields[field] = [...new Set([...known, ...value])]
    else if (field === 'notes') group.fields[field] = `${String(known)}\n${String(value)}`
    else if (!field.startsWith('verified'))
      group.warnings.push(
        `La ligne ${line} dit « ${shortened(value)} » au lieu de « ${shortened(known)} » : la première est gardée.`,
      )
  }
  // A refusal on any line is a refusal.
  if (consent !== undefined) group.consent = group.consent !== false && consent
  group.territory ??= territory
  group.hints.push(hints)
  group.warnings.push(...warnings)
}

function shortened(value: unknown): string {
  const text = String(value)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
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
