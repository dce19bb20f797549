import { civilDate, pmsiDate } from './calendar.js'
import { type Column, digits, lineWriter } from './fixed-width.js'
import { hashOf } from './random.js'
import type { SyntheticStay } from './stay-draft.js'
import { vidHospVersion } from './vid-hosp-line.js'

/**
 * Writes the `.ano` line of a stay. Since 2021 the hospital's copy shows no pseudonym and no mother–child
 * number; `chained` writes them all the same, as in a regional base.
 */
export function anoLine(
  stay: SyntheticStay,
  key: string,
  finess: string,
  year: number,
  chained: boolean,
): string {
  const { year: exitYear, month } = civilDate(stay.exitDay)
  const shown = chained || year <= 2020
  const link = shown ? motherChildNumber(stay) : ''
  const pseudonym = shown ? hexadecimal(stay.person, 17) : ''
  return formatOf(year)({
    liaison: hexadecimal(hashOf(stay.person, stay.entryDay), 32),
    finess,
    exitMonth: digits(month, 2),
    exitYear: String(exitYear),
    returnCodes: stay.chainingError ? '000010000' : '000000000',
    person: pseudonym,
    individual: pseudonym,
    birthDate: pmsiDate(stay.birthDay),
    stayNumber: digits(stay.entryDay % 100000, 5),
    rsaKey: key,
    entryDate: pmsiDate(stay.entryDay),
    exitDate: pmsiDate(stay.exitDay),
    motherChildAnonymous: link,
    motherChildChain: link,
    withMother: stay.mother === null ? '' : '1',
    birthRank: stay.birthRank === null ? '' : String(stay.birthRank),
  })
}

/** The same 32 characters on a mother's stay and on her children's; ABAB… when her stay does not exist. */
function motherChildNumber(stay: SyntheticStay): string {
  const mother = stay.mother ?? (stay.hasLinkedChild ? stay : null)
  if (mother !== null) return hexadecimal(hashOf(mother.person, mother.entryDay, 7), 32)
  return stay.birthRank !== null && stay.person % 8 === 0 ? 'AB'.repeat(16) : ''
}

function hexadecimal(seed: number, width: number): string {
  let text = ''
  for (let block = 0; text.length < width; block++) text += hashOf(seed, block).toString(16).padStart(8, '0')
  return text.slice(0, width).toUpperCase()
}

type AnoField =
  | ('liaison' | 'finess' | 'exitMonth' | 'exitYear' | 'returnCodes' | 'person' | 'individual' | 'birthDate')
  | ('stayNumber' | 'rsaKey' | 'entryDate' | 'exitDate' | 'motherChildAnonymous' | 'motherChildChain')
  | ('withMother' | 'birthRank')

type AnoWriter = ReturnType<typeof writerOf>

const writers = new Map<number, AnoWriter>()

function formatOf(year: number): AnoWriter {
  const known = writers.get(year)
  if (known !== undefined) return known
  const writer = writerOf(year)
  writers.set(year, writer)
  return writer
}

function writerOf(year: number) {
  const p = positionsOf(year)
  const columns: Record<string, Column> = {
    ...(p.origin > 0 ? { liaison: [1, 32] } : {}),
    finess: [p.origin + 1, 9],
    format: [p.origin + 10, 3],
    vidHospFormat: [p.origin + 13, 3],
    exitMonth: [p.origin + 16, 2],
    exitYear: [p.origin + 18, 4],
    returnCodes: [p.origin + 22, 9],
    person: [p.origin + 31, 17],
    ...(year >= 2017 && year <= 2021 ? { individual: [p.origin + 48, 17] } : {}),
    ...(year >= 2022 ? { birthDate: [140, 8] } : {}),
    stayNumber: [p.key - 5, 5],
    rsaKey: [p.key, 10],
    entryDate: [p.key + 10, 8],
    exitDate: [p.key + 18, 8],
    controls: [p.key + 26, p.controls],
    regime: [p.values, 2],
    management: [p.values + 2, 2],
    exemption: [p.values + 4, 1],
    dailyFee: [p.values + 5, 1],
    insurance: [p.values + 6, 2],
    contract: [p.values + 8, 2],
    billable: [p.values + 10, 1],
    bills: [p.values + 13, 4],
    amounts: [p.values + 17, 49],
    motherChildAnonymous: [p.mother, 32],
    ...(year >= 2017 ? { motherChildChain: [p.mother + 32, 32] } : {}),
    withMother: [p.withMother, 1],
    ...(year >= 2018 ? { lateControl: [p.withMother + 26, 1] } : {}),
    birthRank: [p.withMother + 30, 1],
    ...(p.encrypted > 0 ? { encrypted: [p.encrypted, 344] } : {}),
  }
  return lineWriter<AnoField>(p.length, columns, new Map(Object.entries(constantsOf(year, p.controls))))
}

function constantsOf(year: number, controls: number) {
  return {
    format: year <= 2016 ? '010' : year <= 2020 ? '011' : '015',
    vidHospFormat: vidHospVersion(year).slice(1),
    controls: '0'.repeat(controls),
    regime: '01',
    management: '10',
    exemption: '0',
    dailyFee: 'A',
    insurance: '10',
    contract: '00',
    billable: '1',
    bills: '0001',
    amounts: '0'.repeat(49),
    lateControl: '0',
    // Encrypted in real files: nothing can be read from it, so it need not vary.
    encrypted: 'F1C71FF0'.repeat(43),
  }
}

type Positions = {
  length: number
  /** Columns before the FINESS. */
  origin: number
  key: number
  /** Return codes after the dates. */
  controls: number
  values: number
  mother: number
  withMother: number
  encrypted: number
}

/** ATIH « fichiers de sortie », by PMSI year (GuillaumePressiat/pmeasyr; ATIH sheets 2017, 2022 and 2023). */
function positionsOf(year: number): Positions {
  if (year <= 2016)
    return {
      length: 269,
      origin: 0,
      key: 53,
      controls: 31,
      values: 110,
      mother: 177,
      withMother: 209,
      encrypted: 0,
    }
  if (year === 2017) {
    return {
      length: 794,
      origin: 0,
      key: 70,
      controls: 41,
      values: 137,
      mother: 204,
      withMother: 268,
      encrypted: 451,
    }
  }
  if (year === 2018) {
    return {
      length: 869,
      origin: 0,
      key: 70,
      controls: 53,
      values: 149,
      mother: 216,
      withMother: 280,
      encrypted: 526,
    }
  }
  if (year === 2019) {
    return {
      length: 914,
      origin: 0,
      key: 70,
      controls: 54,
      values: 150,
      mother: 217,
      withMother: 281,
      encrypted: 571,
    }
  }
  if (year <= 2021) {
    return {
      length: 946,
      origin: 32,
      key: 102,
      controls: 54,
      values: 182,
      mother: 249,
      withMother: 313,
      encrypted: 603,
    }
  }
  return {
    length: 1103,
    origin: 32,
    key: 162,
    controls: 56,
    values: 274,
    mother: 341,
    withMother: 405,
    encrypted: 760,
  }
}
