export type FileKind = 'rsa' | 'ano' | 'ium' | 'tra' | 'vid-hosp'

/** Name of a file of the December delivery, which covers the whole year. */
export function fileName(finess: string, year: number, kind: FileKind): string {
  return `${finess}.${year}.12.${SUFFIXES[kind]}`
}

/** Name of an archive: the stamp changed order in May 2023, the name in August 2025. */
export function archiveName(finess: string, year: number, side: 'in' | 'out'): string {
  const [day, month, time] = ['28', '01', '101500']
  if (year >= 2025)
    return `${finess}.${year}.12.MCO.SEJOURS.SEJOURS.${year + 1}${month}${day}${time}.${side}.zip`
  const stamp = year >= 2023 ? `${year + 1}${month}${day}${time}` : `${day}${month}${year + 1}${time}`
  return `${finess}.${year}.12.${stamp}.${side}.zip`
}

/** What a hospital receives is CRLF, what ATIH's tools give back is LF. */
export function lineEnd(kind: FileKind): '\n' | '\r\n' {
  return sideOf(kind) === 'in' ? '\r\n' : '\n'
}

/** Which archive a file travels in. */
export function sideOf(kind: FileKind): 'in' | 'out' {
  return kind === 'vid-hosp' ? 'in' : 'out'
}

const SUFFIXES: Record<FileKind, string> = {
  rsa: 'rsa',
  ano: 'ano',
  ium: 'ium',
  tra: 'tra.txt',
  // VID-HOSP files have no standard name: readers know them by their content.
  'vid-hosp': 'vidhosp.txt',
}
