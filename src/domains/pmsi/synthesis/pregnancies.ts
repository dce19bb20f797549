import { civilDate, dayOf } from './calendar.js'
import type { Site } from './hospitals.js'
import { maternalStays } from './maternal-stays.js'
import { newbornStays } from './newborn-stays.js'
import { leavesHospital, planPregnancy } from './pregnancy-plan.js'
import { hashOf, randomStream } from './random.js'
import type { SyntheticStay } from './stay-draft.js'
import { countPregnancy, type Truth } from './truth.js'
import { type Woman, womanOf } from './woman.js'

export type Run = {
  seed: number
  sites: readonly Site[]
  truth: Truth
  /** Stays already drawn, by the hospital and the year that will hand them in. */
  waiting: Map<string, SyntheticStay[]>
}

/**
 * Draws the pregnancies followed at a site that end in a year, or only those that lead to another hospital, or
 * only the others: each has its own stream, so the two passes see the same pregnancies.
 */
export function addPregnancies(run: Run, site: Site, year: number, count: number, moving: boolean): void {
  const firstDay = dayOf(year, 1, 1)
  const days = dayOf(year + 1, 1, 1) - firstDay
  for (let number = 0; number < count; number++) {
    const random = randomStream(run.seed, year, site.index, number)
    const plan = planPregnancy(random, site, firstDay + Math.floor(random() * days), run.sites)
    if (leavesHospital(plan) !== moving) continue
    const person = hashOf(run.seed, year, site.index, number, 5)
    const serial = `1${year % 100}${String(site.index).padStart(3, '0')}${String(number).padStart(6, '0')}`
    addStays(run, womanOf(plan, random, serial, person))
  }
}

function addStays(run: Run, woman: Woman): void {
  const { plan } = woman
  const mother = maternalStays(woman)
  const children = plan.fetuses.map((fetus, place) => newbornStays(woman, fetus, place + 1, mother.delivery))
  for (const stay of [mother.before, mother.delivery, mother.after]) keep(run, stay)
  for (const { birth, received, back, scan } of children) {
    for (const stay of [birth, received, back, scan]) keep(run, stay)
  }
  countPregnancy(run.truth, plan, mother, children)
}

function keep(run: Run, stay: SyntheticStay | null): void {
  const finess = stay?.rums[0]?.site.finess
  if (stay === null || finess === undefined) return
  const { year } = civilDate(stay.exitDay)
  if (!run.truth.years.has(year)) return
  const key = `${finess} ${year}`
  const stays = run.waiting.get(key)
  if (stays === undefined) run.waiting.set(key, [stay])
  else stays.push(stay)
}
