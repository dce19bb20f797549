import { readFinessNumber } from '../national/finess-number.js'
import type { LegalStatus } from '../national/legal-status.js'
import { readPostcode } from '../national/postcode.js'
import { readRppsNumber } from '../national/rpps-number.js'
import { read, refuse, type Verdict } from '../national/verdict.js'
import { readWebsite } from '../national/website.js'
import type { ColumnMapping } from './columns.js'
import { type EntryField, FIELD_LABELS } from './entry-fields.js'
import { readFirstDay } from './first-day.js'
import { readLegalStatus } from './legal-status-words.js'
import { doubtedPlace, isPlaced, saidOfNobody } from './missing-parts.js'
import { type PersonName, readFirstName, readFullName, readLastName } from './person-name.js'
import { readPlaceDate, readStay } from './place-dates.js'
import { readProfession, type TypedProfession } from './profession-words.js'
import type { Sheet, SheetCell, SheetRow } from './sheet.js'
import { readCommune } from './typed-commune.js'
import { readEmails } from './typed-emails.js'
import { type AccessibilityKind, readAccessibility, readLanguages, readYesNo } from './typed-lists.js'
import { type PhoneField, readBeyond, readPhones } from './typed-phones.js'
import { readDegrees, readPoint } from './typed-point.js'

/** One line of a coordinator’s table, each value read or null: blank, in no column, or refused. */
export type SheetEntry = {
  lastName: string | null
  firstName: string | null
  title: string | null
  profession: TypedProfession | null
  role: string | null
  /** At the place of the line. */
  startsOn: string | null
  endsOn: string | null
  rppsNumber: string | null
  structureName: string | null
  structureKind: string | null
  legalStatus: LegalStatus | null
  finessNumber: string | null
  address: string | null
  addressMore: string | null
  postcode: string | null
  commune: string | null
  territory: string | null
  /** Degrees; both or none. */
  latitude: number | null
  longitude: number | null
  /** International form, or a short number. */
  phone: string | null
  phone2: string | null
  fax: string | null
  email: string | null
  website: string | null
  languages: string[] | null
  accessibility: AccessibilityKind[] | null
  hours: string | null
  fees: string | null
  publicConsent: boolean | null
  verifiedOn: string | null
  notes: string | null
}

export type CellRemark = {
  line: number /** Header of the column; null for the line. */
  column: string | null
  reason: string
}

export type EntryLine = {
  line: number
  /** What could be read; null when nothing says whom or what the line is about. */
  entry: SheetEntry | null
  /** Values left out. A line with one is to be corrected: it is no good as it stands. */
  refusals: readonly CellRemark[]
  /** Values kept, to be looked at. */
  warnings: readonly CellRemark[]
}

/**
 * Reads every line below the header with the columns somebody has confirmed. One wrong cell never stops a line, nor a line
 * the others. A point without an address is to be in the region of the network.
 */
export function* readEntries(
  sheet: Pick<Sheet, 'rows' | 'rejections'>,
  headerLine: number | null,
  mapping: ColumnMapping,
  regionCode: string,
): Generator<EntryLine> {
  const header = sheet.rows.find(({ line }) => line === headerLine) ?? null
  const rejections = sheet.rejections.filter(({ line }) => line > (headerLine ?? 0)).map(rejected)
  const rows = sheet.rows.filter(({ line }) => line > (headerLine ?? 0))
  let placed: number | null = null
  let next = 0
  for (const row of rows) {
    for (; (rejections[next]?.line ?? Number.POSITIVE_INFINITY) < row.line; next += 1) {
      const before = rejections[next]
      if (before) yield before
    }
    const line = readRow(row, header, mapping, regionCode)
    if (isPlaced(line)) placed = row.line
    yield line.entry === null || placed === null || placed === row.line ? line : doubtedPlace(line, placed)
  }
  yield* rejections.slice(next)
}

function rejected({ line, reason }: Sheet['rejections'][number]): EntryLine {
  return { line, entry: null, refusals: [{ line, column: null, reason }], warnings: [] }
}

function readRow(
  row: SheetRow,
  header: SheetRow | null,
  mapping: ColumnMapping,
  regionCode: string,
): EntryLine {
  const width = header?.cells.length ?? mapping.length
  const wholeLine = (reason: string): EntryLine => ({
    line: row.line,
    entry: null,
    refusals: [{ line: row.line, column: null, reason }],
    warnings: [],
  })
  // Where cells are too many, a separator was typed inside one of them: those after it are not what they seem.
  if (row.cells.length > Math.max(width, mapping.length))
    return wholeLine(
      `La ligne a ${row.cells.length} colonnes au lieu de ${width} : un séparateur est de trop dans une case.`,
    )
  const reading = new RowReading(row, header)
  const entry = emptyEntry()
  for (const [index, field] of mapping.entries()) {
    const cell = row.cells[index]
    if (field !== null && cell !== undefined && cell.text !== '') reading.read(index, field, cell, entry)
  }
  reading.otherPhones(entry)
  reading.commune(entry, regionCode)
  reading.place(entry, regionCode)
  reading.stay(entry)
  reading.person(entry)
  if (entry.lastName === null && entry.structureName === null) {
    const [first] = reading.refusals
    if (first !== undefined) return { line: row.line, entry: null, refusals: reading.refusals, warnings: [] }
    return wholeLine('La ligne n’a ni nom de personne ni nom de structure.')
  }
  return { line: row.line, entry, refusals: reading.refusals, warnings: reading.warnings }
}

class RowReading {
  readonly refusals: CellRemark[] = []
  readonly warnings: CellRemark[] = []
  /** Headers of the cells that were filled. */
  private readonly columns: Partial<Record<EntryField, string>> = {}
  private readonly phones: { field: PhoneField; column: string; text: string }[] = []

  constructor(
    private readonly row: SheetRow,
    private readonly header: SheetRow | null,
  ) {}

  read(index: number, field: EntryField, cell: SheetCell, entry: SheetEntry): void {
    const column = this.header?.cells[index]?.text || FIELD_LABELS[field]
    this.columns[field] = column
    this.keep(entry, column, cellVerdict(field, cell))
    if (isPhone(field)) this.phones.push({ field, column, text: typedIn(cell) })
  }

  /** A second number in a cell goes where there is room for it. */
  otherPhones(entry: SheetEntry): void {
    for (const { field, column, text } of this.phones) {
      const typed = readPhones(text)
      if ('value' in typed) this.keep(entry, column, readBeyond(entry, field, typed.value))
    }
  }

  /** A name and a postcode make a commune. */
  commune(entry: SheetEntry, regionCode: string): void {
    const { commune, postcode } = this.columns
    const column = commune ?? postcode
    if (column === undefined || this.refusals.some((one) => one.column === postcode)) return
    this.keep(entry, column, readCommune(entry, regionCode))
  }

  /** Two degrees make a point once the whole line is read: its address is in other cells. */
  place(entry: SheetEntry, regionCode: string): void {
    const { latitude, longitude } = this.columns
    const column = latitude ?? longitude
    if (column === undefined || this.refusals.some((one) => [latitude, longitude].includes(one.column ?? '')))
      return
    this.keep(entry, column, readPoint(entry, regionCode))
  }

  /** The same of two dates, when both could be read. */
  stay(entry: SheetEntry): void {
    const { endsOn } = this.columns
    if (endsOn !== undefined) this.keep(entry, endsOn, readStay(entry))
  }

  /** And of a person, who is to have a name; one that was refused has been said already. */
  person(entry: SheetEntry): void {
    const { lastName, fullName } = this.columns
    if (this.refusals.some(({ column }) => column !== null && [lastName, fullName].includes(column))) return
    for (const [header, verdict] of saidOfNobody(entry, this.columns)) this.keep(entry, header, verdict)
  }

  private keep(entry: SheetEntry, column: string, verdict: Verdict<Partial<SheetEntry>>): void {
    const { line } = this.row
    if ('refusal' in verdict) {
      this.refusals.push({ line, column, reason: verdict.refusal })
      return
    }
    if (verdict.warning !== null) this.warnings.push({ line, column, reason: verdict.warning })
    Object.assign(entry, verdict.value)
  }
}

function cellVerdict(field: EntryField, cell: SheetCell): Verdict<Partial<SheetEntry>> {
  const { kind, text } = cell
  if (kind === 'error') return refuse(`« ${text} » est une formule en erreur : remplacez-la par la valeur.`)
  if (kind === 'date' && !DATES.has(field) && READERS[field] !== undefined)
    return refuse(
      `Le tableur a changé cette valeur en date (${text.split('-').reverse().join('/')}) : ` +
        'mettez la colonne au format Texte et ressaisissez-la.',
    )
  if (text.length > (LONGEST[field] ?? LONGEST_TEXT))
    return refuse(`Le texte a ${text.length} caractères, ${LONGEST[field] ?? LONGEST_TEXT} au plus.`)
  const reader = READERS[field]
  return reader === undefined ? read({ [field]: text }) : reader(LISTS.has(field) ? typedIn(cell) : text)
}

/** A cell with its lines, where each may be another item. */
function typedIn({ text, lines }: SheetCell): string {
  return lines === undefined ? text : lines.join('\n')
}

function isPhone(field: EntryField): field is PhoneField {
  return field === 'phone' || field === 'phone2' || field === 'fax'
}

const DATES: ReadonlySet<EntryField> = new Set(['verifiedOn', 'startsOn', 'endsOn'])

/** Those where each line of a cell may be another name, number, address or language. */
const LISTS: ReadonlySet<EntryField> = new Set([
  'lastName',
  'firstName',
  'fullName',
  'phone',
  'phone2',
  'fax',
  'email',
  'languages',
])

const LONGEST_TEXT = 200
const LONGEST: Partial<Record<EntryField, number>> = {
  notes: 2000,
  hours: 500,
  fees: 500,
  accessibility: 500,
}

type Reader = (text: string) => Verdict<Partial<SheetEntry>>

/** The fields that are more than text. */
const READERS: Partial<Record<EntryField, Reader>> = {
  lastName: (text) => mapped(readLastName(text), (lastName) => ({ lastName })),
  firstName: (text) => mapped(readFirstName(text), (firstName) => ({ firstName })),
  fullName: (text) =>
    mapped(readFullName(text), ({ lastName, firstName }: PersonName) => ({ lastName, firstName })),
  profession: (text) => mapped(readProfession(text), (profession) => ({ profession })),
  startsOn: (text) => mapped(readFirstDay(text), (startsOn) => ({ startsOn })),
  endsOn: (text) => mapped(readPlaceDate(text), (endsOn) => ({ endsOn })),
  rppsNumber: (text) => mapped(readRppsNumber(text), (rppsNumber) => ({ rppsNumber })),
  legalStatus: (text) => mapped(readLegalStatus(text), (legalStatus) => ({ legalStatus })),
  finessNumber: (text) => mapped(readFinessNumber(text), (finessNumber) => ({ finessNumber })),
  postcode: (text) => mapped(readPostcode(text), (postcode) => ({ postcode })),
  phone: (text) => mapped(readPhones(text), ({ numbers: [phone = null] }) => ({ phone })),
  phone2: (text) => mapped(readPhones(text), ({ numbers: [phone2 = null] }) => ({ phone2 })),
  fax: (text) => mapped(readPhones(text), ({ numbers: [fax = null] }) => ({ fax })),
  email: (text) => mapped(readEmails(text), (email) => ({ email })),
  website: (text) => mapped(readWebsite(text), (website) => ({ website })),
  languages: (text) => mapped(readLanguages(text), (languages) => ({ languages })),
  accessibility: (text) => mapped(readAccessibility(text), (accessibility) => ({ accessibility })),
  latitude: (text) => mapped(readDegrees(text, 90), (latitude) => ({ latitude })),
  longitude: (text) => mapped(readDegrees(text, 180), (longitude) => ({ longitude })),
  publicConsent: (text) => mapped(readYesNo(text), (publicConsent) => ({ publicConsent })),
  verifiedOn: (text) => mapped(readFirstDay(text), (verifiedOn) => ({ verifiedOn })),
}

function mapped<From, To>(verdict: Verdict<From>, into: (value: From) => To): Verdict<To> {
  return 'refusal' in verdict ? verdict : { value: into(verdict.value), warning: verdict.warning }
}

function emptyEntry(): SheetEntry {
  return {
    lastName: null,
    firstName: null,
    title: null,
    profession: null,
    role: null,
    startsOn: null,
    endsOn: null,
    rppsNumber: null,
    structureName: null,
    structureKind: null,
    legalStatus: null,
    finessNumber: null,
    address: null,
    addressMore: null,
    postcode: null,
    commune: null,
    territory: null,
    latitude: null,
    longitude: null,
    phone: null,
    phone2: null,
    fax: null,
    email: null,
    website: null,
    languages: null,
    accessibility: null,
    hours: null,
    fees: null,
    publicConsent: null,
    verifiedOn: null,
    notes: null,
  }
}
