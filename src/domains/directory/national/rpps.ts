import type { Header } from './header.js'
import {
  type ByteReader,
  createPipeReader,
  type ItemSink,
  type LineSummary,
  type RawLine,
} from './pipe-reader.js'
import { decodeLine, LineCells } from './row.js'
import { decodeActivity, decodeDiploma, decodeSkill } from './rpps-decode.js'
import { ACTIVITY_LAYOUT, DIPLOMA_LAYOUT, SKILL_LAYOUT } from './rpps-layouts.js'
import type { RppsActivity, RppsDiploma, RppsSkill } from './rpps-record.js'
import { territoryOf } from './territories.js'

/** Which of the 2.3 million lines a network wants. */
export type RppsFilter = {
  /** Codes of professions (TRE_G15): « 50 », « 10 ». */
  professions: ReadonlySet<string>
  /** Department codes of the Insee: « 01 », « 2A », « 974 ». */
  departments: ReadonlySet<string>
  /** Whether a person without any address is kept: nothing tells where she works. */
  unplaced: boolean
}

/** Reader of « PS_LibreAcces_Personne_activite »: lines are chosen on bytes, and only the chosen ones are decoded. */
export function createActivityReader(
  sink: ItemSink<RppsActivity>,
  filter: RppsFilter,
): ByteReader<LineSummary> {
  return createPipeReader(
    {
      layout: ACTIVITY_LAYOUT,
      prepare: (header) => ({
        wants: wantedBy(filter, header),
        decode: (cells, line) => decodeLine(new LineCells(header, cells, line), decodeActivity),
      }),
    },
    sink,
  )
}

/** Reader of « PS_LibreAcces_SavoirFaire », for the persons (idnps) given; all of them when null. */
export function createSkillReader(
  sink: ItemSink<RppsSkill>,
  persons: ReadonlySet<string> | null,
): ByteReader<LineSummary> {
  return createPipeReader(
    {
      layout: SKILL_LAYOUT,
      prepare: (header) => ({
        wants: isAbout(persons, header),
        decode: (cells, line) => decodeLine(new LineCells(header, cells, line), decodeSkill),
      }),
    },
    sink,
  )
}

/** Reader of « PS_LibreAcces_Dipl_AutExerc », for the persons (idnps) given; all of them when null. */
export function createDiplomaReader(
  sink: ItemSink<RppsDiploma>,
  persons: ReadonlySet<string> | null,
): ByteReader<LineSummary> {
  return createPipeReader(
    {
      layout: DIPLOMA_LAYOUT,
      prepare: (header) => ({
        wants: isAbout(persons, header),
        decode: (cells, line) => decodeLine(new LineCells(header, cells, line), decodeDiploma),
      }),
    },
    sink,
  )
}

/** Fewer lines than nine tenths of last time: the file is probably cut, and somebody must say that it is not. */
export function shrinkageDoubt(lines: number, previousLines: number | null): string | null {
  if (previousLines === null || lines >= previousLines * 0.9) return null
  const count = (value: number) => value.toLocaleString('fr-FR')
  return (
    `Ce fichier a ${count(lines)} lignes, le précédent en avait ${count(previousLines)} : ` +
    'il est peut-être incomplet. Confirmez qu’il est entier avant de l’appliquer.'
  )
}

function wantedBy(
  filter: RppsFilter,
  header: Header<'professionCode' | 'departmentCode' | 'postcode' | string>,
) {
  const professions = codeKeys(filter.professions)
  const departments = codeKeys([...filter.departments].flatMap(spellingsOf))
  const [profession, department, postcode] = (['professionCode', 'departmentCode', 'postcode'] as const).map(
    (name) => header.at.get(name) ?? 0,
  ) as [number, number, number]
  return ({ buffer, start, ends }: RawLine): boolean => {
    const from = startOf(profession, start, ends)
    if (!professions.has(keyAt(buffer, from, ends[profession] as number))) return false
    const placeFrom = startOf(department, start, ends)
    const placeTo = ends[department] as number
    if (placeTo > placeFrom) return departments.has(keyAt(buffer, placeFrom, placeTo))
    const codeFrom = startOf(postcode, start, ends)
    const codeTo = ends[postcode] as number
    if (codeTo === codeFrom) return filter.unplaced
    return departments.has(postcodeKey(buffer, codeFrom, codeTo))
  }
}

/** A code damaged by a spreadsheet (1 for 01) is wanted too: it must be refused aloud, not left out in silence. */
function spellingsOf(department: string): string[] {
  const { finessDepartment } = territoryOf(department)
  const damaged = /^0\d$/.test(department) ? [department.slice(1)] : []
  return [department, ...damaged, ...(finessDepartment === null ? [] : [finessDepartment])]
}

function isAbout(persons: ReadonlySet<string> | null, header: Header<'nationalId' | string>) {
  const column = header.at.get('nationalId') ?? 0
  return ({ buffer, start, ends }: RawLine): boolean =>
    persons?.has(buffer.toString('latin1', startOf(column, start, ends), ends[column])) ?? true
}

function startOf(column: number, start: number, ends: Int32Array): number {
  return column === 0 ? start : (ends[column - 1] as number) + 1
}

/** Up to five bytes as one number, so that a code is looked up without making a string. */
function keyAt(buffer: Buffer, from: number, to: number): number {
  if (to - from > 5) return -1
  let key = to - from
  for (let at = from; at < to; at += 1) key = key * 256 + (buffer[at] as number)
  return key
}

function codeKeys(codes: Iterable<string>): Set<number> {
  return new Set([...codes].map((code) => keyAt(Buffer.from(code, 'latin1'), 0, code.length)))
}

/** The department of a postcode, as a key: 01440 is 01, 97405 is 974, 20090 is 2A; a lost zero (1440) gives 1. */
function postcodeKey(buffer: Buffer, from: number, to: number): number {
  if (to - from === 4) return keyAt(buffer, from, from + 1)
  const [first, second, third] = [buffer[from], buffer[from + 1], buffer[from + 2]] as [
    number,
    number,
    number,
  ]
  if (first === NINE && (second === SEVEN || second === EIGHT)) return keyAt(buffer, from, from + 3)
  if (first === TWO && second === ZERO) return third <= ONE ? SOUTH_CORSICA : NORTH_CORSICA
  return keyAt(buffer, from, from + 2)
}

const [ZERO, ONE, TWO, SEVEN, EIGHT, NINE] = [48, 49, 50, 55, 56, 57]
const SOUTH_CORSICA = keyAt(Buffer.from('2A'), 0, 2)
const NORTH_CORSICA = keyAt(Buffer.from('2B'), 0, 2)
