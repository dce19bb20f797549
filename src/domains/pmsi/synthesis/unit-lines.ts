import { pmsiDate } from './calendar.js'
import { digits } from './fixed-width.js'
import type { Site } from './hospitals.js'
import type { UnitNumber } from './rsa-line.js'
import type { SyntheticStay } from './stay-draft.js'
import { administrativeNumber } from './vid-hosp-line.js'

/** The units of a hospital: a number for each, and the lines of its `.ium` file. */
export function unitsOf(
  finess: string,
  year: number,
  sites: readonly Site[],
): { unitNumber: UnitNumber; lines: string[] } {
  const units = sites.flatMap((site) => unitTypes(site).map((type) => ({ finessGeo: site.finessGeo, type })))
  const numbers = new Map(units.map(({ finessGeo, type }, place) => [`${finessGeo} ${type}`, place + 1]))
  const lines = units.map(({ finessGeo, type }, place) => {
    const [unitType, mode] = [type.slice(0, -1), type.slice(-1)]
    return `${finess}90${year}12${finessGeo}${digits(place + 1, 4)}${unitType.padEnd(3)}${mode}01012012${digits(20, 3)}`
  })
  return {
    unitNumber: (finessGeo, unitType, mode) => numbers.get(`${finessGeo} ${unitType}${mode}`) ?? 999,
    lines,
  }
}

/** The `.tra` line of a stay: fixed width until March 2023, separated by semicolons since. */
export function traLine(stay: SyntheticStay, key: string, year: number): string {
  const rss = key.padStart(20, '0')
  const number = administrativeNumber(stay).padEnd(20)
  const entryDate = pmsiDate(stay.entryDay)
  const exitDate = pmsiDate(stay.exitDay)
  if (year >= 2023) return [key, rss, number, entryDate, exitDate, stay.ghm, key].join(';')
  return `${key}${rss}${key}${number}${entryDate}${stay.ghm}${exitDate}`
}

/** Type and mode, e.g. `06C`. Any ordinary unit and the neonatal ones the level allows. */
function unitTypes({ level }: Site): string[] {
  const neonatal = [
    ...(level >= 2 ? ['04C'] : []),
    ...(level >= 3 ? ['05C'] : []),
    ...(level === 4 ? ['06C'] : []),
  ]
  const maternity = level > 0 ? ['71C', '73C'] : []
  const ordinary = [
    '71P',
    '72P',
    '70C',
    'C',
    'P',
    '29C',
    '28C',
    '28P',
    '01AC',
    '02AC',
    '02BC',
    '07AC',
    '07AP',
    '07BC',
    '07BP',
  ]
  return [...maternity, ...neonatal, ...ordinary, ...(level < 1 ? ['71C'] : [])]
}
