import { pmsiDate } from './calendar.js'
import { type Column, lineWriter } from './fixed-width.js'
import type { SyntheticStay } from './stay-draft.js'

/** Version of VID-HOSP of a PMSI year. */
export function vidHospVersion(year: number): VidHospVersion {
  if (year <= 2019) return 'V012'
  if (year <= 2021) return 'V013'
  return year <= 2024 ? 'V014' : 'V015'
}

/** The administrative number of a stay in its hospital: the link between VID-HOSP and `.tra`. */
export function administrativeNumber({ id }: SyntheticStay): string {
  return id.padStart(16, '0')
}

/** Writes the VID-HOSP line of a stay. The insured numbers are left out: a network must not receive them. */
export function vidHospLine(stay: SyntheticStay, finess: string, year: number): string {
  const version = vidHospVersion(year)
  const entryDate = pmsiDate(stay.entryDay)
  const exitDate = pmsiDate(stay.exitDay)
  return WRITERS[version]({
    birthDate: pmsiDate(stay.birthDay),
    sex: stay.sex,
    number: administrativeNumber(stay),
    finess,
    motherNumber: stay.mother === null ? '' : administrativeNumber(stay.mother),
    withMother: stay.mother === null ? '' : '1',
    hospitalisation: entryDate,
    birthRank: stay.birthRank === null ? '' : String(stay.birthRank),
    entryDate,
    exitDate,
    stayZone: `18103${entryDate}${exitDate}${version === 'V015' ? '001' : ''}${'0'.repeat(15)}100${'0'.repeat(8)}`,
  })
}

const CONSTANTS = {
  ...{
    regime: '01',
    management: '10',
    exemption: '0',
    dailyFee: 'A',
    insurance: '10',
    contract: '00',
    billable: '1',
  },
  ...{ bills: '0001', amounts: '0'.repeat(44), rate: '10000', beneficiary: '000', zones: '01' },
}

/** Positions common to V012–V015 (hkara2/pmsixml; ATIH sheets 2022, 2024 and 2026). */
const COLUMNS = {
  regime: [16, 2],
  management: [18, 2],
  birthDate: [20, 8],
  sex: [28, 1],
  number: [29, 20],
  version: [49, 4],
  finess: [53, 9],
  exemption: [77, 1],
  dailyFee: [78, 1],
  insurance: [79, 2],
  contract: [81, 2],
  billable: [83, 1],
  bills: [86, 4],
  amounts: [90, 44],
  rate: [134, 5],
  motherNumber: [140, 20],
  withMother: [160, 1],
  hospitalisation: [162, 8],
  birthRank: [190, 1],
  beneficiary: [191, 3],
  entryDate: [275, 8],
  exitDate: [283, 8],
} as const satisfies Record<string, Column>

type VidHospField = Exclude<keyof typeof COLUMNS | 'stayZone', keyof typeof CONSTANTS | 'version'>

type VidHospVersion = 'V012' | 'V013' | 'V014' | 'V015'

/** One discipline zone after the fixed part: 47 characters, 50 in V015. */
const WRITERS = {
  V012: writer('V012', 432, 47),
  V013: writer('V013', 452, 47),
  V014: writer('V014', 468, 47),
  V015: writer('V015', 468, 50),
} satisfies Record<VidHospVersion, unknown>

function writer(version: VidHospVersion, fixedLength: number, zoneLength: number) {
  const zones = { zones: [fixedLength - 1, 2], stayZone: [fixedLength + 1, zoneLength] } as const
  const constants = new Map(Object.entries({ ...CONSTANTS, version }))
  return lineWriter<VidHospField>(fixedLength + zoneLength, { ...COLUMNS, ...zones }, constants)
}
