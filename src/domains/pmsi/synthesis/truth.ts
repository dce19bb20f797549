import { civilDate } from './calendar.js'
import type { Site } from './hospitals.js'
import type { MaternalStays } from './maternal-stays.js'
import type { NewbornStays } from './newborn-stays.js'
import type { Plan } from './pregnancy-plan.js'
import type { SyntheticStay } from './stay-draft.js'

/**
 * What was generated, before any fault, for a site and a year of discharge. A death counts at the site and in the
 * year of the birth stay, a transfer at the site and in the year of the stay it ends.
 */
export type Counts = Record<(typeof COUNTED)[number], number>

export const COUNTED = [
  ...([
    'deliveries',
    'multipleDeliveries',
    'outsideDeliveries',
    'spontaneousDeliveries',
    'instrumentalDeliveries',
  ] as const),
  ...([
    'plannedCaesareans',
    'emergencyCaesareans',
    'labourCaesareans',
    'caesareans',
    'mothersUnder20',
  ] as const),
  ...([
    'mothers35OrMore',
    'mothers40OrMore',
    'singletonDeliveries',
    'singletonBreech',
    'totalBirths',
  ] as const),
  ...([
    'stillbirthsSpontaneous',
    'stillbirthsInduced',
    'liveBirths',
    'preterm',
    'under32Weeks',
    'under28Weeks',
  ] as const),
  ...(['weighed', 'under2500G', 'under1500G', 'earlyDeaths', 'lateDeaths', 'deathsAfterTransfer'] as const),
  ...(['embolisations', 'ligations', 'hysterectomies', 'tamponades', 'embolisationsElsewhere'] as const),
  ...(['inUteroTransfers', 'mothersTransferredForCare', 'mothersRejoiningNewborn'] as const),
  ...(['newbornsTransferredForCare', 'newbornsAccompanying', 'newbornsBackFromBirthplace'] as const),
] as const

export type SiteTruth = { site: string; name: string; type: Site['type']; year: number; counts: Counts }

/** Counts by site and year, filled one pregnancy after the other. */
export type Truth = { years: ReadonlySet<number>; rows: Map<string, SiteTruth> }

/** The row of a site and a year, created on first use; null outside the years that are written. */
export function truthRow(truth: Truth, site: Site, year: number): SiteTruth | null {
  if (!truth.years.has(year)) return null
  const key = `${site.finessGeo} ${year}`
  const known = truth.rows.get(key)
  if (known !== undefined) return known
  const counts = Object.fromEntries(COUNTED.map((name) => [name, 0])) as Counts
  const row = { site: site.finessGeo, name: site.name, type: site.type, year, counts }
  truth.rows.set(key, row)
  return row
}

/** Adds one pregnancy. What depends on a stay that no file will hold is not counted. */
export function countPregnancy(
  truth: Truth,
  plan: Plan,
  mother: MaternalStays,
  children: NewbornStays[],
): void {
  const row = truthRow(truth, plan.place, yearOf(mother.delivery))
  if (row !== null) countDelivery(truth, row.counts, plan, mother)
  if (mother.before !== null && row !== null) {
    const sender = truthRow(truth, plan.home, yearOf(mother.before))
    if (sender !== null) sender.counts.inUteroTransfers += 1
  }
  for (const child of children) {
    const birthRow = truthRow(truth, plan.place, yearOf(child.birth))
    if (birthRow !== null && child.fetus.fate === 'alive') countLiveBirth(truth, birthRow.counts, plan, child)
  }
}

function countDelivery(truth: Truth, counts: Counts, plan: Plan, { after }: MaternalStays): void {
  const { age, fetuses, haemorrhage, motherTransfer } = plan
  counts.deliveries += 1
  if (age < 20) counts.mothersUnder20 += 1
  if (age >= 35) counts.mothers35OrMore += 1
  if (age >= 40) counts.mothers40OrMore += 1
  counts.totalBirths += fetuses.length
  counts.stillbirthsSpontaneous += fetuses.filter(({ fate }) => fate === 'stillborn').length
  counts.stillbirthsInduced += fetuses.filter(({ fate }) => fate === 'terminated').length
  if (fetuses.length > 1) counts.multipleDeliveries += 1
  else counts.singletonDeliveries += 1
  if (plan.presentation === 'breech') counts.singletonBreech += 1
  countMode(counts, plan)
  if (haemorrhage !== null && haemorrhage.at === null) counts[FAMILIES[haemorrhage.family]] += 1
  if (haemorrhage?.at && after !== null && truth.years.has(yearOf(after))) counts.embolisationsElsewhere += 1
  if (motherTransfer?.kind === 'care') counts.mothersTransferredForCare += 1
  if (motherTransfer?.kind === 'rejoining') counts.mothersRejoiningNewborn += 1
}

function countMode(counts: Counts, { mode, route }: Plan): void {
  if (route === 'outside') counts.outsideDeliveries += 1
  else if (mode === 'spontaneous') counts.spontaneousDeliveries += 1
  else if (mode === 'instrumental') counts.instrumentalDeliveries += 1
  else {
    counts.caesareans += 1
    counts[
      mode === 'planned'
        ? 'plannedCaesareans'
        : mode === 'emergency'
          ? 'emergencyCaesareans'
          : 'labourCaesareans'
    ] += 1
  }
}

function countLiveBirth(
  truth: Truth,
  counts: Counts,
  plan: Plan,
  { fetus, birth, received, back }: NewbornStays,
): void {
  const weeks = Math.floor(plan.gestationalAgeDays / 7)
  counts.liveBirths += 1
  if (weeks < 37) counts.preterm += 1
  if (weeks < 32) counts.under32Weeks += 1
  if (weeks < 28) counts.under28Weeks += 1
  if (birth.weightG !== null) {
    counts.weighed += 1
    if (birth.weightG < 2500) counts.under2500G += 1
    if (birth.weightG < 1500) counts.under1500G += 1
  }
  const last = back ?? received ?? birth
  if (fetus.deathAge !== null && truth.years.has(yearOf(last))) {
    counts[fetus.deathAge < 7 ? 'earlyDeaths' : 'lateDeaths'] += 1
    if (last !== birth) counts.deathsAfterTransfer += 1
  }
  if (received !== null)
    counts[fetus.transfer?.kind === 'care' ? 'newbornsTransferredForCare' : 'newbornsAccompanying'] += 1
  else if (back !== null) counts.newbornsBackFromBirthplace += 1
}

const FAMILIES = {
  embolisation: 'embolisations',
  ligation: 'ligations',
  hysterectomy: 'hysterectomies',
  tamponade: 'tamponades',
} as const

function yearOf({ exitDay }: SyntheticStay): number {
  return civilDate(exitDay).year
}
