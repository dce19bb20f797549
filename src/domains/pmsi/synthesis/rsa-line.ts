import { RSA_LAYOUTS, type RsaLayout } from '../format/layouts.js'
import { civilDate } from './calendar.js'
import { type Column, digits, lineWriter } from './fixed-width.js'
import { hashOf } from './random.js'
import type { SyntheticAct, SyntheticRum, SyntheticStay } from './stay-draft.js'

/** Version of the RSA of a stay: January and February still come in the format of the year before. */
export function rsaVersion(year: number, month: number): string {
  const index = year - FIRST_YEAR - (month <= 2 ? 1 : 0)
  return VERSIONS[Math.min(Math.max(index, 0), VERSIONS.length - 1)] ?? '229'
}

/** Number of a unit in its hospital, as `.ium` lists it. */
export type UnitNumber = (finessGeo: string, unitType: string, unitMode: string) => number

/** Writes the RSA of a stay. `zeroFilled` hospitals write 0000 where others leave a weight blank. */
export function rsaLine(
  stay: SyntheticStay,
  key: string,
  finess: string,
  zeroFilled: boolean,
  unitNumber: UnitNumber,
): string {
  const { year, month } = civilDate(stay.exitDay)
  const version = rsaVersion(year, month)
  const format = formatOf(version)
  const main = principalRum(stay)
  const principal = stay.rums[main]
  if (principal === undefined) throw new Error('a stay has at least one unit')
  const diagnosisCount = stay.rums.reduce((sum, { das }) => sum + das.length, 0)
  const actCount = stay.rums.reduce((sum, { acts }) => sum + acts.length, 0)
  const fixed = format.write({
    finess,
    rsaKey: key,
    groupingRead: `11${stay.ghm}000`,
    ghm: stay.ghm,
    rumCount: digits(stay.rums.length, 2),
    ageYears: digits(stay.ageYears, 3),
    ageDays: digits(stay.ageDays, 3),
    sex: stay.sex,
    entryMode: stay.entryMode,
    provenance: stay.provenance,
    exitMonth: digits(month, 2),
    exitYear: String(year),
    exitMode: stay.exitMode,
    destination: stay.destination,
    stayType: stay.stayType,
    nights: digits(stay.exitDay - stay.entryDay, 4),
    residence: stay.residence,
    postcode: stay.residence,
    weightG: stay.weightG === null && zeroFilled && stay.ageYears !== null ? '0000' : digits(stay.weightG, 4),
    gestationalAgeWeeks: digits(stay.gestationalAgeWeeks, 2),
    daysSinceLastPeriod: digits(stay.daysSinceLastPeriod, 3),
    sessions: digits(stay.sessions, 2),
    ghs: ghsOf(stay.ghm),
    authorisationCount: String(stay.authorisations.length),
    radiotherapyCount: String(stay.radiotherapy.length),
    neonatalSupplements: neonatalSupplements(stay),
    dpRum: digits(main + 1, 2),
    dp: principal.dp,
    dr: principal.dr,
    diagnosisCount: digits(diagnosisCount, 4),
    actCount: digits(actCount, 5),
  })
  let line = fixed + stay.authorisations.join('') + stay.radiotherapy.join('')
  stay.rums.forEach((rum, place) => {
    line += rumItem(rum, place, format.rumLength === 61 ? 4 : 3, unitNumber)
  })
  for (const { das } of stay.rums) for (const code of das) line += code.padEnd(6)
  for (const { acts } of stay.rums) for (const act of acts) line += actZone(act)
  return line
}

/** The RUM whose principal diagnosis stands for the stay: that of the birth, else the last one. */
export function principalRum({ kind, rums }: SyntheticStay): number {
  return kind === 'stillbirth' ? 0 : rums.length - 1
}

function rumItem(rum: SyntheticRum, place: number, width: number, unitNumber: UnitNumber): string {
  const { site, unitType, unitMode, dp, dr, das, acts, nights } = rum
  const paid = NEONATAL_SUPPLEMENTS[unitType]
  return [
    digits(place + 1, 2),
    digits(unitNumber(site.finessGeo, unitType, unitMode), width),
    site.finessGeo,
    dp.padEnd(6),
    dr.padEnd(6),
    '   ',
    digits(rum.gestationalAgeWeeks, 2),
    digits(das.length, 2),
    digits(acts.length, 3),
    digits(nights, 4),
    `${unitType.padEnd(3)}${unitMode}`,
    paid === undefined ? '      ' : `${unitType}${digits(nights, 4)}`,
    '          ',
  ].join('')
}

function actZone({ code, extension, activity, delayDays }: SyntheticAct): string {
  return `${digits(delayDays, 3)}${code}${extension.padEnd(2)}0${activity}       012`
}

/** Not the national table: any four digits that always go with the same group. */
function ghsOf(ghm: string): string {
  const known = ghsByGhm.get(ghm)
  if (known !== undefined) return known
  const ghs = String(1000 + (hashOf(...Buffer.from(ghm)) % 8000))
  ghsByGhm.set(ghm, ghs)
  return ghs
}

const ghsByGhm = new Map<string, string>()

/** Days in neonatal medicine, special care and intensive care, three digits each. */
function neonatalSupplements({ rums }: SyntheticStay): string {
  const days = [0, 0, 0]
  for (const { unitType, nights } of rums) {
    const place = NEONATAL_SUPPLEMENTS[unitType]
    if (place !== undefined) days[place] = (days[place] ?? 0) + nights
  }
  return days.map((count) => digits(count, 3)).join('')
}

const FIRST_YEAR = 2015
const VERSIONS = ['222', '223', '224', '224', '225', '226', '226', '227', '228', '228', '229']
const RSS_VERSIONS: Record<string, string> = {
  ...{ 222: '117', 223: '117', 224: '118', 225: '119', 226: '120', 227: '121', 228: '122', 229: '122' },
}
const NEONATAL_SUPPLEMENTS: Record<string, number> = { '04': 0, '05': 1, '06': 2 }

/** Fields the platform does not read, but real files fill. */
type ExtraField = 'groupingRead' | 'sessions' | 'ghs' | 'neonatalSupplements' | 'dpRum' | 'postcode'

type Format = {
  rumLength: number
  write: ReturnType<typeof rsaWriter>
}

/** Fields whose columns come from the layouts the reader uses. */
const READ_FIELDS = [
  ...([
    'finess',
    'version',
    'rsaKey',
    'rssVersion',
    'ghm',
    'groupingReturnCode',
    'rumCount',
    'ageYears',
  ] as const),
  ...([
    'ageDays',
    'sex',
    'entryMode',
    'provenance',
    'exitMonth',
    'exitYear',
    'exitMode',
    'destination',
  ] as const),
  ...(['stayType', 'nights', 'residence', 'weightG', 'gestationalAgeWeeks', 'daysSinceLastPeriod'] as const),
  ...(['birthHouse', 'authorisationCount', 'radiotherapyCount', 'generated', 'dp', 'dr'] as const),
  ...(['diagnosisCount', 'actCount'] as const),
]

type Constant = keyof ReturnType<typeof constantsOf>
type ReadField = Exclude<(typeof READ_FIELDS)[number], Constant>

const formats = new Map<string, Format>()

function formatOf(version: string): Format {
  const known = formats.get(version)
  if (known !== undefined) return known
  const layout = RSA_LAYOUTS.get(version)
  if (layout === undefined) throw new Error(`no layout for RSA ${version}`)
  const format = {
    rumLength: layout.rumLength,
    write: rsaWriter(layout),
  }
  formats.set(version, format)
  return format
}

function rsaWriter({ version, fixedLength, fields }: RsaLayout) {
  const columns = extraColumns(version)
  for (const name of READ_FIELDS) columns[name] = [fields[name].start, fields[name].length]
  return lineWriter<ReadField | ExtraField>(
    fixedLength,
    columns,
    new Map(Object.entries(constantsOf(version))),
  )
}

/** What is the same on all lines of a version. */
function constantsOf(version: string) {
  return {
    version,
    rssVersion: RSS_VERSIONS[version] ?? '122',
    tariff: '001',
    classification: '11',
    groupingReturnCode: '000',
    beyondUpperBound: '0000',
    belowLowerBound: '000',
    birthHouse: '0',
    shortStayUnit: '0',
    supplements: '0'.repeat(21),
    generated: '0',
    otherSupplements: '0'.repeat(version === '229' ? 15 : 12),
    paediatricSupplement: '000',
  }
}

/** Three families: 222–225, 226–228, 229. */
function extraColumns(version: string): Record<string, Column> {
  const shift = version >= '226' ? 5 : 0
  const late = shift + (version === '229' ? 3 : 0)
  const columns: Record<string, Column> = {
    tariff: [26, 3],
    groupingRead: [29, 11],
    classification: [40, 2],
    sessions: [89 + shift, 2],
    ghs: [91 + shift, 4],
    beyondUpperBound: [95 + shift, 4],
    belowLowerBound: [100 + shift, 3],
    shortStayUnit: [106 + shift, 1],
    supplements: [110 + shift, 21],
    otherSupplements: [150 + shift, 12 + late - shift],
    neonatalSupplements: [162 + late, 9],
    paediatricSupplement: [171 + late, 3],
    dpRum: [201 + (shift === 0 ? 0 : late + 4), 2],
  }
  return shift === 0 ? columns : { ...columns, postcode: [80, 5] }
}
