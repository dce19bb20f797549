import type { Stay } from '../stay.js'
import { civilDate, civilDateAt, codeAt, numberAt, textAt } from './bytes.js'
import {
  ANO_LAYOUTS,
  type AnoLayout,
  TRA,
  TRA_COLUMNS,
  TRA_LENGTH,
  VID_HOSP,
  VID_HOSP_LAYOUTS,
} from './companion-layouts.js'
import type { LineFault } from './rsa-check.js'

export type Linkage = { children: number; childrenLinked: number; chained: number }

/**
 * Reads the lines of the files that come with the RSA and completes the stays of one unit. Each reader returns
 * null, or why the line is refused. `finish` is called once, when all the files have been read.
 */
export type Linker = {
  ano(buffer: Buffer, start: number, end: number): LineFault | null
  tra(buffer: Buffer, start: number, end: number): LineFault | null
  vidHosp(buffer: Buffer, start: number, end: number): LineFault | null
  finish(): LinkResult
}

export type LinkResult = {
  linkage: Linkage
  /** Lines of `.ano` or TRA whose exit month is not that of the stay with the same key: they belong to another file. */
  mismatches: number
  /** Children whose mother’s number was given but leads to no stay of a woman in the unit. */
  withoutMother: Stay[]
}

/**
 * Administrative stay numbers live and die in this function: they identify a person in the hospital. What goes
 * out is the FINESS, the year and the RSA key of the mother’s stay. A TRA carries no FINESS: it is that of the unit.
 */
export function createLinker(stays: Stay[], finess: string, year: number): Linker {
  // Made at the first line: most units come without companion files.
  let staysByFiness: Map<string, Map<number, Stay>> | null = null
  const adminNumbers = new Map<Stay, string>()
  const staysByAdminNumber = new Map<string, Stay[]>()
  const mothersNumbers = new Map<string, string>()
  let mismatches = 0

  function candidate(owner: string, key: number): Stay | undefined {
    staysByFiness ??= indexOf(stays)
    return staysByFiness.get(owner)?.get(key)
  }

  /** The stay a line is about, unless the month of exit shows that the line comes from another transmission. */
  function stayOf(owner: string, key: number, exitDate: string | null): Stay | null {
    const stay = candidate(owner, key)
    if (stay === undefined) return null
    if (exitDate === null || exitDate.startsWith(exitPeriod(stay))) return stay
    mismatches += 1
    return null
  }

  function ano(buffer: Buffer, start: number, end: number): LineFault | null {
    const layout = ANO_LAYOUTS.get(end - start)
    if (layout === undefined) return lengthFault('ANO', end - start)
    const key = numberAt(buffer, start + layout.rsaKey.start - 1, layout.rsaKey.length)
    if (key < 0) return KEY_FAULT
    const owner = codeAt(buffer, start + layout.finess.start - 1, layout.finess.length)
    if (candidate(owner, key) === undefined) return null
    const exitDate = civilDateAt(buffer, start + layout.exitDate.start - 1)
    const stay = stayOf(owner, key, exitDate)
    if (stay === null) return null
    setDates(stay, civilDateAt(buffer, start + layout.entryDate.start - 1), exitDate)
    if (!isChainable(layout, buffer, start)) return null
    stay.person = usableNumber(textAt(buffer, start + layout.pseudonym.start - 1, layout.pseudonym.length))
    if (layout.motherChild === null) return null
    const shared = usableNumber(
      textAt(buffer, start + layout.motherChild.start - 1, layout.motherChild.length),
    )
    if (shared !== null) stay.motherChild = `${owner}:${shared}`
    return null
  }

  function tra(buffer: Buffer, start: number, end: number): LineFault | null {
    const line = traLine(buffer, start, end)
    if (line === null) return lengthFault('TRA', end - start)
    if (line.key < 0) return KEY_FAULT
    const stay = stayOf(finess, line.key, line.exitDate)
    if (stay === null) return null
    setDates(stay, line.entryDate, line.exitDate)
    if (line.adminNumber === '') return null
    adminNumbers.set(stay, line.adminNumber)
    const others = staysByAdminNumber.get(line.adminNumber)
    if (others === undefined) staysByAdminNumber.set(line.adminNumber, [stay])
    else others.push(stay)
    return null
  }

  function vidHosp(buffer: Buffer, start: number, end: number): LineFault | null {
    const version = end - start < MIN_VID_HOSP ? '' : codeAt(buffer, start + VID_HOSP.version.start - 1, 4)
    const layout = VID_HOSP_LAYOUTS.get(version)
    if (layout === undefined) return VID_HOSP_FAULT
    const services = end - start - layout.fixedLength
    if (services > 0 && services % layout.serviceLength !== 0) return lengthFault('VID-HOSP', end - start)
    const mother = textAt(
      buffer,
      start + VID_HOSP.motherAdminNumber.start - 1,
      VID_HOSP.motherAdminNumber.length,
    )
    if (mother === '') return null
    const child = textAt(buffer, start + VID_HOSP.adminNumber.start - 1, VID_HOSP.adminNumber.length)
    if (staysByAdminNumber.has(child)) mothersNumbers.set(child, mother)
    return null
  }

  function finish(): LinkResult {
    const withoutMother: Stay[] = []
    for (const [child, number] of adminNumbers) {
      const motherNumber = isChild(child) ? mothersNumbers.get(number) : undefined
      if (motherNumber === undefined) continue
      const mother = motherAmong(staysByAdminNumber.get(motherNumber) ?? [])
      if (mother === null) withoutMother.push(child)
      else child.motherChild = mother.motherChild ??= `${finess}:${year}:${Number(mother.rsaKey)}`
    }
    return { linkage: countLinks(stays), mismatches, withoutMother }
  }

  return { ano, tra, vidHosp, finish }
}

function indexOf(stays: Stay[]): Map<string, Map<number, Stay>> {
  const index = new Map<string, Map<number, Stay>>()
  for (const stay of stays) {
    const own = index.get(stay.finess) ?? new Map<number, Stay>()
    index.set(stay.finess, own.set(Number(stay.rsaKey), stay))
  }
  return index
}

const MIN_VID_HOSP = 159
const KEY_FAULT: LineFault = {
  field: 'n° d’index du RSA',
  reason: 'Le n° d’index du RSA est vide ou n’est pas un nombre.',
}
const VID_HOSP_FAULT: LineFault = {
  field: 'version du format VID-HOSP',
  reason: 'La version de format (positions 49 à 52) est inconnue : les versions V011 à V016 sont lues.',
}

function lengthFault(kind: string, length: number): LineFault {
  return {
    field: 'longueur de la ligne',
    reason: `La longueur de la ligne (${length}) n’est celle d’aucun format ${kind} connu.`,
  }
}

function exitPeriod({ exitYear, exitMonth }: Stay): string {
  return `${exitYear}-${String(exitMonth).padStart(2, '0')}`
}

function setDates(stay: Stay, entryDate: string | null, exitDate: string | null): void {
  stay.entryDate ??= entryDate
  stay.exitDate ??= exitDate
}

/** Nine return codes of the header, all zero (SNDS documentation, « chaînage mère-enfant »). */
function isChainable({ returnCodes }: AnoLayout, buffer: Buffer, start: number): boolean {
  for (let index = 0; index < returnCodes.length; index += 1) {
    if (buffer[start + returnCodes.start - 1 + index] !== 0x30) return false
  }
  return true
}

/** Blank: not given, or blanked since 2021. `XXXX`: hidden by the tool. `ABAB…`: the number given was found nowhere. */
function usableNumber(text: string): string | null {
  return text === '' || /^X+$/.test(text) || /^(?:AB)+A?$/.test(text) ? null : text
}

type TraLine = { key: number; adminNumber: string; entryDate: string | null; exitDate: string | null }

function traLine(buffer: Buffer, start: number, end: number): TraLine | null {
  if (buffer.subarray(start, end).includes(SEMICOLON))
    return separatedTraLine(buffer.toString('latin1', start, end))
  // The exit date ends the line: a trimmed line has lost a date, not an administrative number.
  if (end - start > TRA_LENGTH || end - start < TRA.exitDate.start - 1) return null
  return {
    key: numberAt(buffer, start, TRA.rsaKey.length),
    adminNumber: textAt(buffer, start + TRA.adminNumber.start - 1, TRA.adminNumber.length),
    entryDate: civilDateAt(buffer, start + TRA.entryDate.start - 1),
    exitDate: end - start < TRA_LENGTH ? null : civilDateAt(buffer, start + TRA.exitDate.start - 1),
  }
}

const SEMICOLON = 0x3b

function separatedTraLine(line: string): TraLine | null {
  const columns = line.split(';')
  if (columns.length < TRA_COLUMNS.least) return null
  const key = (columns[TRA_COLUMNS.rsaKey] ?? '').trim()
  return {
    key: /^\d{1,10}$/.test(key) ? Number(key) : -1,
    adminNumber: (columns[TRA_COLUMNS.adminNumber] ?? '').trim(),
    entryDate: civilDate((columns[TRA_COLUMNS.entryDate] ?? '').trim()),
    exitDate: civilDate((columns[TRA_COLUMNS.exitDate] ?? '').trim()),
  }
}

function isChild({ ageYears, ageDays }: Stay): boolean {
  return ageDays !== null && (ageYears === null || ageYears === 0)
}

/** One administrative number may cover several stays of the woman: the one with the outcome of the delivery. */
function motherAmong(stays: Stay[]): Stay | null {
  const women = stays.filter(({ sex, ageYears }) => sex === '2' && ageYears !== null && ageYears >= 10)
  return women.find(({ das }) => das.some((code) => code.startsWith('Z37'))) ?? women[0] ?? null
}

/** Counted on births in the establishment: age 0 day, entry from home or by birth. */
function countLinks(stays: Iterable<Stay>): Linkage {
  const linkage: Linkage = { children: 0, childrenLinked: 0, chained: 0 }
  const mothers = new Set<string>()
  const children: Stay[] = []
  for (const stay of stays) {
    if (stay.person !== null) linkage.chained += 1
    if (isChild(stay)) children.push(stay)
    else if (stay.motherChild !== null) mothers.add(stay.motherChild)
  }
  for (const { ageDays, entryMode, motherChild } of children) {
    if (ageDays !== 0 || (entryMode !== '8' && entryMode !== 'N')) continue
    linkage.children += 1
    if (motherChild !== null && mothers.has(motherChild)) linkage.childrenLinked += 1
  }
  return linkage
}
