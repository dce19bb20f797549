import { createLineScanner, type LineSink } from '../../pmsi/format/line-scanner.js'
import { decodeBytes, otherEncodingNote } from './byte-text.js'
import { isCivilDate } from './civil-date.js'
import { ACTIVITY_COLUMNS, ESTABLISHMENT_COLUMNS, type EstablishmentColumn } from './finess-etalab-layout.js'
import { FINESS_FORM, readFinessNumber } from './finess-number.js'
import {
  emptyFinessSummary,
  type FinessSink,
  type FinessStructure,
  type FinessSummary,
} from './finess-record.js'
import { legalStatusOf } from './legal-status.js'
import { readPhone } from './phone.js'
import type { ByteReader } from './pipe-reader.js'
import { cleanText, shown } from './plain-text.js'
import { readPosition } from './position.js'
import { splitSemicolons } from './semicolons.js'
import { communeCode, departmentOfCommune } from './territories.js'
import type { Verdict } from './verdict.js'

const LF = 10

/** Reader of the old FINESS open files: establishments, positions and authorised activities, told apart line by line. */
export function createEtalabReader(sink: FinessSink): ByteReader<FinessSummary> {
  return new EtalabReader(sink)
}

class EtalabReader implements LineSink {
  refusal: string | null = null
  private readonly scanner = createLineScanner(this)
  private readonly summary = emptyFinessSummary()
  /** Positions come after all the establishments, and are only good in the territory of theirs. */
  private readonly departments = new Map<string, string>()
  private notUtf8 = 0
  private lastByte = LF
  private lastLineWasRead = true

  constructor(private readonly sink: FinessSink) {}

  push(chunk: Buffer): void {
    if (this.refusal !== null || chunk.length === 0) return
    this.scanner.push(chunk)
    this.lastByte = chunk[chunk.length - 1] as number
  }

  end(): FinessSummary {
    if (this.refusal === null) this.scanner.end()
    this.refusal ??= this.finalRefusal()
    if (this.notUtf8 > 0) this.summary.notes.push(otherEncodingNote(this.notUtf8))
    if (this.summary.fileDate === null)
      this.summary.notes.push('Le fichier ne dit pas sa date : sa première ligne manque.')
    return { ...this.summary, refusal: this.refusal }
  }

  line(buffer: Buffer, start: number, end: number, line: number): void {
    if (this.refusal !== null) return
    const { text, isUtf8 } = decodeBytes(buffer, start, end)
    if (!isUtf8) this.notUtf8 += 1
    const cells = splitSemicolons(text)?.map(cleanText) ?? null
    if (cells?.[0] === 'finess') this.readComment(cells)
    else if (this.looksForeign(text)) this.refusal = NOT_FINESS
    else this.readLine(cells, line)
  }

  unreadable(line: number, cause: 'too-long' | 'nul'): void {
    if (this.refusal !== null) return
    this.summary.entries += 1
    const why = cause === 'nul' ? 'contient des caractères nuls' : 'est beaucoup trop longue'
    this.reject(line, null, `La ligne ${why} : le fichier est abîmé à cet endroit.`)
  }

  private looksForeign(text: string): boolean {
    return this.summary.entries === 0 && !/^"?(?:structureet|geolocalisation|activiteoffresoin)"?;/.test(text)
  }

  private readComment(cells: readonly string[]): void {
    this.summary.fileDate ??= cells.find(isCivilDate) ?? null
  }

  private readLine(cells: readonly string[] | null, line: number): void {
    this.summary.entries += 1
    const before = this.summary.rejected
    if (cells === null) this.reject(line, null, 'Un guillemet est ouvert et jamais refermé dans la ligne.')
    else if (cells[0] === 'structureet') this.readEstablishment(cells, line)
    else if (cells[0] === 'geolocalisation') this.readPosition(cells, line)
    else if (cells[0] === 'activiteoffresoin') this.readActivity(cells, line)
    else this.summary.setAside += 1
    this.lastLineWasRead = this.summary.rejected === before
  }

  private readEstablishment(cells: readonly string[], line: number): void {
    const expected = ESTABLISHMENT_COLUMNS.length
    // The last column, nearly always blank, is sometimes dropped with its separator.
    if (cells.length !== expected && cells.length !== expected - 1) {
      this.reject(line, null, `La ligne a ${cells.length} colonnes au lieu de ${expected}.`)
      return
    }
    const structure = decodeEstablishment(cells)
    if ('refusal' in structure) {
      this.reject(line, structure.column, structure.refusal)
      return
    }
    if (structure.departmentCode !== null)
      this.departments.set(structure.finessNumber, structure.departmentCode)
    this.summary.structures += 1
    this.sink.structure(structure)
  }

  /** The source has commas, and in older files was cut in several columns: it is whatever stands before the date. */
  private readPosition(cells: readonly string[], line: number): void {
    const [, finess = '', x = '', y = ''] = cells
    if (!FINESS_FORM.test(finess) || cells.length < 5) {
      this.reject(line, 'nofinesset', `${shown(finess)} n’est pas un numéro FINESS de 9 caractères.`)
      return
    }
    const source = cells.slice(4).join(',')
    const epsg = Number(/EPSG:(\d{4,5})/.exec(source)?.[1] ?? Number.NaN)
    const department = this.departments.get(finess) ?? departmentOfFiness(finess)
    const raw = { latitude: null, longitude: null, x, y, epsg: Number.isNaN(epsg) ? null : epsg }
    const verdict = readPosition(raw, department)
    if ('refusal' in verdict) {
      this.reject(line, 'coordxet', `FINESS ${finess}. ${verdict.refusal}`)
      return
    }
    const last = cells.at(-1) ?? ''
    this.summary.positions += 1
    this.sink.position({
      finessNumber: finess,
      point: verdict.value,
      updatedOn: isCivilDate(last) ? last : null,
      warning: verdict.warning,
    })
  }

  private readActivity(cells: readonly string[], line: number): void {
    const at = (name: (typeof ACTIVITY_COLUMNS)[number]) => cells[ACTIVITY_COLUMNS.indexOf(name)] || null
    const [finess, activity] = [at('nofinesset'), at('activite')]
    if (cells.length < ACTIVITY_COLUMNS.length || activity === null || !FINESS_FORM.test(finess ?? '')) {
      this.reject(line, 'nofinesset', 'La ligne n’a pas le numéro FINESS de l’établissement où elle se lit.')
      return
    }
    const authorised = at('dateautor')
    this.summary.activities += 1
    this.sink.activity({
      finessNumber: finess,
      legalFinessNumber: at('nofinessej'),
      regime: /^QA/.test(activity) ? 'AMM' : 'AMF',
      activityCode: activity,
      modalityCode: at('modalite'),
      formCode: at('forme'),
      startsOn: authorised !== null && isCivilDate(authorised) ? authorised : null,
      endsOn: null,
      isActive: true,
      arhgosNumber: at('noautor'),
    })
  }

  private reject(line: number, column: string | null, reason: string): void {
    this.summary.rejected += 1
    this.sink.reject({ line, column, reason })
  }

  private finalRefusal(): string | null {
    if (this.summary.entries === 0)
      return this.summary.fileDate === null
        ? 'Le fichier est vide.'
        : 'Le fichier n’a que sa première ligne : aucun établissement à lire.'
    if (this.lastByte !== LF && !this.lastLineWasRead)
      return 'Le fichier est incomplet : sa dernière ligne est coupée. Téléchargez-le de nouveau.'
    if (this.summary.rejected === this.summary.entries)
      return 'Aucune ligne n’a pu être lue : voyez les rejets pour en connaître la cause.'
    return null
  }
}

const NOT_FINESS =
  'Ce n’est pas une extraction FINESS : la première ligne devrait commencer par « finess » ou « structureet ».'

function decodeEstablishment(
  cells: readonly string[],
): FinessStructure | { column: string; refusal: string } {
  const at = (name: EstablishmentColumn) => cells[ESTABLISHMENT_COLUMNS.indexOf(name)] || null
  const warnings: string[] = []
  const noted = (column: string, verdict: Verdict<string> | null): string | null => {
    if (verdict === null) return null
    const sentence = 'refusal' in verdict ? verdict.refusal : verdict.warning
    if (sentence !== null) warnings.push(`${column} : ${sentence}`)
    return 'refusal' in verdict ? null : verdict.value
  }
  const number = at('nofinesset') ?? ''
  const verdict = readFinessNumber(number)
  // A file made by a machine never loses a zero by itself: it went through a spreadsheet, and so did its dates.
  if ('refusal' in verdict || !FINESS_FORM.test(number))
    return { column: 'nofinesset', refusal: 'refusal' in verdict ? verdict.refusal : (verdict.warning ?? '') }
  noted('nofinesset', verdict)
  const name = at('rs') ?? at('rslongue')
  if (name === null)
    return { column: 'rs', refusal: `FINESS ${number} : le nom de l’établissement est vide.` }
  const commune = communeCode(at('departement') ?? '', at('commune') ?? '')
  if (commune === null)
    warnings.push(
      `commune : ${shown(`${at('departement') ?? ''} ${at('commune') ?? ''}`)} ne donne pas un code Insee.`,
    )
  const [, postcode, city] = /^(\d{5}) (.+)$/.exec(at('ligneacheminement') ?? '') ?? []
  const date = (column: EstablishmentColumn): string | null => {
    const text = at(column)
    if (text === null || isCivilDate(text)) return text
    warnings.push(`${column} : ${shown(text)} n’est pas une date AAAA-MM-JJ.`)
    return null
  }
  const phone = at('telephone')
  const fax = at('telecopie')
  return {
    kind: 'establishment',
    finessNumber: number,
    legalFinessNumber: at('nofinessej'),
    name,
    longName: at('rslongue'),
    complement: joined(at('complrs'), at('compldistrib')),
    street: joined(at('numvoie'), at('compvoie'), at('typvoie'), at('voie')),
    locality: at('lieuditbp'),
    postcode: postcode ?? null,
    city: city ?? at('ligneacheminement'),
    communeCode: commune,
    departmentCode: commune === null ? null : departmentOfCommune(commune),
    phone: noted('telephone', phone === null ? null : readPhone(phone)),
    fax: noted('telecopie', fax === null ? null : readPhone(fax)),
    email: null,
    categoryCode: at('categetab'),
    categoryLabel: at('libcategetab'),
    legalStatus: legalStatusOf({
      participation: [at('codesph') ?? ''],
      legalForm: null,
      tariffs: at('codemft'),
    }),
    siret: at('siret'),
    openedOn: date('dateouv'),
    authorisedOn: date('dateautor'),
    closedOn: null,
    isOpen: true,
    updatedOn: date('datemaj'),
    warnings,
  }
}

function joined(...parts: (string | null)[]): string | null {
  return parts.filter((part) => part !== null).join(' ') || null
}

/** Who numbered the establishment: 01, 2A; 9701 is Guadeloupe, 9704 La Réunion, 980 Mayotte. */
function departmentOfFiness(finess: string): string {
  if (/^970[1-5]/.test(finess)) return `97${finess[3]}`
  return finess.startsWith('980') ? '976' : finess.slice(0, 2)
}
