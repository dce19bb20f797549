import type { Day } from './calendar.js'
import {
  ageAtDeath,
  caesareanKind,
  maternalAge,
  type NeonatalUnit,
  pretermCaesareanKind,
  singletonWeeks,
  stillbirthWeeks,
  terminationWeeks,
  tripletWeeks,
  twinWeeks,
  unitNeeded,
  weightFor,
} from './epidemiology.js'
import type { Site } from './hospitals.js'
import { planMoves } from './move-plan.js'
import { integer, type Random } from './random.js'

export type Fetus = {
  fate: 'alive' | 'stillborn' | 'terminated'
  sex: '1' | '2'
  weightG: number
  unit: NeonatalUnit | '71'
  /** Days, for a live newborn who dies in hospital before 28 days. */
  deathAge: number | null
  transfer: { to: Site; age: number; kind: 'care' | 'accompaniment' } | null
  /** Where the newborn goes once better, after the birthplace or the transfer. */
  backTo: Site | null
  /** A site that only performs an examination: provisional transfer, never a neonatal transfer. */
  scannedAt: Site | null
}

/** All that is decided about a pregnancy before any stay is written. */
export type Plan = {
  /** Where the woman was followed, and where she delivers. */
  home: Site
  place: Site
  route: 'direct' | 'in-utero-transfer' | 'outside'
  day: Day
  gestationalAgeDays: number
  age: number
  primiparous: boolean
  fetuses: Fetus[]
  presentation: 'cephalic' | 'breech' | 'other'
  mode: 'spontaneous' | 'instrumental' | 'planned' | 'emergency' | 'in-labour'
  /** Marker act of a haemorrhage, and where it is done when not where she delivered. */
  haemorrhage: {
    act: string
    family: 'embolisation' | 'ligation' | 'hysterectomy' | 'tamponade'
    at: Site | null
  } | null
  motherTransfer: { to: Site; day: Day; kind: 'care' | 'rejoining' } | null
}

/** Decides one pregnancy followed at a site and ending on a day. */
export function planPregnancy(random: Random, home: Site, day: Day, sites: readonly Site[]): Plan {
  const fetusCount = random() < 0.0162 ? (random() < 0.015 ? 3 : 2) : 1
  const fates = fatesOf(random, fetusCount)
  const weeks = weeksFor(random, fates)
  const fetuses = fates.map((fate) => planFetus(random, fate, weeks, fetusCount))
  const presentation = presentationFor(random, weeks, fetusCount)
  const plan: Plan = {
    home,
    place: home,
    route: 'direct',
    day,
    gestationalAgeDays: weeks * 7 + integer(random, 0, 6),
    age: maternalAge(random, fetusCount > 1),
    primiparous: random() < 0.43,
    fetuses,
    presentation,
    mode: 'spontaneous',
    haemorrhage: null,
    motherTransfer: null,
  }
  plan.mode = modeFor(random, plan, weeks)
  planMoves(random, plan, sites)
  return plan
}

/** True when a stay of the plan belongs to another hospital than the one that followed the woman. */
export function leavesHospital({ home, place, fetuses, motherTransfer }: Plan): boolean {
  return (
    place.hospital !== home.hospital ||
    motherTransfer !== null ||
    fetuses.some(
      ({ transfer, backTo, scannedAt }) => transfer !== null || backTo !== null || scannedAt !== null,
    )
  )
}

function fatesOf(random: Random, count: number): Fetus['fate'][] {
  const draw = random()
  const others = Array<Fetus['fate']>(count - 1)
  if (count === 1) return [draw < 0.0049 ? 'stillborn' : draw < 0.0083 ? 'terminated' : 'alive']
  if (draw < 0.005) return ['stillborn', ...others.fill('stillborn')]
  if (draw < 0.03) return ['stillborn', ...others.fill('alive')]
  if (draw < 0.036) return ['terminated', ...others.fill('alive')]
  return ['alive', ...others.fill('alive')]
}

function weeksFor(random: Random, fates: Fetus['fate'][]): number {
  if (fates.length === 3) return tripletWeeks(random)
  if (fates.length === 2) return twinWeeks(random)
  if (fates[0] === 'stillborn') return stillbirthWeeks(random)
  return fates[0] === 'terminated' ? terminationWeeks(random) : singletonWeeks(random)
}

function planFetus(random: Random, fate: Fetus['fate'], weeks: number, count: number): Fetus {
  const alive = fate === 'alive'
  const weightG = weightFor(random, weeks, count, alive)
  const unit = alive ? unitNeeded(random, weeks, weightG) : '71'
  const deathAge = alive ? ageAtDeath(random, weeks) : null
  return {
    fate,
    sex: random() < 0.512 ? '1' : '2',
    weightG,
    unit: deathAge === null ? unit : deathAge === 0 ? '71' : '06',
    deathAge,
    transfer: null,
    backTo: null,
    scannedAt: null,
  }
}

function presentationFor(random: Random, weeks: number, count: number): Plan['presentation'] {
  if (count > 1) return 'cephalic'
  const breech = weeks < 32 ? 0.2 : weeks < 37 ? 0.08 : 0.033
  const draw = random()
  return draw < breech ? 'breech' : draw < breech + 0.006 ? 'other' : 'cephalic'
}

function modeFor(random: Random, plan: Plan, weeks: number): Plan['mode'] {
  const count = plan.fetuses.length
  const alive = plan.fetuses.some(({ fate }) => fate === 'alive')
  if (random() < caesareanRisk(plan, weeks, alive)) {
    return weeks < 37 && count === 1 ? pretermCaesareanKind(random) : caesareanKind(random)
  }
  if (!alive) return 'spontaneous'
  const extraction =
    plan.presentation === 'breech' ? 0.05 : count > 1 ? 0.15 : plan.primiparous ? 0.29 : 0.055
  return random() < extraction ? 'instrumental' : 'spontaneous'
}

function caesareanRisk({ fetuses, presentation }: Plan, weeks: number, alive: boolean): number {
  if (!alive) return fetuses[0]?.fate === 'terminated' ? 0.03 : 0.12
  if (fetuses.length === 3) return 0.95
  if (fetuses.length === 2) return 0.53
  if (presentation !== 'cephalic') return 0.78
  return weeks < 37 ? 0.4 : 0.163
}
