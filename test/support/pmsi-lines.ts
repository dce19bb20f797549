import {
  ANO_LAYOUTS,
  type Span,
  VID_HOSP,
  VID_HOSP_LAYOUTS,
} from '../../src/domains/pmsi/format/companion-layouts.js'
import { type Field, RSA_LAYOUTS, type RumField } from '../../src/domains/pmsi/format/layouts.js'

/** FINESS that no French establishment can bear: 99 is not a department of the national register. */
export const FINESS = '990000001'
export const SITE_A = '990000101'
export const SITE_B = '990000102'

export type ActSpec = { code: string; delay?: string; activity?: string }
export type RumSpec = Partial<Record<Exclude<RumField, 'diagnosisCount' | 'actCount'>, string>> & {
  das?: string[]
  acts?: ActSpec[]
}
export type RsaSpec = {
  version?: string
  rums?: RumSpec[]
  /** Written over the line once it is complete, by field name: counters and any other field. */
  fields?: Record<string, string>
  authorisations?: number
  radiotherapies?: number
}

/** One RSA line without line end; a plain delivery by default. Only what the test names differs. */
export function rsaLine(spec: RsaSpec = {}): string {
  const layout = RSA_LAYOUTS.get(spec.version ?? '228')
  if (layout === undefined) throw new Error(`no layout ${spec.version}`)
  const rums = spec.rums ?? [DELIVERY_RUM]
  const values: Record<string, string> = {
    ...DELIVERY,
    version: layout.version,
    dp: rums[0]?.dp ?? '',
    dr: '',
    rumCount: String(rums.length),
    authorisationCount: String(spec.authorisations ?? 0),
    radiotherapyCount: String(spec.radiotherapies ?? 0),
    diagnosisCount: String(rums.flatMap(({ das }) => das ?? []).length),
    actCount: String(rums.flatMap(({ acts }) => acts ?? []).length),
    ...spec.fields,
  }
  const fixed = ' '.repeat(layout.fixedLength).split('')
  for (const field of Object.values(layout.fields)) write(fixed, field, values[field.name] ?? '')
  return [
    fixed.join(''),
    'A1'.repeat(spec.authorisations ?? 0),
    '9500001'.repeat(spec.radiotherapies ?? 0),
    ...rums.map((rum) => rumItem(layout.rumLength, layout.rum, rum)),
    ...rums.flatMap(({ das }) => (das ?? []).map((code) => code.padEnd(6))),
    ...rums.flatMap(({ acts }) => (acts ?? []).map(actZone)),
  ].join('')
}

export const DELIVERY_RUM: RumSpec = {
  site: SITE_A,
  dp: 'O800',
  das: ['Z370'],
  acts: [{ code: 'JQGD010', delay: '0', activity: '1' }],
  gestationalAgeWeeks: '39',
  unitType: '71',
}

const DELIVERY: Record<string, string> = {
  finess: FINESS,
  rsaKey: '0000000001',
  rssVersion: '122',
  ghm: '14Z14A',
  groupingReturnCode: '000',
  ageYears: '030',
  ageDays: '',
  sex: '2',
  entryMode: '8',
  provenance: '',
  exitMonth: '03',
  exitYear: '2024',
  exitMode: '8',
  destination: '',
  stayType: '',
  nights: '0003',
  residence: '99001',
  weightG: '',
  gestationalAgeWeeks: '39',
  daysSinceLastPeriod: '275',
  birthHouse: '0',
  generated: '0',
}

/** Fields of a newborn in good health born in the establishment. */
export const NEWBORN: Record<string, string> = {
  rsaKey: '0000000002',
  ghm: '15M05A',
  ageYears: '',
  ageDays: '000',
  sex: '1',
  entryMode: 'N',
  weightG: '3300',
  gestationalAgeWeeks: '39',
  daysSinceLastPeriod: '',
}

export const NEWBORN_RUM: RumSpec = { site: SITE_A, dp: 'Z3800', gestationalAgeWeeks: '39', unitType: '04' }

/** Fields of a stay that has nothing to do with births. */
export const UNRELATED: Record<string, string> = {
  ghm: '06K04J',
  sex: '1',
  ageYears: '064',
  gestationalAgeWeeks: '',
  daysSinceLastPeriod: '',
}

export const UNRELATED_RUM: RumSpec = { site: SITE_A, dp: 'K635', das: ['I10'], acts: [{ code: 'HHFE002' }] }

function write(chars: string[], field: Field, value: string): void {
  const numeric = field.type !== 'text' && value !== '' && /^\d+$/.test(value)
  const text = numeric ? value.padStart(field.length, '0') : value.padEnd(field.length)
  for (let index = 0; index < field.length; index += 1) chars[field.start - 1 + index] = text[index] ?? ' '
}

function rumItem(length: number, fields: Record<RumField, Field>, rum: RumSpec): string {
  const chars = ' '.repeat(length).split('')
  const values: Partial<Record<RumField, string>> = {
    ...(rum.site === undefined ? {} : { site: rum.site }),
    ...(rum.dp === undefined ? {} : { dp: rum.dp }),
    ...(rum.dr === undefined ? {} : { dr: rum.dr }),
    ...(rum.gestationalAgeWeeks === undefined ? {} : { gestationalAgeWeeks: rum.gestationalAgeWeeks }),
    ...(rum.unitType === undefined ? {} : { unitType: rum.unitType }),
    diagnosisCount: String(rum.das?.length ?? 0),
    actCount: String(rum.acts?.length ?? 0),
  }
  for (const field of Object.values(fields)) write(chars, field, values[field.name as RumField] ?? '')
  return chars.join('')
}

function actZone({ code, delay, activity }: ActSpec): string {
  const chars = ' '.repeat(24).split('')
  const put = (at: number, text: string) => chars.splice(at, text.length, ...text)
  put(0, delay === undefined ? '   ' : delay.padStart(3, '0'))
  put(3, code.padEnd(7))
  put(12, '0')
  put(13, activity ?? '1')
  put(21, '01')
  put(23, '1')
  return chars.join('')
}

/** `.ano` line of a given length; all return codes 0 unless told otherwise. Dates as `ddmmyyyy`. */
export function anoLine(
  lineLength: number,
  values: Partial<
    Record<
      'rsaKey' | 'pseudonym' | 'returnCodes' | 'entryDate' | 'exitDate' | 'motherChild' | 'finess',
      string
    >
  >,
): string {
  const layout = ANO_LAYOUTS.get(lineLength)
  if (layout === undefined) throw new Error(`no ANO of ${lineLength} characters`)
  const chars = ' '.repeat(lineLength).split('')
  const put = (span: Span | null, text: string) => {
    if (span !== null) chars.splice(span.start - 1, span.length, ...text.padEnd(span.length))
  }
  put(layout.finess, values.finess ?? FINESS)
  put({ start: layout.finess.start + 15, length: 6 }, '032024')
  put(layout.returnCodes, values.returnCodes ?? '000000000')
  put(layout.pseudonym, values.pseudonym ?? '')
  put(layout.rsaKey, values.rsaKey ?? '0000000001')
  put(layout.entryDate, values.entryDate ?? '01032024')
  put(layout.exitDate, values.exitDate ?? '04032024')
  put(layout.motherChild, values.motherChild ?? '')
  return chars.join('')
}

export type TraSpec = { rsaKey: string; adminNumber: string; entryDate?: string; exitDate?: string }

/** TRA line of the fixed-width form, used until February 2023. */
export function traLine({ rsaKey, adminNumber, entryDate, exitDate }: TraSpec): string {
  const rss = 'R'.padEnd(20)
  return `${rsaKey}${rss}${'1'.padStart(10)}${adminNumber.padEnd(20)}${entryDate ?? '01032024'}14Z14A${exitDate ?? '04032024'}`
}

/** TRA line of the `;` form, used from March 2023 on. */
export function separatedTraLine({ rsaKey, adminNumber, entryDate, exitDate }: TraSpec): string {
  const columns = [
    rsaKey,
    'R'.padEnd(20),
    adminNumber.padEnd(20),
    entryDate ?? '01032024',
    exitDate ?? '04032024',
    '14Z14A',
    '1',
  ]
  return columns.join(';')
}

/** VID-HOSP line of its fixed length, followed by as many service zones as asked. */
export function vidHospLine(
  version: string,
  adminNumber: string,
  motherAdminNumber = '',
  services = 0,
): string {
  const layout = VID_HOSP_LAYOUTS.get(version)
  if (layout === undefined) throw new Error(`no VID-HOSP ${version}`)
  const chars = ' '.repeat(layout.fixedLength + services * layout.serviceLength).split('')
  const put = ({ start, length }: Span, text: string) =>
    chars.splice(start - 1, length, ...text.padEnd(length))
  put(VID_HOSP.adminNumber, adminNumber)
  put(VID_HOSP.version, version)
  put(VID_HOSP.finess, FINESS)
  put(VID_HOSP.motherAdminNumber, motherAdminNumber)
  return chars.join('')
}
