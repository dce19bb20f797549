import { dayOf } from './calendar.js'
import type { EngineConfig, MaternityType, MinimumLevel } from './types.js'

/**
 * Types from the least to the most equipped. A CPP (centre périnatal de proximité) is not authorised for
 * births: a child born there is in a typed place, under type I, so never at the right level.
 */
const TYPES: MaternityType[] = ['CPP', 'I', 'IIA', 'IIB', 'III']
export const TYPE_THREE = TYPES.indexOf('III')

export type Levels = {
  /** Rank of the type of a site on a day; null when the table does not know it. */
  rankOf(site: string, day: number): number | null
  /** Rank a child needs on a day; null when neither term nor weight is known, or no table is in force. */
  requiredRank(gestationalAgeWeeks: number | null, weightG: number | null, day: number): number | null
  isKnown(site: string): boolean
}

type Period = { from: number; to: number }
type DatedRank = Period & { rank: number }
type DatedMinimum = DatedRank & { gestationalAgeWeeks: number; weightG: number }

/** Prepares the dated tables of a region. When two rows overlap, the one in force since the later day wins. */
export function startLevels(config: EngineConfig): Levels {
  const sites = new Map<string, DatedRank[]>()
  for (const maternity of config.maternities) {
    const rows = sites.get(maternity.finessGeo) ?? []
    rows.push({ ...periodOf(maternity), rank: TYPES.indexOf(maternity.type) })
    rows.sort(latestFirst)
    sites.set(maternity.finessGeo, rows)
  }
  const minima: DatedMinimum[] = config.minimumLevels
    .map((row: MinimumLevel) => ({
      ...periodOf(row),
      rank: TYPES.indexOf(row.type),
      gestationalAgeWeeks: row.gestationalAgeWeeks,
      weightG: row.weightG,
    }))
    .sort((a, b) => a.rank - b.rank || latestFirst(a, b))

  return {
    isKnown: (site) => sites.has(site),
    rankOf(site, day) {
      for (const row of sites.get(site) ?? NO_ROWS) if (inForce(row, day)) return row.rank
      return null
    },
    requiredRank(gestationalAgeWeeks, weightG, day) {
      if (gestationalAgeWeeks === null && weightG === null) return null
      let lastRank = -1
      for (const row of minima) {
        if (row.rank === lastRank || !inForce(row, day)) continue
        lastRank = row.rank
        const oldEnough = gestationalAgeWeeks === null || gestationalAgeWeeks >= row.gestationalAgeWeeks
        if (oldEnough && (weightG === null || weightG >= row.weightG)) return row.rank
      }
      return lastRank === -1 ? null : TYPE_THREE
    },
  }
}

const NO_ROWS: DatedRank[] = []
const inForce = (row: Period, day: number) => day >= row.from && day <= row.to
const latestFirst = (a: DatedRank, b: DatedRank) => b.from - a.from || b.to - a.to || b.rank - a.rank

function periodOf(row: { validFrom: string | null; validTo: string | null }): Period {
  return {
    from: row.validFrom === null ? Number.NEGATIVE_INFINITY : dayOf(row.validFrom),
    to: row.validTo === null ? Number.POSITIVE_INFINITY : dayOf(row.validTo),
  }
}
