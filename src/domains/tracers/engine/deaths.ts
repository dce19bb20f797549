import type { Stay } from '../../pmsi/stay.js'

export const NEONATAL_DEATHS = ['none', 'early', 'late'] as const
/** Early: day 0 to 6, day 0 being the day of birth. Late: day 7 to 27. */
export type NeonatalDeath = (typeof NEONATAL_DEATHS)[number]

/** A death no birth stay could be found for: it counts in the region only. */
export type UnlinkedDeath = { death: NeonatalDeath }

/** The class of a death by its age in completed days (Insee, DREES: the first seven days are 0 to 6). */
export function neonatalDeathAt(ageDays: number): NeonatalDeath {
  if (ageDays > 27) return 'none'
  return ageDays <= 6 ? 'early' : 'late'
}

/** Death during the birth stay itself: the age is the length of the stay. */
export function deathAtBirthStay(stay: Stay): NeonatalDeath {
  return stay.exitMode === '9' ? neonatalDeathAt(stay.nights) : 'none'
}

/**
 * Age in days of a death during another stay than the birth stay, null when there is none at 27 days or less.
 * Stillbirths (P95) also end by exit mode 9, and entry mode O is a child already dead: neither is a death.
 */
export function deathAgeElsewhere(stay: Stay): number | null {
  if (stay.exitMode !== '9' || stay.ageDays === null || stay.entryMode === 'O') return null
  const age = stay.ageDays + stay.nights
  if (age > 27 || stay.dp.startsWith('P95') || stay.dr.startsWith('P95')) return null
  return stay.das.some((code) => code.startsWith('P95')) ? null : age
}
