/** What the name of a file says of a transmission; it orders transmissions, it never says what a file holds. */
export type NamedTransmission = {
  finess: string | null
  year: number | null
  /** 0 for a trial transmission. */
  month: number | null
  /** `yyyymmddHHMMSS`, so that stamps sort as text. */
  stamp: string | null
  lamda: boolean
}

const TRANSMISSION = /^(\d[0-9AB]\d{7})\.(\d{4})\.(\d{1,2})(?=\.|$)/i
const STAMP = /\.(\d{14})\.(?:in|out)(?:\.|$)/i

/**
 * Reads the names given by GENRSA and DRUIDES: `{finess}.{yyyy}.{m|mm}.…`, with the stamp of archives written
 * `ddmmyyyyHHMMSS` until April 2023 and `yyyymmddHHMMSS` since (naming table of GuillaumePressiat/pmeasyr).
 */
export function parseFileName(name: string): NamedTransmission {
  const base = name.slice(name.lastIndexOf('/') + 1)
  const lamda = /lamda/i.test(base)
  const match = TRANSMISSION.exec(base)
  const month = match === null ? null : Number(match[3])
  if (match === null || month === null || month > 12) {
    return { finess: null, year: null, month: null, stamp: null, lamda }
  }
  return {
    finess: (match[1] as string).toUpperCase(),
    year: Number(match[2]),
    month,
    stamp: sortableStamp(STAMP.exec(base)?.[1]),
    lamda,
  }
}

/** The two orders cannot be confused: read as a month, the « 20 » of a year of this century is impossible. */
function sortableStamp(stamp: string | undefined): string | null {
  if (stamp === undefined) return null
  const isYearFirst = stamp.startsWith('20') && Number(stamp.slice(4, 6)) <= 12
  return isYearFirst ? stamp : stamp.slice(4, 8) + stamp.slice(2, 4) + stamp.slice(0, 2) + stamp.slice(8)
}
